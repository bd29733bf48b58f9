import { describe, expect, it } from "vitest";
import { Recorder } from "../mock/recorder.js";
import { bytes, CONNECTED, DIAL, HEADER, Played } from "./tapes.js";

const second = (line: string): string => line.replace('"id":1', '"id":2').replaceAll(":80}", ":81}");

/** Two conversations, one after the other. */
const BOTH = [
  HEADER,
  DIAL,
  CONNECTED,
  '{"t":3,"id":1,"ev":"out","took":"sent","text":"one"}',
  '{"t":103,"id":1,"ev":"in","text":"ONE"}',
  second('{"t":200,"id":1,"ev":"dial","to":{"host":"10.0.0.1","port":80}}'),
  second('{"t":210,"id":1,"ev":"connected","local":{"host":"10.0.0.2","port":50001},"peer":{"host":"10.0.0.1","port":80}}'),
  '{"t":220,"id":2,"ev":"out","took":"sent","text":"two"}',
  '{"t":221,"id":2,"ev":"in","text":"TWO"}',
];

const lenient = { mode: "lenient" } as const;

describe("a lenient replay", () => {
  it("finds sockets by their endpoint in any order, and plays each by itself", async () => {
    const played = new Played(BOTH, lenient);
    const two = played.dial({ host: "10.0.0.1", port: 81 });
    const one = played.dial();
    await played.clock.advance(10);
    two.stream.send(bytes("2.2"));
    one.stream.send(bytes("1"));
    await played.clock.run();
    expect([two.text, one.text]).toEqual(["TWO", ""]);
    one.stream.send(bytes("."));
    one.stream.send(bytes("1 and more"));
    await played.clock.run();
    expect([one.text, one.events[0], played.complaint]).toEqual(["ONE", "1 connected 10.0.0.2 50000 to 10.0.0.1 80", "none"]);
    expect(played.failures).toEqual([]);
  });

  it("fails only the socket that the transcript does not have", async () => {
    const played = new Played(BOTH, lenient);
    const one = played.dial();
    const again = played.dial();
    await played.clock.run();
    expect([one.events, again.events]).toEqual([["1 connected 10.0.0.2 50000 to 10.0.0.1 80"], ["0 closed: connection broken"]]);
    expect(played.complaint).toBe("the transcript has no dial 10.0.0.1:80 that was not used, but the program did dial 10.0.0.1:80");
    expect(played.failures.map(String)).toEqual([`ReplayError: ${played.complaint}`]);
  });

  it("complains of sockets that were not opened", async () => {
    const played = new Played(BOTH, lenient);
    const one = played.dial();
    await played.clock.run();
    one.stream.send(bytes("one"));
    await played.clock.run();
    expect(played.complaint).toBe("line 6 of the transcript: the program did not dial 10.0.0.1:81, and of 3 more");
  });

  it("lets the program end as it likes", async () => {
    const played = new Played([HEADER, DIAL, CONNECTED, '{"t":3,"id":1,"ev":"finish"}', '{"t":3,"id":1,"ev":"closed"}'], lenient);
    const one = played.dial();
    await played.clock.run();
    one.stream.send(bytes("bye"));
    one.stream.finish();
    await played.clock.run();
    one.stream.destroy();
    expect([one.events.at(-1), played.complaint]).toEqual(["1 closed", "none"]);
  });

  it("takes clients in any order, and fails those who were sent away", async () => {
    const offered = (client: number): string =>
      `{"t":5,"id":1,"ev":"offered","client":${client},"from":{"host":"10.0.0.1","port":${50000 + client}},"local":{"host":"10.0.0.2","port":80}}`;
    const lines = [
      ...[HEADER, '{"t":0,"id":1,"ev":"listen","port":80,"backlog":1}', '{"t":0,"id":1,"ev":"listening","local":{"host":"10.0.0.2","port":80}}'],
      ...[offered(2), offered(3), offered(4), '{"t":6,"id":2,"ev":"accept"}', '{"t":6,"id":3,"ev":"accept"}', '{"t":6,"id":4,"ev":"refuse"}'],
      '{"t":9,"id":2,"ev":"in","text":"2"}',
      '{"t":9,"id":3,"ev":"in","text":"3"}',
    ];
    const played = new Played(lines, lenient);
    const server = played.listen();
    await played.clock.run();
    const clients = [1, 0, 2].map((i) => {
      const client = new Recorder(played.clock);
      const offer = server.offers[i];
      if (offer !== undefined) client.stream = offer.accept(client);
      return client;
    });
    await played.clock.run();
    expect(clients.map(({ text }) => text)).toEqual(["3", "2", ""]);
    expect(clients.map(({ events }) => events)).toEqual([["8 received 1"], ["8 received 1"], ["5 closed: connection broken"]]);
    expect(played.complaint).toBe("the transcript does not have client 4 accepted, but the program did");
    expect(() => server.offers[0]?.accept(clients[0] as never)).toThrow("the offer of 10.0.0.1:50002 was accepted or refused before");
  });

  it("finds datagrams by where they go", async () => {
    const out = (t: number, port: number): string => `{"t":${t},"id":1,"ev":"datagram-out","to":{"host":"10.0.0.1","port":${port}},"took":"sent","text":"?"}`;
    const played = new Played([HEADER, '{"t":0,"id":1,"ev":"bind"}', '{"t":0,"id":1,"ev":"bound","local":{"host":"10.0.0.2","port":9}}', out(1, 7), out(1, 8), '{"t":3,"id":1,"ev":"datagram-in","from":{"host":"10.0.0.1","port":8},"text":"!"}'], lenient);
    const socket = played.bind();
    await played.clock.run();
    for (const port of [8, 9, 7]) {
      expect(socket.arrived).toEqual([]);
      socket.socket.send(bytes("any"), { host: "10.0.0.1", port });
      await played.clock.run();
    }
    expect([socket.arrived, played.complaint]).toEqual([[[33]], "none"]);
  });

  it("answers questions in any order, each as often as it was asked", async () => {
    const played = new Played(
      [
        ...[HEADER, '{"t":0,"id":1,"ev":"resolve","name":"a.test"}', '{"t":9,"id":1,"ev":"resolved","addresses":["10.0.0.1"]}'],
        ...['{"t":9,"id":2,"ev":"resolve","name":"b.test","family":4}', '{"t":10,"id":2,"ev":"resolved","fault":{"reason":"name"}}'],
      ],
      lenient,
    );
    const answers: unknown[] = [];
    const ask = (name: string, family?: 4): void => void played.card.resolve(name, { family }, (answer) => answers.push(answer));
    ask("b.test", 4);
    ask("a.test");
    await played.clock.run();
    expect([answers, played.complaint]).toEqual([[{ fault: { reason: "name" } }, { addresses: ["10.0.0.1"] }], "none"]);
    ask("a.test");
    await played.clock.run();
    expect(answers[2]).toMatchObject({ fault: { reason: "broken" } });
  });
});
