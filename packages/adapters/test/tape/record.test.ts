import { systemClock, type Credentials, type DialOptions, type Endpoint, type Stream, type StreamSink } from "@luat/contract";
import { parseTranscript, record } from "@luat/adapters/tape";
import { describe, expect, it } from "vitest";
import { PassCard } from "../broken/pass-card.js";
import { tls } from "../mock/tls-configs.js";
import { DatagramRecorder, ListenRecorder, Recorder } from "../mock/recorder.js";
import { bytes, RecordedHosts } from "./tapes.js";

describe("a recording", () => {
  it.each([
    [{ write: () => undefined, time: 1 }, "time is no option of record; expected one of write, clock"],
    [undefined, "options of record is undefined; expected an object with write, clock"],
  ])("takes the options that there are: %#", (options, message) => {
    expect(() => record(new RecordedHosts().client, options as never)).toThrow(new TypeError(message));
  });

  it("begins with the card and the time, before anything happens", () => {
    const { lines, client } = new RecordedHosts();
    expect(lines).toHaveLength(1);
    const { header } = parseTranscript(lines);
    expect(header).toEqual({ at: "2026-01-01T00:00:00.000Z", adapter: "10.0.0.2", traits: { ...client.traits, tunnel: undefined }, up: true, address: client.address() });
  });

  it("of a conversation is what the program did and what it was told, with the time", async () => {
    const hosts = new RecordedHosts({ latency: 5 });
    const listener = hosts.listen();
    const { clock } = hosts.net;
    const here = new Recorder(clock);
    await clock.advance(3);
    here.stream = hosts.card.dial({ host: "10.0.0.1", port: 80 }, { keepAlive: { idle: 60, interval: 10, count: 3 } }, here);
    await hosts.run();
    const there = hosts.accept(listener.offers[0]);
    here.stream.send(bytes("AT\r\n"));
    await hosts.run();
    there.stream.send(Uint8Array.of(0, 255));
    there.stream.finish();
    here.stream.finish();
    await hosts.run();
    here.stream.destroy();
    expect(hosts.entries).toEqual([
      '{"t":3,"id":1,"ev":"dial","to":{"host":"10.0.0.1","port":80},"keepAlive":{"idle":60,"interval":10,"count":3}}',
      '{"t":13,"id":1,"ev":"connected","local":{"host":"10.0.0.2","port":50000},"peer":{"host":"10.0.0.1","port":80}}',
      '{"t":13,"id":1,"ev":"out","took":"sent","text":"AT\\r\\n"}',
      '{"t":18,"id":1,"ev":"finish"}',
      '{"t":23,"id":1,"ev":"in","hex":"00 ff"}',
      '{"t":23,"id":1,"ev":"ended"}',
      '{"t":23,"id":1,"ev":"closed"}',
    ]);
    listener.listener.close();
  });

  it("of a server has its clients with numbers of their own", async () => {
    const hosts = new RecordedHosts();
    const listener = new ListenRecorder(hosts.net.clock);
    listener.listener = hosts.card.listen({ port: 80, backlog: 8 }, listener);
    await hosts.run();
    const clients = [1, 2].map(() => hosts.dial("10.0.0.2", 80, {}, hosts.server));
    await hosts.run();
    const there = hosts.accept(listener.offers[0]);
    listener.offers[1]?.refuse();
    listener.offers[1]?.refuse();
    there.stream.destroy("reset");
    there.stream.destroy();
    listener.listener.close();
    listener.listener.close();
    await hosts.run();
    const from = (port: number): string => `"from":{"host":"10.0.0.1","port":${port}},"local":{"host":"10.0.0.2","port":80}}`;
    expect(hosts.entries).toEqual([
      '{"t":0,"id":1,"ev":"listen","port":80,"backlog":8}',
      '{"t":0,"id":1,"ev":"listening","local":{"host":"10.0.0.2","port":80}}',
      `{"t":0,"id":1,"ev":"offered","client":2,${from(50000)}`,
      `{"t":0,"id":1,"ev":"offered","client":3,${from(50001)}`,
      '{"t":0,"id":2,"ev":"accept"}',
      '{"t":0,"id":3,"ev":"refuse"}',
      '{"t":0,"id":2,"ev":"destroy","how":"reset"}',
      '{"t":0,"id":1,"ev":"close"}',
    ]);
    expect(clients.map(({ events }) => events.at(-1))).toEqual(["0 closed: connection reset (ECONNRESET)", "0 closed: connection reset (ECONNRESET)"]);
  });

  it("of a datagram socket has each datagram with its address", async () => {
    const hosts = new RecordedHosts();
    const server = await hosts.bind({ port: 7 }, hosts.server);
    server.onReceived = (some, from) => server.socket.send(some, from);
    const socket = new DatagramRecorder(hosts.net.clock);
    socket.socket = hosts.card.bind({ peer: { host: "10.0.0.1", port: 7 } }, socket);
    await hosts.run();
    socket.socket.send(bytes("ping"));
    socket.socket.send(bytes(""), { host: "10.0.0.1", port: 9 });
    await hosts.run();
    socket.socket.close();
    expect(hosts.entries).toEqual([
      '{"t":0,"id":1,"ev":"bind","peer":{"host":"10.0.0.1","port":7}}',
      '{"t":0,"id":1,"ev":"bound","local":{"host":"10.0.0.2","port":50000}}',
      '{"t":0,"id":1,"ev":"datagram-out","took":"taken","text":"ping"}',
      '{"t":0,"id":1,"ev":"datagram-out","to":{"host":"10.0.0.1","port":9},"took":"taken","text":""}',
      '{"t":0,"id":1,"ev":"sent","total":2}',
      '{"t":0,"id":1,"ev":"datagram-in","from":{"host":"10.0.0.1","port":7},"text":"ping"}',
      '{"t":0,"id":1,"ev":"close"}',
    ]);
    server.socket.close();
  });

  it("has the questions to the name service, and their answers", async () => {
    const hosts = new RecordedHosts({ resolveDelay: 20 });
    hosts.net.name("a.test", ["10.0.0.1"]);
    const answers: unknown[] = [];
    hosts.card.resolve("a.test", { family: 4, servers: ["10.0.0.3:5353"] }, (answer) => answers.push(answer));
    hosts.card.resolve("b.test", {}, (answer) => answers.push(answer));
    hosts.card.resolve("c.test", {}, (answer) => answers.push(answer))();
    await hosts.run();
    expect(answers).toHaveLength(2);
    expect(hosts.entries).toEqual([
      '{"t":0,"id":1,"ev":"resolve","name":"a.test","family":4,"servers":["10.0.0.3:5353"]}',
      '{"t":0,"id":2,"ev":"resolve","name":"b.test"}',
      '{"t":0,"id":3,"ev":"resolve","name":"c.test"}',
      '{"t":20,"id":1,"ev":"resolved","addresses":["10.0.0.1"]}',
      '{"t":20,"id":2,"ev":"resolved","fault":{"reason":"name","errno":"ENOTFOUND"}}',
    ]);
  });

  it("has the changes of the link that the program saw, each once", async () => {
    const hosts = new RecordedHosts();
    const seen: boolean[] = [];
    const stops = [1, 2].map(() => hosts.card.watch((up) => seen.push(up)));
    hosts.client.setLink(false);
    await hosts.run();
    for (const stop of stops) stop();
    hosts.client.setLink(true);
    await hosts.run();
    expect(hosts.entries).toEqual(['{"t":0,"ev":"link","up":false}']);
    expect([hosts.card.isReady(), hosts.card.address()?.ip, seen]).toEqual([true, "10.0.0.2", [false, false]]);
    expect(hosts.entries).toHaveLength(2);
    expect(hosts.entries[1]).toBe('{"t":0,"ev":"link","up":true,"address":{"ip":"10.0.0.2","mask":"255.255.255.0","gateway":"10.0.0.1","ipv6":"fd00::2"}}');
  });

  it("has no credentials, keys and certificates, nor causes of faults, nor what else an object holds", async () => {
    const hosts = new RecordedHosts();
    const { clock } = hosts.net;
    const serverSide = hosts.server.credentials(tls.server) as Credentials;
    hosts.listen({ secure: { credentials: serverSide } });
    const secret = { ...tls.mutual, passphrase: "open sesame" };
    const credentials = hosts.card.credentials(tls.mutual) as Credentials;
    const secure = { credentials, name: tls.name, alpn: ["mqtt"], ...secret };
    const here = new Recorder(clock);
    const options = { secure, ...secret };
    const to = { host: "10.0.0.1", port: 80, ...secret };
    here.stream = hosts.card.dial(to, options, here);
    hosts.card.credentials({ ...secret, key: "no key" });
    await hosts.run();
    hosts.client.setLink(false);
    await hosts.run();
    const written = hosts.lines.join("\n");
    expect(written).toContain(`"secure":{"name":"${tls.name}","alpn":["mqtt"]}`);
    expect(written).toContain('"ev":"secured"');
    for (const word of ["BEGIN", "PRIVATE", "CERTIFICATE", "sesame", "credentials", "passphrase", "cause", '"key"', '"cert"', '"ca"']) expect(written).not.toContain(word);
  });

  it("of a card whose faults have causes does not have them", async () => {
    const hosts = new RecordedHosts();
    const { clock } = hosts.net;
    const lines: string[] = [];
    class CausingCard extends PassCard {
      override dial(_to: Endpoint, _options: DialOptions, sink: StreamSink): Stream {
        return this.wrap(sink, (outer) => {
          this.clock.after(0, () => outer.closed({ reason: "broken", cause: { token: "s3cr3t" } }));
          return hosts.dial().stream;
        });
      }
    }
    const card = record(new CausingCard(hosts.client, clock), { write: (line) => lines.push(line), clock });
    const here = new Recorder(clock);
    here.stream = card.dial({ host: "10.0.0.1", port: 80 }, {}, here);
    await hosts.run();
    expect(lines[2]).toBe('{"t":0,"id":1,"ev":"closed","fault":{"reason":"broken"}}');
  });

  it("has the time of the system unless it is given a clock", () => {
    const lines: string[] = [];
    const card = record(new RecordedHosts().client, { write: (line) => lines.push(line) });
    card.resolve("a.test", {}, () => undefined)();
    const { header, entries } = parseTranscript(lines);
    expect(Math.abs(Date.parse(header.at) - Date.now())).toBeLessThan(60_000);
    expect(entries[0]?.t).toBeLessThan(60_000);
  });

  it("has times that are rounded to microseconds, of any clock", () => {
    const lines: string[] = [];
    const card = record(new RecordedHosts().client, { write: (line) => lines.push(line), clock: systemClock });
    card.resolve("a.test", {}, () => undefined)();
    expect(lines[1]).toMatch(/^\{"t":\d+(\.\d{1,3})?,"id":1,/);
  });
});
