import { VirtualClock } from "@luat/adapters/mock";
import { replay, ReplayError } from "@luat/adapters/tape";
import { FULL, SENT, TAKEN } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { DatagramRecorder, Recorder } from "../mock/recorder.js";
import { bytes, CONNECTED, DIAL, HEADER, Played } from "./tapes.js";

const LOGIN = [
  HEADER,
  DIAL,
  CONNECTED,
  '{"t":3,"id":1,"ev":"out","took":"sent","text":"user"}',
  '{"t":3,"id":1,"ev":"out","took":"sent","text":" pass\\n"}',
  '{"t":1003,"id":1,"ev":"in","text":"welcome"}',
  '{"t":1013,"id":1,"ev":"ended"}',
  '{"t":2000,"id":1,"ev":"finish"}',
  '{"t":2001,"id":1,"ev":"closed"}',
];

/** A program that is connected to the server of `lines`. */
async function connected(lines: readonly string[] = LOGIN): Promise<{ played: Played; here: ReturnType<Played["dial"]> }> {
  const played = new Played(lines);
  const here = played.dial();
  await played.clock.until(() => here.events.length > 0);
  return { played, here };
}

describe("a strict replay", () => {
  it("has the name, the traits and the link of the recorded card", () => {
    const { card } = new Played(HEADER.replace('"up":true', '"up":true,"address":{"ip":"10.0.0.2","mask":"255.0.0.0","gateway":"10.0.0.1"}'));
    expect([card.name, card.traits.keepAlive, card.isReady(), card.address()]).toEqual(["eth", "full", true, { ip: "10.0.0.2", mask: "255.0.0.0", gateway: "10.0.0.1" }]);
  });

  it("tells what was recorded, as long after the line before it as it was", async () => {
    const { played, here } = await connected();
    await played.clock.advance(4000);
    expect(here.stream.send(bytes("user pass\n"))).toBe(SENT);
    await played.clock.run();
    here.stream.finish();
    await played.clock.run();
    expect(here.events).toEqual(["1 connected 10.0.0.2 50000 to 10.0.0.1 80", "5001 received 7", "5011 ended", "5012 closed"]);
    expect([here.text, played.complaint]).toEqual(["welcome", "none"]);
    expect(played.clock.waiting).toBe(0);
  });

  it.each([
    [1, ["1 connected 10.0.0.2 50000 to 10.0.0.1 80", "1001 received 7"]],
    [100, ["0.01 connected 10.0.0.2 50000 to 10.0.0.1 80", "10.01 received 7"]],
    [Infinity, ["0 connected 10.0.0.2 50000 to 10.0.0.1 80", "0 received 7"]],
  ])("plays %s times as fast", async (speed, events) => {
    const played = new Played(LOGIN, { speed });
    const here = played.dial();
    await played.clock.until(() => here.events.length > 0);
    here.stream.send(bytes("user pass\n"));
    await played.clock.until(() => here.events.length > 1);
    expect(here.events.slice(0, 2)).toEqual(events);
  });

  it("compares bytes as one stream, in pieces of any size", async () => {
    const { played, here } = await connected();
    for (const byte of bytes("user pass\n")) expect(here.stream.send(Uint8Array.of(byte))).toBe(SENT);
    expect(here.stream.send(bytes(""))).toBe(SENT);
    await played.clock.run();
    expect(here.text).toBe("welcome");
  });

  it("waits for all bytes before it answers them", async () => {
    const { played, here } = await connected();
    here.stream.send(bytes("user pas"));
    await played.clock.advance(60_000);
    expect(here.text).toBe("");
    here.stream.send(bytes("s\n"));
    await played.clock.run();
    expect(here.text).toBe("welcome");
  });

  it("says which byte is another, with its line, as text and as digits", async () => {
    const { played, here } = await connected();
    here.stream.send(bytes("user pss\n"));
    await played.clock.run();
    const message = 'line 5 of the transcript: byte 3 of 6 differs: expected "ass\\n" (61 73 73 0a), but the program sent "ss\\n" (73 73 0a)';
    expect(played.complaint).toBe(message);
    expect(here.events.at(-1)).toBe("1 closed: connection broken");
  });

  it("tells the sink with the error as the cause, when the call has returned", async () => {
    const { played, here } = await connected();
    const faults: unknown[] = [];
    here.closed = (fault) => faults.push(fault);
    expect(here.stream.send(bytes("x"))).not.toBe(FULL);
    expect(here.stream.send(bytes("more"))).toBe(TAKEN);
    expect(faults).toEqual([]);
    await played.clock.run();
    expect(faults).toEqual([{ reason: "broken", cause: expect.any(ReplayError) }]);
    expect((faults[0] as { cause: ReplayError }).cause.line).toBe(4);
    expect(here.stream.send(bytes("x"))).toBe(FULL);
  });

  it("ends every socket after the first difference, and keeps that", async () => {
    const { played, here } = await connected();
    const other = played.dial({ host: "10.0.0.9", port: 1 });
    const third = played.dial();
    const server = played.listen();
    const socket = played.bind();
    const answers: unknown[] = [];
    played.card.resolve("a.test", {}, (answer) => answers.push(answer));
    played.card.resolve("a.test", {}, (answer) => answers.push(answer))();
    await played.clock.run();
    for (const { events } of [here, other, third, server, socket]) expect(events.at(-1)).toBe("1 closed: connection broken");
    expect(answers).toHaveLength(1);
    expect(played.failures.map(String)).toEqual([`ReplayError: ${played.complaint}`]);
    expect(played.complaint).toBe('line 4 of the transcript: expected the program to send "user" (75 73 65 72) on stream 1, but it did dial 10.0.0.9:1');
  });

  it.each<[string, (played: Played, here: ReturnType<Played["dial"]>) => void, string]>([
    ["finishes too soon", (_, here) => here.stream.finish(), 'line 4 of the transcript: expected the program to send "user" (75 73 65 72) on stream 1, but it did finish stream 1'],
    [
      "finishes with bytes left",
      (_, here) => {
        here.stream.send(bytes("user pa"));
        here.stream.finish();
      },
      'line 5 of the transcript: expected the program to send " pass\\n" (20 70 61 73 73 0a) on stream 1 from byte 4 on, but it did finish stream 1',
    ],
    ["sends too much", (_, here) => here.stream.send(bytes("user pass\nhi")), 'line 8 of the transcript: expected the program to finish stream 1, but it sent "hi" (68 69) on stream 1'],
    ["destroys", (_, here) => here.stream.destroy(), 'line 4 of the transcript: expected the program to send "user" (75 73 65 72) on stream 1, but it did abort stream 1'],
    ["does nothing", () => undefined, 'line 4 of the transcript: the program did not send "user" (75 73 65 72) on stream 1, and of 5 more'],
    ["sends too little", (_, here) => here.stream.send(bytes("us")), 'line 4 of the transcript: the program did not send "user" (75 73 65 72) on stream 1 but for the first 2 bytes, and of 5 more'],
  ])("fails when the program %s", async (_, act, message) => {
    const { played, here } = await connected();
    act(played, here);
    await played.clock.run();
    expect(played.complaint).toBe(message);
  });

  it.each<[string, (played: Played) => void, string]>([
    ["another port", (played) => played.dial({ host: "10.0.0.1", port: 81 }), "dial 10.0.0.1:81"],
    ["another host", (played) => played.dial({ host: "10.0.0.2", port: 80 }), "dial 10.0.0.2:80"],
    ["a local port", (played) => played.dial(undefined, { localPort: 5000 }), "dial 10.0.0.1:80 from port 5000"],
    ["TLS", (played) => played.dial(undefined, { secure: { credentials: played.card.credentials({ verify: true }) as never, name: "a", alpn: ["h2"] } }), 'dial 10.0.0.1:80 with TLS as "a" for h2'],
    ["a listener", (played) => played.listen(), "listen at port 80"],
    ["a datagram socket", (played) => played.bind({ peer: { host: "10.0.0.1", port: 7 } }), "bind any port for 10.0.0.1:7"],
    ["a question", (played) => played.card.resolve("a.test", { family: 6 }, () => undefined), 'resolve "a.test" to IPv6'],
  ])("fails when the program opens %s instead", (_, act, got) => {
    const played = new Played(LOGIN);
    act(played);
    expect(played.complaint).toBe(`line 2 of the transcript: expected the program to dial 10.0.0.1:80, but it did ${got}`);
  });

  it("fails the waits of the clock with the first difference, though the program keeps that to itself", async () => {
    const clock = new VirtualClock();
    const card = replay(LOGIN, { clock });
    const dial = (): void => {
      const here = new Recorder(clock);
      here.connected = () => void here.stream.send(bytes("User"));
      here.closed = () => void clock.after(1_000, dial);
      here.stream = card.dial({ host: "10.0.0.1", port: 80 }, {}, here);
    };
    dial();
    const error: unknown = await clock.until(() => false).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ReplayError);
    expect(String(error)).toContain("line 4 of the transcript: byte 1 of 4 differs");
    expect(() => card.assertDone()).toThrow(error);
    await clock.advance(2_500);
  });

  it("tells the clock nothing of how a program cleans up after the check", async () => {
    const { played, here } = await connected();
    expect(played.complaint).toMatch(/^line 4 .* the program did not send "user"/);
    here.stream.destroy();
    expect(played.failures).toEqual([]);
  });

  it("needs no clock that can be told of it", () => {
    const card = replay(LOGIN);
    card.bind({}, new DatagramRecorder(new VirtualClock()));
    expect(() => card.assertDone()).toThrow("line 2 of the transcript: expected the program to dial");
  });

  it("lets the program clean up where the transcript ends, and nothing else", async () => {
    const { played, here } = await connected([HEADER, DIAL, CONNECTED]);
    here.stream.destroy();
    expect(played.complaint).toBe("none");
    played.dial();
    expect(played.complaint).toBe("the transcript has nothing more for the program to do, but it did dial 10.0.0.1:80");
  });

  it("complains of what nobody was there to be told, and of what was not told yet", async () => {
    const { played, here } = await connected([HEADER, DIAL, CONNECTED, '{"t":9,"id":1,"ev":"in","text":"late"}', '{"t":10,"id":1,"ev":"ended"}']);
    here.stream.destroy();
    await played.clock.advance(7);
    expect(played.complaint).toBe('line 4 of the transcript: nobody was there to be told of "in", and of 1 more');
    await played.clock.run();
    const { played: hasty } = await connected();
    expect([hasty.complaint, hasty.clock.waiting]).toEqual([expect.stringMatching(/^line 4 /), 0]);
  });

  it("keeps what comes while a stream is paused, and tells it in order", async () => {
    const { played, here } = await connected();
    here.stream.send(bytes("user pass\n"));
    here.stream.pause();
    await played.clock.run();
    expect(here.events).toHaveLength(1);
    here.stream.resume();
    await played.clock.run();
    expect(here.events.slice(1)).toEqual(["1011 received 7", "1011 ended"]);
  });

  it("answers and settles sends as they were recorded", async () => {
    const { played, here } = await connected([HEADER, DIAL, CONNECTED, '{"t":3,"id":1,"ev":"out","took":"taken","text":"abc"}', '{"t":8,"id":1,"ev":"sent","total":3}']);
    expect(here.stream.send(bytes("ab"))).toBe(SENT);
    expect(here.stream.send(bytes("c"))).toBe(TAKEN);
    expect(here.stream.queued).toBe(1);
    await played.clock.run();
    expect([here.events.at(-1), here.stream.queued]).toEqual(["6 sent 3", 0]);
  });

  it("plays the link", async () => {
    const played = new Played([HEADER, '{"t":50,"ev":"link","up":false}', '{"t":70,"ev":"link","up":true}']);
    const seen: string[] = [];
    const stop = played.card.watch((up) => {
      seen.push(`${played.clock.now()} ${up} ${played.card.isReady()}`);
      if (seen.length === 2) stop();
    });
    await played.clock.run();
    expect(seen).toEqual(["50 false false", "70 true true"]);
  });

  it("plays in real time unless it is given a clock", async () => {
    const began = performance.now();
    const card = replay([HEADER, '{"t":20,"ev":"link","up":false}']);
    await new Promise<void>((resolve) => void card.watch(() => resolve()));
    expect(performance.now() - began).toBeGreaterThanOrEqual(20);
    card.assertDone();
  });

  it.each([
    [{ clok: 1 }, "clok is no option of replay; expected one of clock, mode, speed"],
    [null, "options of replay is null; expected an object with clock, mode, speed"],
  ])("refuses options that there are not: %s", (options, message) => {
    expect(() => replay(LOGIN, options as object)).toThrow(new TypeError(message));
  });

  it("refuses a speed and a mode that there is not", () => {
    expect(() => new Played(LOGIN, { speed: 0 })).toThrow(new RangeError("speed is 0; expected a number above 0"));
    expect(() => new Played(LOGIN, { speed: "2" as never })).toThrow(new RangeError('speed is "2"; expected a number above 0'));
    expect(() => new Played(LOGIN, { mode: "loose" as "strict" })).toThrow(new RangeError('mode is "loose"; expected "strict" or "lenient"'));
  });
});
