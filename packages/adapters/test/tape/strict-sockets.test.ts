import { describe, expect, it } from "vitest";
import { Recorder } from "../mock/recorder.js";
import { bytes, HEADER, Played } from "./tapes.js";

const BOUND = ['{"t":0,"id":1,"ev":"bind"}', '{"t":0,"id":1,"ev":"bound","local":{"host":"10.0.0.2","port":9}}'];
const PING = '{"t":1,"id":1,"ev":"datagram-out","to":{"host":"10.0.0.1","port":7},"took":"taken","text":"ping"}';
const LISTENING = ['{"t":0,"id":1,"ev":"listen","port":80,"backlog":1}', '{"t":0,"id":1,"ev":"listening","local":{"host":"10.0.0.2","port":80}}'];
const OFFERED = '{"t":5,"id":1,"ev":"offered","client":2,"from":{"host":"10.0.0.1","port":50000},"local":{"host":"10.0.0.2","port":80}}';

async function bound(...lines: readonly string[]): Promise<{ played: Played; here: ReturnType<Played["bind"]> }> {
  const played = new Played([HEADER, ...BOUND, ...lines]);
  const here = played.bind();
  await played.clock.run();
  return { played, here };
}

async function listening(...lines: readonly string[]): Promise<{ played: Played; server: ReturnType<Played["listen"]> }> {
  const played = new Played([HEADER, ...LISTENING, ...lines]);
  const server = played.listen();
  await played.clock.run();
  return { played, server };
}

describe("a datagram socket of a strict replay", () => {
  it("tells what was recorded, and is full when it was", async () => {
    const { played, here } = await bound(
      ...[PING, '{"t":1,"id":1,"ev":"full"}', '{"t":4,"id":1,"ev":"sent","total":1}', '{"t":4,"id":1,"ev":"drained"}'],
      ...['{"t":5,"id":1,"ev":"failed","fault":{"reason":"refused"}}', '{"t":9,"id":1,"ev":"closed","fault":{"reason":"link"}}'],
    );
    const to = { host: "10.0.0.1", port: 7 };
    expect([1, 2, 3].map(() => here.socket.send(bytes("ping"), to))).toEqual([1, 0, 0]);
    await played.clock.run();
    expect(here.events).toEqual(["0 bound 10.0.0.2 9", "3 sent 1", "3 drained", "4 failed: connection refused", "8 closed: network link down"]);
    expect([here.socket.send(bytes("ping"), to), played.complaint]).toEqual([0, "none"]);
  });

  it.each<[string, string, number, string]>([
    ["other bytes", "pong", 7, 'byte 2 of 4 differs: expected "ing" (69 6e 67), but the program sent "ong" (6f 6e 67)'],
    ["a longer datagram", "pings", 7, 'expected the program to send the datagram "ping" (70 69 6e 67) on socket 1 to 10.0.0.1:7, but it sent the datagram "pings" (70 69 6e 67 73) to 10.0.0.1:7 of 5 bytes instead of 4'],
    ["a shorter datagram", "", 7, 'expected the program to send the datagram "ping" (70 69 6e 67) on socket 1 to 10.0.0.1:7, but it sent the datagram nothing to 10.0.0.1:7 of 0 bytes instead of 4'],
    ["it elsewhere", "ping", 8, 'expected the program to send the datagram "ping" (70 69 6e 67) on socket 1 to 10.0.0.1:7, but it sent the datagram "ping" (70 69 6e 67) to 10.0.0.1:8'],
  ])("fails when the program sends %s", async (_, text, port, problem) => {
    const { played, here } = await bound(PING);
    here.socket.send(bytes(text), { host: "10.0.0.1", port });
    await played.clock.run();
    expect([here.events.at(-1), played.complaint]).toEqual(["0 closed: connection broken", `line 4 of the transcript: ${problem}`]);
  });
});

describe("a listener of a strict replay", () => {
  it("ends when that was recorded, and its clients stay", async () => {
    const { played, server } = await listening(OFFERED, '{"t":6,"id":1,"ev":"closed","fault":{"reason":"limit"}}', '{"t":7,"id":2,"ev":"accept"}', '{"t":8,"id":2,"ev":"in","text":"hi"}');
    expect(server.events).toEqual(["0 listening 10.0.0.2 80", "5 offered 10.0.0.1 50000", "6 closed: out of sockets, ports or memory"]);
    const client = new Recorder(played.clock);
    client.stream = server.offers[0]?.accept(client) ?? client.stream;
    server.listener.close();
    await played.clock.run();
    expect([client.events, played.complaint]).toEqual([["7 received 2"], "none"]);
  });

  it("gives clients that are over when something failed before", async () => {
    const { played, server } = await listening(OFFERED, '{"t":7,"id":2,"ev":"accept"}');
    played.dial();
    const client = new Recorder(played.clock);
    client.stream = server.offers[0]?.accept(client) ?? client.stream;
    await played.clock.run();
    expect(client.events).toEqual(["5 closed: connection broken"]);
    expect(played.complaint).toBe("line 5 of the transcript: expected the program to accept client 2, but it did dial 10.0.0.1:80");
  });

  it("fails when a client is refused that was accepted", async () => {
    const { played, server } = await listening(OFFERED, '{"t":7,"id":2,"ev":"accept"}');
    server.offers[0]?.refuse();
    expect(played.complaint).toBe("line 5 of the transcript: expected the program to accept client 2, but it did refuse client 2");
  });
});
