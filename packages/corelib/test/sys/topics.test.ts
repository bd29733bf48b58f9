import { describe, expect, it } from "vitest";
import { rig } from "../rig.js";

describe("sys.publish and sys.subscribe", () => {
  it("calls subscribers after publish has returned, with the arguments and without the topic", async () => {
    const { sys, settle } = rig();
    const got: unknown[] = [];
    sys.subscribe("T", (...args) => got.push(args));
    sys.publish("T", 1, null, "x");
    sys.publish("T");
    expect(got).toEqual([]);
    await settle();
    expect(got).toEqual([[1, null, "x"], []]);
  });

  it("holds a function once per topic", async () => {
    const { sys, settle } = rig();
    let calls = 0;
    const count = (): void => void calls++;
    sys.subscribe("T", count);
    sys.subscribe("T", count);
    sys.subscribe(["T", "U"], count);
    sys.publish("T");
    sys.publish("U");
    await settle();
    expect(calls).toBe(2);
  });

  it("takes an array of topics, and takes it back", async () => {
    const { sys, settle } = rig();
    const got: unknown[] = [];
    const push = (x: unknown): void => void got.push(x);
    sys.subscribe(["A", "B", "C"], push);
    sys.unsubscribe(["A", "C", "NEVER"], push);
    for (const topic of ["A", "B", "C"]) sys.publish(topic, topic);
    await settle();
    expect(got).toEqual(["B"]);
  });

  it("tells each topic to those who watched it when its turn came: leaving is late, joining too", async () => {
    const { sys, settle } = rig();
    const got: string[] = [];
    const second = (): void => void got.push("second");
    const third = (): void => void got.push("third");
    sys.subscribe("T", () => {
      got.push("first");
      sys.unsubscribe("T", second);
      sys.subscribe("T", third);
    });
    sys.subscribe("T", second);
    sys.publish("T");
    await settle();
    expect(got).toEqual(["first", "second"]);
    sys.publish("T");
    await settle();
    expect(got).toEqual(["first", "second", "first", "third"]);
  });

  it("does not call a lone subscriber twice that leaves and joins inside its call", async () => {
    const { sys, settle } = rig();
    let calls = 0;
    const again = (): void => {
      if (++calls > 9) return;
      sys.unsubscribe("T", again);
      sys.subscribe("T", again);
    };
    sys.subscribe("T", again);
    sys.publish("T");
    await settle();
    expect(calls).toBe(1);
  });

  it("takes any value but nil as a topic", async () => {
    const { sys, settle } = rig();
    const key = { a: 1 };
    const got: unknown[] = [];
    for (const topic of [key, 7, false]) sys.subscribe(topic, () => got.push(topic));
    for (const topic of [key, { a: 1 }, 7, "7", false]) sys.publish(topic);
    await settle();
    expect(got).toEqual([key, 7, false]);
    for (const nil of [null, undefined]) {
      const message = "topic is nil; expected a topic";
      expect(() => sys.publish(nil as unknown as string)).toThrow(new TypeError(message));
      expect(() => sys.subscribe(nil as never, () => 0)).toThrow(new TypeError(message));
      expect(() => sys.subscribe(["A", nil as never], () => 0)).toThrow(new TypeError(message));
      expect(() => sys.waitUntil(nil as never)).toThrow(new TypeError(message));
    }
  });

  it("refuses a callback that is none", () => {
    const { sys } = rig();
    expect(() => sys.subscribe("T", "x" as never)).toThrow(new TypeError('cb is "x"; expected a function'));
  });

  it("reports what a subscriber throws or rejects with, and calls the next one", async () => {
    const { sys, failures, settle } = rig();
    const got: string[] = [];
    sys.subscribe("T", () => { throw new Error("sync"); });
    sys.subscribe("T", async () => { await sys.wait(0); throw new Error("async"); });
    sys.subscribe("T", () => got.push("next"));
    sys.publish("T");
    await settle();
    expect(got).toEqual(["next"]);
    expect(failures).toMatchObject([
      { error: { message: "sync" }, where: 'subscriber of "T"' },
      { error: { message: "async" }, where: 'subscriber of "T"' },
    ]);
  });
});

describe("sys.waitUntil", () => {
  it("gives true and the arguments, and stops its timer", async () => {
    const { sys, clock, settle } = rig();
    const got = sys.waitUntil("T", 1_000);
    sys.publish("T", 1, "x");
    await settle();
    expect(await got).toEqual([true, 1, "x"]);
    expect(clock.waiting).toBe(0);
  });

  it("gives false when its time is over, and hears no more", async () => {
    const { sys, clock } = rig();
    expect(await clock.run(() => sys.waitUntil("T", 1_000))).toEqual([false]);
    expect(clock.now()).toBe(1_000);
    sys.publish("T");
    await clock.advance(0);
  });

  it("gives false at once for 0", async () => {
    const { sys, clock } = rig();
    expect(await sys.waitUntil("T", 0)).toEqual([false]);
    expect(clock.now()).toBe(0);
  });

  it.each([undefined, null])("has no time limit for %s", async (ms) => {
    const { sys, clock } = rig();
    const got = sys.waitUntil("T", ms);
    expect(clock.waiting).toBe(0);
    await clock.advance(1e9);
    sys.publish("T");
    await clock.advance(0);
    expect(await got).toEqual([true]);
  });

  it("does not see what was dispatched before the call", async () => {
    const { sys, clock } = rig();
    sys.publish("T", "old");
    await clock.advance(0);
    expect(await clock.run(() => sys.waitUntil("T", 10))).toEqual([false]);
  });

  it("of several topics takes the first one, and only it", async () => {
    const { sys, settle } = rig();
    const topics = ["A", "B"];
    const got = sys.waitUntilExt(topics);
    topics.pop();
    sys.publish("B", 2);
    sys.publish("A", 1);
    await settle();
    expect(await got).toEqual(["B", 2]);
  });

  it("in a loop receives all of five publications of one turn, in order", async () => {
    const { sys, settle } = rig();
    const got: unknown[] = [];
    sys.taskInit(async () => {
      for (;;) {
        const [, n] = await sys.waitUntil("T");
        // However deep the chain of promises is before the task waits again.
        for (let i = 0; i < 20; i++) await Promise.resolve();
        got.push(n);
      }
    });
    for (let n = 1; n <= 5; n++) sys.publish("T", n);
    await settle();
    expect(got).toEqual([1, 2, 3, 4, 5]);
  });

  it("in two loops gives each publication to both", async () => {
    const { sys, settle } = rig();
    const got: unknown[] = [];
    for (const name of ["a", "b"]) sys.taskInit(async () => { for (;;) got.push(`${name}${(await sys.waitUntil("T"))[1]}`); });
    for (let n = 1; n <= 3; n++) sys.publish("T", n);
    await settle();
    expect(got).toEqual(["a1", "b1", "a2", "b2", "a3", "b3"]);
  });

  it("in a loop with a time limit misses nothing at the moment of the limit", async () => {
    const { sys, clock } = rig();
    const got: unknown[] = [];
    sys.taskInit(async () => {
      for (;;) {
        const [ok, n] = await sys.waitUntil("T", 10);
        if (ok) got.push(n);
      }
    });
    for (let n = 1; n <= 5; n++) clock.after(n * 10, () => sys.publish("T", n));
    await clock.advance(60);
    expect(got).toEqual([1, 2, 3, 4, 5]);
  });

  it("refuses a bad time by name", () => {
    const { sys } = rig();
    expect(() => sys.waitUntil("T", -5)).toThrow(new RangeError("ms is -5; expected an integer of at least 0"));
    expect(() => sys.waitUntilExt("T", "5" as never)).toThrow(TypeError);
  });
});

describe("sys.waitUntilExt", () => {
  it("gives the topic and the arguments, or false", async () => {
    const { sys, clock, settle } = rig();
    const got = sys.waitUntilExt("T");
    sys.publish("T", 1);
    await settle();
    expect(await got).toEqual(["T", 1]);
    expect(await clock.run(() => sys.waitUntilExt("T", 5))).toEqual([false]);
  });
});
