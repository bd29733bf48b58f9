import { describe, expect, it } from "vitest";
import { Task } from "../../src/sys/task.js";
import { rig } from "../rig.js";

describe("sys.taskInit", () => {
  it("runs the task at once, up to its first await, with its arguments", async () => {
    const { sys, settle } = rig();
    const order: string[] = [];
    sys.taskInit(
      async (a: number, b: string) => {
        order.push(`start ${a} ${b}`);
        await sys.wait(0);
        order.push("after");
      },
      1,
      "x",
    );
    order.push("returned");
    await settle();
    expect(order).toEqual(["start 1 x", "returned", "after"]);
  });

  it("returns a task whose text is stable and unique, with the name if there is one", () => {
    const { sys } = rig();
    const tasks = [sys.taskInit(() => undefined), sys.taskInit(function beat() {}), sys.taskInitEx(() => undefined, "UPLOAD")];
    expect(tasks.map(String)).toEqual(["task#1", "task#2 (beat)", "task#3 (UPLOAD)"]);
    expect(tasks[0]).toBeInstanceOf(Task);
  });

  it("gives a promise that resolves at the end of the task, also when it fails", async () => {
    const { sys, clock, failures } = rig();
    let ended = false;
    const slow = sys.taskInit(async () => {
      await sys.wait(5);
      ended = true;
    });
    const bad = sys.taskInit(async () => {
      await sys.wait(1);
      throw new Error("boom");
    });
    expect(await clock.run(() => slow.done)).toBeUndefined();
    expect(ended).toBe(true);
    expect(await bad.done).toBeUndefined();
    expect(failures).toMatchObject([{ where: "task#2" }]);
    expect(await sys.taskInit(() => 42).done).toBeUndefined();
  });

  it("refuses what is not a function", () => {
    const { sys } = rig();
    expect(() => sys.taskInit(7 as never)).toThrow(new TypeError("fn is 7; expected a function"));
    const called = new TypeError("fn is a Promise; expected a function: write main, not main()");
    expect(() => sys.taskInit(Promise.resolve() as never)).toThrow(called);
    expect(() => sys.taskInitEx(Promise.resolve() as never, "X")).toThrow(called);
    expect(() => sys.taskInitEx(undefined as never, "X")).toThrow(new TypeError("fn is nil; expected a function"));
  });
});

describe("sys.taskInitEx", () => {
  it("passes only the extra arguments", async () => {
    const { sys } = rig();
    const got: unknown[] = [];
    sys.taskInitEx((...args: number[]) => got.push(args), "NAME", null, 1, 2);
    expect(got).toEqual([[1, 2]]);
  });

  it("knows the name inside the task already", () => {
    const { sys } = rig();
    let sent: unknown;
    sys.taskInitEx(() => { sent = sys.sendMsg("ME", 1); }, "ME");
    expect(sent).toBe(true);
  });

  it("refuses a name or callback of another type", () => {
    const { sys } = rig();
    expect(() => sys.taskInitEx(() => undefined, undefined as never)).toThrow(new TypeError("name is nil; expected a string"));
    expect(() => sys.taskInitEx(() => undefined, "X", 5 as never)).toThrow(new TypeError("cb is 5; expected a function"));
  });
});

describe("sys.wait", () => {
  it("lasts its time, neither less nor more", async () => {
    const { sys, clock } = rig();
    await clock.run(() => sys.wait(1_500));
    expect(clock.now()).toBe(1_500);
  });

  it("ends at once for 0 and sets no timer", async () => {
    const { sys, clock } = rig();
    const done = sys.wait(0);
    expect(clock.waiting).toBe(0);
    expect(await done).toBeUndefined();
    expect(clock.now()).toBe(0);
  });

  it.each([
    ["5", TypeError, 'ms is "5"; expected an integer of at least 0'],
    [undefined, TypeError, "ms is nil; expected an integer of at least 0"],
    [-1, RangeError, "ms is -1; expected an integer of at least 0"],
    [1.5, RangeError, "ms is 1.5; expected an integer of at least 0"],
    [Number.NaN, RangeError, "ms is NaN; expected an integer of at least 0"],
    [Infinity, RangeError, "ms is Infinity; expected an integer of at least 0"],
  ])("refuses %s", (ms, kind, message) => {
    const { sys } = rig();
    expect(() => sys.wait(ms as number)).toThrow(new kind(message));
  });

  it("lets tasks with equal times go on in the order in which they began to wait", async () => {
    const { sys, clock } = rig();
    const order: number[] = [];
    for (const n of [1, 2, 3]) sys.taskInit(async () => { await sys.wait(10); order.push(n); await sys.wait(10); order.push(n + 10); });
    await clock.advance(20);
    expect(order).toEqual([1, 2, 3, 11, 12, 13]);
  });
});

describe("sys.run", () => {
  it("lasts until the device stops", async () => {
    const { sys, stop, settle } = rig();
    let over = false;
    const run = sys.run().then(() => { over = true; });
    await settle();
    expect(over).toBe(false);
    stop();
    await run;
    expect(over).toBe(true);
  });
});

describe("the functions of sys", () => {
  it("need no this", async () => {
    const { sys, clock } = rig();
    const { wait, publish, waitUntil, timerStart } = sys;
    timerStart(() => publish("T", 1), 10);
    expect(await clock.run(() => waitUntil("T"))).toEqual([true, 1]);
    await clock.run(() => wait(1));
  });
});
