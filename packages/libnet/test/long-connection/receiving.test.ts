import { describe, expect, it } from "vitest";
import { lengthField, lines } from "../../src/frames/index.js";
import { longConnection, type Session } from "../../src/long-connection/index.js";
import { SERVER, text } from "../simulated.js";
import { PORT, RETRY, rig, type Rig } from "./rig.js";

async function say(r: Rig, n: number, words: string): Promise<void> {
  await r.run(() => r.accepted[n]?.tx(words) ?? Promise.reject(new Error(`there is no connection ${n}`)));
  await r.pass(1);
}

describe("reading across connections", () => {
  it("gives what each sent in order, never joined, and ends when it is stopped and all was read", async () => {
    const r = await rig();
    await r.pass(10);
    await say(r, 0, "one");
    r.net.reset(SERVER);
    await r.pass(1_100);
    await say(r, 1, "two");
    await r.run(() => r.long.stop());
    const read: Array<string | undefined> = [];
    for await (const bytes of r.long) read.push(text(bytes));
    expect(read).toEqual(["one", "two"]);
    expect(await r.long.rx()).toBeUndefined();
    await r.end();
  });

  it("takes one reader at a time, a time-out and a signal, and loses nothing by them", async () => {
    const r = await rig();
    await r.pass(10);
    const first = r.long.rx({ timeout: 100 });
    await expect(r.long.rx()).rejects.toThrow(new TypeError("a read is waiting already; expected one reader at a time"));
    await expect(r.run(() => first)).rejects.toMatchObject({ name: "TimeoutError", message: `Cannot receive from "${SERVER}:${PORT}": timed out after 100 ms` });
    const abort = new AbortController();
    const second = r.long.rx({ signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(second).rejects.toThrow("enough");
    const third = r.long.rx();
    await say(r, 0, "one");
    expect(text(await third)).toBe("one");
    await r.end();
  });

  it("is held back when nobody reads, so that the peer is, and goes on when somebody does", async () => {
    const r = await rig({ inbox: { maxBytes: 1_000 }, receiveTimeout: 5_000 });
    await r.pass(10);
    for (let n = 0; n < 3; n++) await say(r, 0, "x".repeat(600));
    // The silence of a peer that is held back is not its own.
    await r.pass(60_000);
    expect(r.long.status()).toMatchObject({ state: { kind: "online", number: 1 }, unread: { bytes: 1_200 } });
    let length = 0;
    await r.run(async () => {
      while (length < 1_800) length += (await r.long.rx())?.length ?? 0;
    });
    await r.pass(5_000);
    expect(r.long.state).toMatchObject({ kind: "waiting-to-retry", cause: { code: "timeout" } });
    await r.end();
  });

  it("delivers all that arrived before a break, also when it was held back", async () => {
    const r = await rig({ inbox: { maxBytes: 1_000 } });
    await r.pass(10);
    for (let n = 0; n < 3; n++) await say(r, 0, "x".repeat(600));
    r.net.reset(SERVER);
    await r.pass(10);
    expect(r.long.status()).toMatchObject({ state: { kind: "waiting-to-retry" }, unread: { bytes: 1_800 } });
    await r.end();
  });

  it("drops the oldest, and counts it, where that is wanted", async () => {
    const r = await rig({ inbox: { policy: "dropOldest", maxBytes: 1_000 } });
    await r.pass(10);
    for (const letter of ["a", "b", "c"]) await say(r, 0, letter.repeat(400));
    expect(r.long.status().unread).toEqual({ bytes: 800, dropped: 400 });
    expect(text(await r.long.rx())).toBe("b".repeat(400));
    await r.end();
  });
});

describe("reading connection by connection", () => {
  it("shows where each ends, and how", async () => {
    const r = await rig();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const session of r.long.connections()) {
        for await (const bytes of session) seen.push(`${session.number} ${text(bytes)}`);
        seen.push(`${session.number} ${session.end?.kind}`);
      }
    })();
    await r.pass(10);
    await say(r, 0, "one");
    r.net.reset(SERVER);
    await r.pass(1_100);
    await say(r, 1, "two");
    await r.run(() => r.accepted[1]?.close() ?? Promise.resolve());
    await r.pass(2_100);
    await r.run(() => r.long.stop());
    await reading;
    expect(seen).toEqual(["1 one", "1 broken", "2 two", "2 ended", "3 closed"]);
    await r.end();
  });

  it("leaves nothing of a connection behind that was not read to its end", async () => {
    const r = await rig();
    const sessions = r.long.connections();
    await r.pass(10);
    const first = await sessions.next();
    await say(r, 0, "unread");
    r.net.reset(SERVER);
    await r.pass(1_100);
    const second = (await sessions.next()).value as Session<Uint8Array, string>;
    expect([first.value?.number, second.number]).toEqual([1, 2]);
    expect(r.long.status().unread.bytes).toBe(0);
    await say(r, 1, "read");
    expect(text(await second.rx())).toBe("read");
    await r.end();
  });

  it("takes nothing away from who still reads one when the next one comes", async () => {
    const r = await rig();
    const seen: string[] = [];
    const read = async (session: Session<Uint8Array, unknown>): Promise<void> => {
      for await (const bytes of session) {
        seen.push(`${session.number} ${text(bytes)}`);
        await r.client.sys.wait(5_000);
      }
    };
    const reading: Array<Promise<void>> = [];
    const watching = (async () => {
      for await (const session of r.long.connections()) reading.push(read(session));
    })();
    await r.pass(10);
    for (const words of ["one", "two", "three"]) await say(r, 0, words);
    r.net.reset(SERVER);
    await r.pass(1_100);
    await say(r, 1, "four");
    await r.pass(20_000);
    expect(seen).toEqual(["1 one", "2 four", "1 two", "1 three"]);
    await r.run(() => r.long.stop());
    await r.run(() => Promise.all([watching, ...reading]));
    await r.end();
  });

  it("sends over that connection alone", async () => {
    const r = await rig();
    const session = await r.run(() => r.long.online());
    await session.tx("one");
    await r.pass(1);
    r.net.reset(SERVER);
    await r.pass(1_100);
    await expect(session.tx("two")).rejects.toMatchObject({ code: "reset" });
    expect(r.received).toEqual(["one", ""]);
    expect(session).toMatchObject({ number: 1, bytesOut: 3, end: { kind: "broken" }, peer: { host: SERVER, port: PORT } });
    await r.end();
  });
});

describe("frames", () => {
  it("are read and sent whole, and begin anew with each connection", async () => {
    const r = await rig({}, { listens: false });
    await r.run(() => r.long.stop({ deadline: 0 }));
    await r.listen();
    const long = longConnection({ host: SERVER, port: PORT, retry: RETRY, frames: lines() }, r.client);
    await r.pass(10);
    await say(r, 0, "one\ntw");
    await say(r, 0, "o\ncut");
    r.net.reset(SERVER);
    await r.pass(1_100);
    await say(r, 1, "three\n");
    const read = [await long.rx(), await long.rx(), await long.rx()];
    expect(read).toEqual(["one", "two", "three"]);
    await r.run(() => long.tx("answer"));
    await r.pass(1);
    expect(r.received).toEqual(["", "answer\n"]);
    await r.run(() => long.stop());
    await r.end();
  });

  it("that are none, or are cut, end the connection with an error that says from whom they came", async () => {
    const r = await rig({}, { listens: false });
    await r.run(() => r.long.stop({ deadline: 0 }));
    await r.listen();
    const long = longConnection({ host: SERVER, port: PORT, retry: RETRY, frames: lengthField({ size: 2, max: 100 }) }, r.client);
    const causes: string[] = [];
    long.on("state", (state) => {
      if (state.kind === "waiting-to-retry") causes.push((state.cause as Error).message);
    });
    await r.pass(10);
    await say(r, 0, "GET");
    await r.pass(1_100);
    await say(r, 1, "\0\x05a");
    await r.run(async () => r.accepted[1]?.close());
    await r.pass(10);
    expect(causes).toEqual([
      'Cannot receive from "10.0.0.1:1883": a frame of 18247 bytes is over the maximum of 100 (max, header included), at byte 0 of the stream (47 45 54)',
      'Cannot receive from "10.0.0.1:1883": the stream ended after 3 of 7 bytes of a frame, at byte 0 of the stream (00 05 61)',
    ]);
    await r.run(() => long.stop({ deadline: 0 }));
    await r.end();
  });

  it("that the codec cannot go on with end the connection", async () => {
    const r = await rig({}, { listens: false });
    await r.run(() => r.long.stop({ deadline: 0 }));
    await r.listen();
    const long = longConnection({ host: SERVER, port: PORT, retry: RETRY, frames: { encode: (out: string) => new TextEncoder().encode(out), decoder: () => ({ pending: 0, push: () => { throw new Error("noise"); }, end: () => undefined }) } }, r.client);
    await r.pass(10);
    await say(r, 0, "x");
    expect(long.state).toMatchObject({ kind: "waiting-to-retry", cause: new Error("noise") });
    await r.run(() => long.stop({ deadline: 0 }));
    await r.end();
  });
});
