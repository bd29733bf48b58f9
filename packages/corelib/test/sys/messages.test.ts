import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Message } from "../../src/index.js";
import { rig } from "../rig.js";

const ids = (messages: readonly Message[]): unknown[] => messages.map((message) => message[1]);

/** A rig with a task named ME that does nothing, and what its callback got. */
function named() {
  const device = rig();
  const others: Message[] = [];
  device.sys.taskInitEx(() => undefined, "ME", (message) => others.push(message));
  return { ...device, clock: device.clock, others };
}

describe("sys.sendMsg", () => {
  it("gives the four values at Lua's indices", async () => {
    const { sys } = named();
    expect(sys.sendMsg("ME", "GO", 2, null, [4])).toBe(true);
    const message = await sys.waitMsg("ME");
    expect(message).toEqual({ 1: "GO", 2: 2, 3: null, 4: [4] });
  });

  it("knows no task that taskInitEx has not started", () => {
    const { sys } = rig();
    expect(sys.sendMsg("NOBODY", 1)).toBe(false);
  });

  it("publishes the name of the task, as LuatOS does", async () => {
    const { sys, settle } = named();
    let woken = 0;
    sys.subscribe("ME", () => woken++);
    sys.sendMsg("ME", 1);
    await settle();
    expect(woken).toBe(1);
  });
});

describe("sys.waitMsg", () => {
  it("takes the messages that came before it, oldest first", async () => {
    const { sys } = named();
    sys.sendMsg("ME", 1);
    sys.sendMsg("ME", 2);
    expect(ids([(await sys.waitMsg("ME")) as Message, (await sys.waitMsg("ME")) as Message])).toEqual([1, 2]);
  });

  it("waits for a message and stops its timer", async () => {
    const { sys, clock, settle } = named();
    const got = sys.waitMsg("ME", 5, 1_000);
    sys.sendMsg("ME", 5, "x");
    await settle();
    expect(await got).toMatchObject({ 1: 5, 2: "x" });
    expect(clock.waiting).toBe(0);
  });

  it("gives undefined when its time is over", async () => {
    const { sys, clock } = named();
    expect(await clock.run(() => sys.waitMsg("ME", 5, 1_000))).toBeUndefined();
    expect(clock.now()).toBe(1_000);
  });

  it.each([undefined, null, 0])("has no time limit for %s", async (ms) => {
    const { sys, clock } = named();
    const got = sys.waitMsg("ME", null, ms);
    expect(clock.waiting).toBe(0);
    await clock.advance(1_000_000);
    sys.sendMsg("ME", 1);
    await clock.advance(0);
    expect(await got).toMatchObject({ 1: 1 });
  });

  it("gives false, and says so, for a name that taskInitEx has not started", async () => {
    const { sys, lines } = rig();
    expect(await sys.waitMsg("NOBODY")).toBe(false);
    expect(lines).toEqual(['error sys no task is named "NOBODY"; waitMsg needs one that taskInitEx started']);
  });

  it("hands queued messages that do not match to the callback, inside the call", async () => {
    const { sys, others } = named();
    for (const id of [1, 2, 3, 4]) sys.sendMsg("ME", id);
    const got = sys.waitMsg("ME", 3);
    expect(ids(others)).toEqual([1, 2]);
    expect(await got).toMatchObject({ 1: 3 });
    expect(await sys.waitMsg("ME")).toMatchObject({ 1: 4 });
  });

  it("hands messages that do not match to the callback while it waits, and waits on", async () => {
    const { sys, others, settle } = named();
    const got = sys.waitMsg("ME", 3);
    for (const id of [1, 3, 2]) sys.sendMsg("ME", id);
    await settle();
    expect(await got).toMatchObject({ 1: 3 });
    expect(ids(others)).toEqual([1]);
    expect(await sys.waitMsg("ME")).toMatchObject({ 1: 2 });
  });

  it("drops messages that do not match when there is no callback", async () => {
    const { sys } = rig();
    sys.taskInitEx(() => undefined, "ME");
    sys.sendMsg("ME", 1);
    sys.sendMsg("ME", 2);
    expect(await sys.waitMsg("ME", 2)).toMatchObject({ 1: 2 });
  });

  it("compares the target without conversion", async () => {
    const { sys, others } = named();
    sys.sendMsg("ME", "1");
    sys.sendMsg("ME", 1);
    expect(await sys.waitMsg("ME", 1)).toMatchObject({ 1: 1 });
    expect(ids(others)).toEqual(["1"]);
  });

  it("is only woken for nothing when the user publishes the name", async () => {
    const { sys, clock } = named();
    const got = sys.waitMsg("ME", null, 100);
    sys.publish("ME");
    await clock.advance(99);
    sys.sendMsg("ME", 1);
    await clock.advance(0);
    expect(await got).toMatchObject({ 1: 1 });
  });

  it("never loses a message to its time limit: it is taken now or stays for the next wait", async () => {
    for (const order of ["message first", "limit first"]) {
      const { sys, clock } = named();
      if (order === "message first") clock.after(100, () => sys.sendMsg("ME", 1));
      const got = sys.waitMsg("ME", 1, 100);
      if (order === "limit first") clock.after(100, () => sys.sendMsg("ME", 1));
      await clock.advance(100);
      const first = await got;
      expect(first === undefined ? await sys.waitMsg("ME", 1) : first).toMatchObject({ 1: 1 });
    }
  });

  it("misses nothing in a loop, however the messages come", async () => {
    const { sys, clock } = rig();
    const got: unknown[] = [];
    sys.taskInitEx(async () => {
      for (;;) {
        const message = await sys.waitMsg("ME", null, 30);
        if (message) got.push(message[1]);
      }
    }, "ME");
    let next = 0;
    for (const ms of [0, 10, 10, 30, 60, 65]) clock.after(ms, () => {
      for (let i = 0; i < 3; i++) sys.sendMsg("ME", next++);
    });
    await clock.advance(100);
    expect(got).toEqual(Array.from({ length: 18 }, (_, i) => i));
  });

  it("lets two tasks on one name compete: each message goes to one of them", async () => {
    const { sys, settle } = named();
    const got = [sys.waitMsg("ME"), sys.waitMsg("ME")];
    sys.sendMsg("ME", 1);
    sys.sendMsg("ME", 2);
    await settle();
    expect(ids((await Promise.all(got)) as Message[])).toEqual([1, 2]);
  });

  it("reports what the callback throws or rejects with, and goes on", async () => {
    const { sys, failures, settle } = rig();
    sys.taskInitEx(() => undefined, "ME", (message) => {
      if (message[1] === 1) throw new Error("sync");
      return Promise.reject(new Error("async"));
    });
    for (const id of [1, 2, 3]) sys.sendMsg("ME", id);
    expect(await sys.waitMsg("ME", 3)).toMatchObject({ 1: 3 });
    await settle();
    expect(failures).toMatchObject([
      { error: { message: "sync" }, where: 'callback of the task "ME"' },
      { error: { message: "async" }, where: 'callback of the task "ME"' },
    ]);
  });

  it("refuses a bad time by name", () => {
    const { sys } = named();
    expect(() => sys.waitMsg("ME", null, -1)).toThrow(new RangeError("ms is -1; expected an integer of at least 0"));
    expect(() => sys.waitMsg("ME", null, "1" as never)).toThrow(TypeError);
  });

  it("behaves as a simple model for any sequence of sends, waits, cleanings and delays", async () => {
    const id = fc.integer({ min: 1, max: 3 });
    const step = fc.oneof(
      { arbitrary: fc.record({ do: fc.constant("send" as const), id }), weight: 4 },
      { arbitrary: fc.record({ do: fc.constant("wait" as const), target: fc.option(id), ms: fc.option(fc.constantFrom(10, 25)) }), weight: 3 },
      { arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.constantFrom(0, 0, 10, 15) }), weight: 4 },
      { arbitrary: fc.record({ do: fc.constant("clean" as const) }), weight: 1 },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { sys, clock, others } = named();
        const results: unknown[] = [];
        const model = { queue: [] as number[], others: [] as number[], results: [] as unknown[], wait: undefined as { target: number | null; due: number } | undefined };
        const drain = (): void => {
          while (model.wait !== undefined && model.queue.length > 0) {
            const next = model.queue.shift() as number;
            if (model.wait.target !== null && next !== model.wait.target) model.others.push(next);
            else {
              model.results.push(next);
              model.wait = undefined;
            }
          }
        };
        for (const one of steps) {
          if (one.do === "send") {
            expect(sys.sendMsg("ME", one.id)).toBe(true);
            model.queue.push(one.id);
          } else if (one.do === "clean") {
            expect(sys.cleanMsg("ME")).toBe(true);
            model.queue = [];
          } else if (one.do === "wait" && model.wait === undefined) {
            void sys.waitMsg("ME", one.target, one.ms).then((message) => results.push(message ? message[1] : message));
            model.wait = { target: one.target, due: clock.now() + (one.ms ?? Infinity) };
            drain();
          } else if (one.do === "pass") {
            await clock.advance(one.ms);
            drain();
            if (model.wait !== undefined && model.wait.due <= clock.now()) {
              model.results.push(undefined);
              model.wait = undefined;
            }
          }
        }
        await clock.advance(0);
        drain();
        expect(results).toEqual(model.results);
        expect(ids(others)).toEqual(model.others);
      }),
      { numRuns: 300 },
    );
  });
});

describe("sys.cleanMsg", () => {
  it("empties the queue of a known task", async () => {
    const { sys, clock } = named();
    sys.sendMsg("ME", 1);
    expect(sys.cleanMsg("ME")).toBe(true);
    expect(await clock.run(() => sys.waitMsg("ME", null, 5))).toBeUndefined();
    expect(sys.cleanMsg("NOBODY")).toBe(false);
  });
});

describe("a name that is used again or deleted", () => {
  it("has a new, empty queue and a new callback", async () => {
    const { sys, others } = named();
    sys.sendMsg("ME", 1);
    const later: Message[] = [];
    sys.taskInitEx(() => undefined, "ME", (message) => later.push(message));
    sys.sendMsg("ME", 2);
    sys.sendMsg("ME", 3);
    expect(await sys.waitMsg("ME", 3)).toMatchObject({ 1: 3 });
    expect(ids(others)).toEqual([]);
    expect(ids(later)).toEqual([2]);
  });

  it("keeps who waits on it waiting, for the new queue", async () => {
    const { sys, settle } = named();
    const got = sys.waitMsg("ME");
    sys.taskInitEx(() => undefined, "ME");
    sys.sendMsg("ME", 7);
    await settle();
    expect(await got).toMatchObject({ 1: 7 });
  });

  it("ends who waits on it with false when it is deleted, and the task goes on", async () => {
    const { sys, lines, clock } = rig();
    const got: unknown[] = [];
    sys.taskInitEx(async () => {
      got.push(await sys.waitMsg("ME", null, 1_000));
      await sys.wait(10);
      got.push("alive");
    }, "ME");
    sys.taskDel("ME");
    expect(sys.sendMsg("ME", 1)).toBe(false);
    await clock.advance(10);
    expect(got).toEqual([false, "alive"]);
    expect(lines).toHaveLength(1);
    expect(clock.waiting).toBe(0);
    sys.taskDel("ME");
  });

  it("is gone at once for a wait whose own callback deletes it", async () => {
    const { sys } = rig();
    sys.taskInitEx(() => undefined, "ME", () => sys.taskDel("ME"));
    sys.sendMsg("ME", 1);
    expect(await sys.waitMsg("ME", 2)).toBe(false);
  });
});
