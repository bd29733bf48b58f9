import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { frames, json, lines, type Frames } from "../../src/frames/index.js";
import { BrokenError, ClosedError, TimeoutError, type Connection } from "../../src/index.js";
import { requests, type InOrderOptions, type RequestsOptions } from "../../src/requests/index.js";
import { simulate, SERVER, type Simulated } from "../simulated.js";

let world: Simulated;
let here: Connection;
let there: Connection;
/** What the device that answers was asked. */
let asked: string[];
let device: Frames<string>;

const wait = (ms: number): Promise<unknown> => world.client.sys.wait(ms);

beforeEach(async () => {
  world = simulate({}, { latency: 5 });
  ({ here, there } = await world.pair());
  asked = [];
  device = frames(there, lines());
});
afterEach(async () => {
  await world.run(() => Promise.all([world.client.stop(), world.server.stop()]));
  // No timer is left, but for the last packets.
  const stopped = world.net.clock.now();
  await world.net.clock.run();
  expect(world.net.clock.now()).toBeLessThanOrEqual(stopped + 10);
});

/** Answers each line after the time that it says, `"3000 x"`; none at all to `"never"`. */
function answering(): Promise<void> {
  return device.consume((line) => {
    asked.push(line);
    const ms = Number.parseInt(line, 10);
    if (line === "never") return;
    if (Number.isNaN(ms)) void device.tx(`ok ${line}`);
    else world.net.clock.after(ms, () => void device.tx(`ok ${line}`).catch(() => undefined));
  });
}
const lined = (options?: InOrderOptions<string>): ReturnType<typeof requests<string, string>> => {
  answering().catch(() => undefined);
  return requests(frames(here, lines()), options);
};

describe("requests in order", () => {
  it("go out one at a time, and each gets its answer", async () => {
    const modem = lined();
    await world.run(async () => {
      const all = ["100 a", "b", "50 c"].map((line) => modem.request(line));
      expect([modem.inFlight, modem.waiting]).toEqual([1, 2]);
      await wait(50);
      expect(asked).toEqual(["100 a"]);
      expect(await Promise.all(all)).toEqual(["ok 100 a", "ok b", "ok 50 c"]);
      expect([modem.inFlight, modem.waiting]).toEqual([0, 0]);
    });
  });

  it("go out as many at a time as they may", async () => {
    const modem = lined({ inFlight: 2 });
    await world.run(async () => {
      const all = ["100 a", "100 b", "c"].map((line) => modem.request(line));
      await wait(50);
      expect(asked).toEqual(["100 a", "100 b"]);
      expect(await Promise.all(all)).toEqual(["ok 100 a", "ok 100 b", "ok c"]);
    });
  });

  it("do not take a late answer for theirs, and wait for it", async () => {
    const onUnmatched = vi.fn();
    const modem = lined({ onUnmatched });
    await world.run(async () => {
      await expect(modem.request("150 a", { timeout: 100 })).rejects.toThrow(TimeoutError);
      expect(modem.inFlight).toBe(1);
      expect(await modem.request("b", { timeout: 100 })).toBe("ok b");
    });
    expect(onUnmatched.mock.calls).toEqual([["ok 150 a", "late"]]);
  });

  it("do not take a late answer for theirs where several are under way", async () => {
    const onUnmatched = vi.fn();
    const modem = lined({ inFlight: 3, onUnmatched });
    await world.run(async () => {
      const a = modem.request("100 a", { timeout: 50 });
      const [b, c] = [modem.request("110 b"), modem.request("120 c")];
      await expect(a).rejects.toThrow(TimeoutError);
      expect(await Promise.all([b, c])).toEqual(["ok 110 b", "ok 120 c"]);
    });
    expect(onUnmatched.mock.calls).toEqual([["ok 100 a", "late"]]);
  });

  it("go on when a late answer did not come within the time that is said", async () => {
    const modem = lined({ timeout: 100, lateFor: 20 });
    await world.run(async () => {
      const started = world.net.clock.now();
      await expect(modem.request("never")).rejects.toThrow(TimeoutError);
      expect(await modem.request("b")).toBe("ok b");
      expect(world.net.clock.now() - started).toBe(130);
    });
  });

  it("leave nothing behind when they end while a late answer is awaited", async () => {
    const modem = lined({ timeout: 100, lateFor: 60_000 });
    await world.run(async () => {
      await expect(modem.request("never")).rejects.toThrow(TimeoutError);
      here.abort();
      await expect(modem.request("b")).rejects.toThrow(ClosedError);
      expect(modem.inFlight).toBe(0);
    });
  });

  it("wait for a late answer however late it is, unless told otherwise", async () => {
    const modem = lined();
    await world.run(async () => {
      await expect(modem.request("10000 a", { timeout: 10 })).rejects.toThrow(TimeoutError);
      await expect(modem.request("b", { timeout: 5_000 })).rejects.toMatchObject({
        withdrawn: true,
        message: `Cannot get an answer from "${SERVER}:1883": timed out after 5000 ms, not sent, as there is no answer to 1 before it`,
      });
      expect(await modem.request("c")).toBe("ok c");
    });
    expect(asked).toEqual(["10000 a", "c"]);
  });

  it("say whether they were sent before their time was up", async () => {
    const modem = lined();
    await world.run(async () => {
      const first = modem.request("never", { timeout: 100 });
      const second = modem.request("b", { timeout: 50 });
      await expect(second).rejects.toMatchObject({ name: "TimeoutError", op: "get an answer", withdrawn: true });
      await expect(first).rejects.toMatchObject({ message: `Cannot get an answer from "${SERVER}:1883": timed out after 100 ms`, withdrawn: false });
    });
    expect(asked).toEqual(["never"]);
  });

  it("can be aborted, before and after they were sent", async () => {
    const onUnmatched = vi.fn();
    const modem = lined({ onUnmatched });
    await world.run(async () => {
      const abort = new AbortController();
      const [a, b] = [modem.request("100 a", { signal: abort.signal }), modem.request("b", { signal: abort.signal })];
      const c = modem.request("c");
      await wait(20);
      abort.abort("enough");
      await expect(a).rejects.toBe("enough");
      await expect(b).rejects.toBe("enough");
      await expect(modem.request("d", { signal: abort.signal })).rejects.toBe("enough");
      expect(await c).toBe("ok c");
    });
    expect(asked).toEqual(["100 a", "c"]);
    expect(onUnmatched.mock.calls).toEqual([["ok 100 a", "late"]]);
  });

  it("leave what nobody asked for to the program", async () => {
    const onUnsolicited = vi.fn();
    const onUnmatched = vi.fn();
    const modem = lined({ isAnswer: (line) => !line.startsWith("+"), onUnsolicited, onUnmatched });
    await world.run(async () => {
      await device.tx("+CREG: 1");
      await device.tx("what?");
      await wait(20);
      const answer = modem.request("50 a");
      await device.tx("+RING");
      expect(await answer).toBe("ok 50 a");
      await wait(1);
    });
    expect(onUnsolicited.mock.calls).toEqual([["+CREG: 1"], ["+RING"]]);
    expect(onUnmatched.mock.calls).toEqual([["what?", "unknown"]]);
  });

  it("take only what they match for an answer", async () => {
    const onUnmatched = vi.fn();
    const modem = lined({ onUnmatched });
    await world.run(async () => {
      const answer = modem.request("100 a", { match: (line) => line.endsWith("a") });
      await device.tx("noise");
      expect(await answer).toBe("ok 100 a");
    });
    expect(onUnmatched.mock.calls).toEqual([["noise", "unknown"]]);
  });

  it("that cannot be sent reject, and take no place", async () => {
    const modem = lined();
    await world.run(async () => {
      await expect(modem.request("a\nb")).rejects.toThrow(RangeError);
      expect(modem.inFlight).toBe(0);
      expect(await modem.request("c")).toBe("ok c");
    });
  });
});

interface Message {
  readonly id?: number;
  readonly text: string;
}
const messages = (connection: Connection): Frames<Message> => frames(connection, json({ parse: (value) => value as Message }));

/** Answers by turns: the newest request first, when as many as `count` came. */
function reversing(count: number, answer: (request: Message) => Message): Promise<void> {
  const waiting: Message[] = [];
  const server = messages(there);
  return server.consume((request) => {
    waiting.push(request);
    if (waiting.length < count) return;
    for (const one of waiting.splice(0).reverse()) void server.tx(answer(one));
  });
}

describe.each([
  ["by id", { requestId: ({ id }: Message) => id, answerId: ({ id }: Message) => id }],
  ["by a function", { match: (answer: Message, request: Message) => answer.id === request.id, isAnswer: ({ id }: Message) => id !== undefined }],
] as Array<[string, RequestsOptions<Message, Message>]>)("requests %s", (_, options) => {
  beforeEach(async () => {
    world = simulate({}, { latency: 5 });
    ({ here, there } = await world.pair());
  });

  it("get their own answers, in any order", async () => {
    const rpc = requests(messages(here), options);
    const serving = reversing(100, ({ id, text }) => ({ ...(id === undefined ? {} : { id }), text: `${text}!` })).catch(() => undefined);
    await world.run(async () => {
      const all = Array.from({ length: 100 }, (_, id) => rpc.request({ id, text: `r${id}` }));
      expect(rpc.inFlight).toBe(100);
      expect((await Promise.all(all)).map(({ text }) => text)).toEqual(all.map((_, id) => `r${id}!`));
      await rpc.close();
      await serving;
    });
  });

  it("tell late answers from unknown ones, and from what nobody asked for", async () => {
    const onUnmatched = vi.fn();
    const onUnsolicited = vi.fn();
    const rpc = requests(messages(here), { ...options, onUnmatched, onUnsolicited });
    const server = messages(there);
    await world.run(async () => {
      await expect(rpc.request({ id: 1, text: "a" }, { timeout: 50 })).rejects.toThrow(TimeoutError);
      expect(rpc.inFlight).toBe(0);
      const second = rpc.request({ id: 2, text: "b" });
      for (const message of [{ id: 1, text: "late" }, { id: 1, text: "twice" }, { id: 9, text: "who?" }, { text: "news" }, { id: 2, text: "two" }]) await server.tx(message);
      expect(await second).toEqual({ id: 2, text: "two" });
      await wait(1);
    });
    expect(onUnmatched.mock.calls).toEqual([
      [{ id: 1, text: "late" }, "late"],
      [{ id: 1, text: "twice" }, "unknown"],
      [{ id: 9, text: "who?" }, "unknown"],
    ]);
    expect(onUnsolicited.mock.calls).toEqual([[{ text: "news" }]]);
  });

  it("give a place that was given up to the next one", async () => {
    const rpc = requests(messages(here), { ...options, inFlight: 1, timeout: 50 });
    const server = messages(there);
    const got: string[] = [];
    server.consume(({ text }) => void got.push(text)).catch(() => undefined);
    await world.run(async () => {
      const all = await Promise.allSettled([rpc.request({ id: 1, text: "a" }), rpc.request({ id: 2, text: "b" }, { timeout: 80 })]);
      expect(all.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    });
    expect(got).toEqual(["a", "b"]);
  });
});

describe("requests by a function", () => {
  it("remember only so many that were given up", async () => {
    const onUnmatched = vi.fn();
    const rpc = requests(frames(here, lines()), { match: (answer, request) => answer === `ok ${request}`, timeout: 10, onUnmatched });
    await world.run(async () => {
      await Promise.allSettled(Array.from({ length: 300 }, (_, i) => rpc.request(`${i}`)));
      await device.tx("ok 0");
      await device.tx("ok 299");
      await wait(20);
    });
    expect(onUnmatched.mock.calls).toEqual([["ok 0", "unknown"], ["ok 299", "late"]]);
  });

  it("that cannot be sent reject, and are not remembered", async () => {
    const rpc = requests(frames(here, lines()), { match: () => true });
    await expect(rpc.request("a\nb")).rejects.toThrow(RangeError);
    expect(rpc.inFlight).toBe(0);
  });
});

describe("requests by id", () => {
  const options = { requestId: ({ id }: Message) => id, answerId: ({ id }: Message) => id };
  beforeEach(async () => {
    world = simulate({}, { latency: 5 });
    ({ here, there } = await world.pair());
  });

  it("refuse an id that is under way, or none", async () => {
    const rpc = requests(messages(here), options);
    const server = messages(there);
    await world.run(async () => {
      const first = rpc.request({ id: 1, text: "a" });
      await expect(rpc.request({ id: 1, text: "b" })).rejects.toThrow("the id of the request is 1; expected one that no other request under way has");
      await expect(rpc.request({ text: "b" })).rejects.toThrow("requestId gives undefined");
      expect(rpc.inFlight).toBe(1);
      await server.tx({ id: 1, text: "A" });
      expect(await first).toEqual({ id: 1, text: "A" });
    });
  });

  it("may use an id again that was given up: the next answer is the new one's", async () => {
    const rpc = requests(messages(here), options);
    const server = messages(there);
    await world.run(async () => {
      await expect(rpc.request({ id: 1, text: "a" }, { timeout: 10 })).rejects.toThrow(TimeoutError);
      const again = rpc.request({ id: 1, text: "b" });
      await server.tx({ id: 1, text: "B" });
      expect(await again).toEqual({ id: 1, text: "B" });
    });
  });

  it("remember only so many that were given up", async () => {
    const onUnmatched = vi.fn();
    const rpc = requests(messages(here), { ...options, timeout: 10, onUnmatched });
    const server = messages(there);
    await world.run(async () => {
      await Promise.allSettled(Array.from({ length: 300 }, (_, id) => rpc.request({ id, text: "a" })));
      await server.tx({ id: 0, text: "old" });
      await server.tx({ id: 299, text: "new" });
      await wait(20);
    });
    expect(onUnmatched.mock.calls).toEqual([[{ id: 0, text: "old" }, "unknown"], [{ id: 299, text: "new" }, "late"]]);
  });
});

describe("requests settle", () => {
  it("when the connection is closed here, sent or not", async () => {
    const modem = lined();
    await world.run(async () => {
      const all = Promise.allSettled([modem.request("never"), modem.request("b", { timeout: 60_000 })]);
      await modem.close();
      expect(await all).toMatchObject([{ reason: { name: "ClosedError" } }, { reason: { name: "ClosedError" } }]);
      await expect(modem.request("c")).rejects.toThrow(ClosedError);
      expect([modem.inFlight, modem.waiting]).toEqual([0, 0]);
    });
  });

  it("when the connection breaks", async () => {
    const modem = lined();
    await world.run(async () => {
      const all = Promise.allSettled([modem.request("never"), modem.request("b", { timeout: 60_000 })]);
      await wait(20);
      there.abort();
      const [first, second] = await all;
      expect([first, second]).toMatchObject([{ reason: { code: "reset" } }, { reason: { code: "reset" } }]);
      expect((first as PromiseRejectedResult).reason).not.toBe((second as PromiseRejectedResult).reason);
      await expect(modem.request("c")).rejects.toThrow(BrokenError);
    });
  });

  it.each([10, 60_000, 200_000])("when the connection breaks within a request of %i bytes, which may have arrived", async (size) => {
    const modem = requests(frames(here, lines({ max: 1_000_000 })));
    await world.run(async () => {
      const request = modem.request("x".repeat(size));
      const failing = expect(request).rejects.toMatchObject({ name: "BrokenError", code: "reset", withdrawn: false });
      await wait(100);
      world.net.reset(SERVER);
      await failing;
    });
  });

  it("when the peer ends, which will answer no more", async () => {
    const modem = lined();
    await world.run(async () => {
      const request = modem.request("never");
      await wait(20);
      const closing = there.close();
      await expect(request).rejects.toMatchObject({ name: "BrokenError", message: `Cannot get an answer from "${SERVER}:1883": connection broken, the peer has ended` });
      await expect(modem.request("c")).rejects.toThrow(BrokenError);
      await Promise.all([modem.close(), closing]);
    });
  });

  it("when what comes is no frame", async () => {
    answering().catch(() => undefined);
    const modem = requests(frames(here, lines({ max: 10 })));
    await world.run(async () => {
      const request = modem.request("never");
      await there.tx("x".repeat(20));
      await expect(request).rejects.toMatchObject({ name: "FrameError", flaw: "too-large" });
      await expect(modem.request("c")).rejects.toMatchObject({ name: "FrameError" });
    });
  });

  it("when a function of the program fails, with its error", async () => {
    const mistake = new Error("mine");
    const modem = lined({
      isAnswer() {
        throw mistake;
      },
    });
    await world.run(async () => {
      await expect(modem.request("a")).rejects.toBe(mistake);
      await expect(modem.request("b")).rejects.toBe(mistake);
    });
  });

  it("when the device is stopped", async () => {
    const modem = lined();
    await world.run(async () => {
      const request = modem.request("never", { timeout: 100_000 });
      const settled = expect(request).rejects.toMatchObject({ code: expect.stringMatching(/closed|stopped/) as unknown });
      await world.client.stop();
      await settled;
    });
  });
});

it("requests refuse wrong arguments", async () => {
  const framed = frames(here, lines());
  const wrong = (options: unknown) => () => requests(framed, options as InOrderOptions<string>);
  expect(wrong({ inFlight: 0 })).toThrow("inFlight is 0; expected at least 1");
  expect(wrong({ lateFor: -1 })).toThrow("lateFor is -1; expected a number of milliseconds above 0");
  expect(wrong({ lateFor: 5, inFlight: 2 })).toThrow(new TypeError("lateFor is 5; expected none beside inFlight above 1, where a lost answer would shift the others"));
  expect(wrong({ timeout: 0 })).toThrow("timeout is 0");
  expect(wrong({ isAnswer: 1 })).toThrow("isAnswer is 1; expected a function");
  expect(wrong({ requestId: () => 1 })).toThrow("answerId is undefined; expected a function, as the other one is given");
  expect(wrong({ answerId: () => 1 })).toThrow("requestId is undefined");
  expect(wrong({ match: () => true, requestId: () => 1, answerId: () => 1 })).toThrow("expected either");
  expect(wrong({ match: () => true, lateFor: 5 })).toThrow("lateFor is 5; expected none");
  expect(() => requests(undefined as unknown as Frames<string>)).toThrow("frames is undefined; expected an object");
  const modem = requests(framed);
  await expect(modem.request("a", { timeout: -1 })).rejects.toThrow(RangeError);
  await expect(modem.request("a", { match: 1 as unknown as () => boolean })).rejects.toThrow("match is 1; expected a function");
  await expect(modem.request("a", { signal: 1 as unknown as AbortSignal })).rejects.toThrow(TypeError);
  expect(modem.inFlight).toBe(0);
});
