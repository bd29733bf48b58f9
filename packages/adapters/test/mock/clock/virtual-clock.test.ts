import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { MockNet, VirtualClock } from "../../../src/mock/index.js";

async function manyAwaits(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await Promise.resolve();
}

describe("random", () => {
  const numbers = (clock: VirtualClock): number[] => Array.from({ length: 5 }, () => clock.random());

  it("gives numbers from 0 to below 1 that the seed of the first net fixes", () => {
    const of = (...seeds: number[]): number[] => {
      const clock = new VirtualClock();
      for (const seed of seeds) new MockNet({ clock, seed });
      return numbers(clock);
    };
    expect(of(7)).toEqual(of(7, 8));
    expect(of(7)).not.toEqual(of(8));
    expect(of()).toEqual(of(1));
    expect(new Set(of(7)).size).toBe(5);
    for (const number of of(7)) expect(number >= 0 && number < 1).toBe(true);
  });

  it("is told as chance by errors of waits, once it was drawn from", async () => {
    const net = new MockNet({ seed: 7 });
    await expect(net.clock.run(() => new Promise(() => undefined))).rejects.not.toThrow("chance");
    net.clock.random();
    await expect(net.clock.run(() => new Promise(() => undefined))).rejects.toThrow("chance had a part in this: new MockNet({ seed: 7 }) repeats it");
  });
});

describe("after", () => {
  it("fires when its time has come, and not before", async () => {
    const clock = new VirtualClock();
    const at: number[] = [];
    clock.after(10, () => at.push(clock.now()));
    await clock.advance(9);
    expect(at).toEqual([]);
    await clock.advance(1);
    expect(at).toEqual([10]);
    expect(clock.now()).toBe(10);
  });

  it("fires what is due now by itself, but not inside the call", async () => {
    const clock = new VirtualClock();
    const fired = new Promise<void>((resolve) => {
      let returned = false;
      clock.after(0, () => {
        expect(returned).toBe(true);
        resolve();
      });
      clock.after(-5, () => undefined);
      returned = true;
    });
    await fired;
    expect(clock.now()).toBe(0);
  });

  it("fires in the order of time, and equal times in the order of the calls", async () => {
    const delays = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(delays, async (all) => {
        const clock = new VirtualClock();
        const fired: Array<[number, number]> = [];
        for (const [i, delay] of all.entries()) clock.after(delay, () => fired.push([delay, i]));
        await clock.run();
        const expected = all.map((delay, i): [number, number] => [delay, i]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
        expect(fired).toEqual(expected);
      }),
    );
  });

  it("puts what is set for this very moment behind what is due in it already", async () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    clock.after(5, () => {
      fired.push("a");
      clock.after(0, () => fired.push("c"));
    });
    clock.after(5, () => fired.push("b"));
    await clock.run();
    expect(fired).toEqual(["a", "b", "c"]);
  });

  it("can be stopped by a tie that fires before it, and by a promise job of that", async () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    clock.after(5, () => {
      fired.push("first");
      stopSecond();
      void manyAwaits(50).then(() => {
        stopThird();
      });
    });
    const stopSecond = clock.after(5, () => fired.push("second"));
    const stopThird = clock.after(5, () => fired.push("third"));
    clock.after(5, () => fired.push("last"));
    await clock.run();
    expect(fired).toEqual(["first", "last"]);
    expect(clock.waiting).toBe(0);
  });

  it("can be stopped twice, and after it fired", async () => {
    const clock = new VirtualClock();
    const stop = clock.after(1, () => undefined);
    clock.after(2, () => undefined);
    await clock.advance(1);
    stop();
    stop();
    expect(clock.waiting).toBe(1);
  });

  it("lets promise jobs run dry between two timers of one moment, as a host does", async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    for (const name of ["a", "b"]) {
      clock.after(5, () => {
        void manyAwaits(1000).then(() => seen.push(`${name} settled`));
        seen.push(name);
      });
    }
    await clock.run();
    expect(seen).toEqual(["a", "a settled", "b", "b settled"]);
  });

  it("refuses NaN", () => {
    expect(() => new VirtualClock().after(NaN, () => undefined)).toThrow("ms is NaN; expected a number of milliseconds");
  });
});

describe("time", () => {
  it("stands still until promise chains of any depth have settled", async () => {
    const clock = new VirtualClock();
    const at: number[] = [];
    clock.after(5, () => {
      void manyAwaits(1000).then(() => {
        at.push(clock.now());
        process.nextTick(() => void manyAwaits(1000).then(() => at.push(clock.now())));
      });
    });
    clock.after(6, () => at.push(clock.now()));
    await clock.run();
    expect(at).toEqual([5, 5, 6]);
  });

  it("stands still for code that waits for a turn of the host", async () => {
    const clock = new VirtualClock();
    clock.after(60_000, () => undefined);
    await clock.run(async () => {
      await manyAwaits(10);
      await new Promise((resolve) => setImmediate(resolve));
    });
    expect(clock.now()).toBe(0);
  });

  it("stands still until everything has happened that is due, however much that is", async () => {
    const clock = new VirtualClock();
    let count = 0;
    const again = (): void => {
      count++;
      if (count < 5000) clock.after(0, again);
    };
    again();
    clock.after(1, () => expect(count).toBe(5000));
    await clock.run();
    expect(count).toBe(5000);
  });

  it("counts from a given moment on the wall clock", async () => {
    const clock = new VirtualClock(5000);
    await clock.advance(250);
    expect(clock.wall()).toBe(5250);
    expect(new VirtualClock().wall()).toBe(Date.UTC(2026, 0, 1));
  });
});

describe("dry and turn", () => {
  it("dry comes when the promise jobs are used up, in the order of the calls, before anything that is due", async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    await clock.run(async () => {
      clock.after(0, () => seen.push("due"));
      clock.turn(() => seen.push("turn"));
      void manyAwaits(1000).then(() => seen.push("jobs"));
      clock.dry(() => seen.push("dry"));
      clock.dry(() => seen.push("dry too"));
      seen.push("code");
      await clock.advance(0);
    });
    expect(seen.filter((what) => what !== "due" && what !== "turn")).toEqual(["code", "jobs", "dry", "dry too"]);
    expect(seen.indexOf("turn")).toBeGreaterThan(seen.indexOf("due"));
  });

  it("turn comes after everything that is due", async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.after(5, () => {
      clock.turn(() => seen.push("turn"));
      clock.after(0, () => seen.push("later"));
    });
    clock.after(5, () => seen.push("due"));
    await clock.run();
    expect(seen).toEqual(["due", "turn", "later"]);
  });

  it("time does not move over a chain of dry calls that wait for each other's jobs", async () => {
    const clock = new VirtualClock();
    let depth = 0;
    const deeper = (): void => {
      depth++;
      if (depth < 100) void manyAwaits(10).then(() => clock.dry(deeper));
    };
    clock.dry(deeper);
    clock.after(1, () => expect(depth).toBe(100));
    await clock.run();
    expect(clock.now()).toBe(1);
  });
});

describe("advance", () => {
  it("passes over every moment in between, and stops at its end", async () => {
    const clock = new VirtualClock();
    const at: number[] = [];
    const tick = (): void => {
      at.push(clock.now());
      clock.after(10, tick);
    };
    clock.after(10, tick);
    await clock.advance(35);
    expect(at).toEqual([10, 20, 30]);
    expect(clock.now()).toBe(35);
    expect(clock.waiting).toBe(1);
  });

  it("may be called while time is being moved: each ends in its time", async () => {
    const clock = new VirtualClock();
    const seen: Array<[string, number]> = [];
    const advance = (name: string, ms: number): Promise<void> => clock.advance(ms).then(() => void seen.push([name, clock.now()]));
    await clock.run(async () => {
      await Promise.all([advance("long", 30), advance("short", 5), advance("now", 0)]);
      await advance("after", 10);
    });
    expect(seen).toEqual([["now", 0], ["short", 5], ["long", 30], ["after", 40]]);
  });

  it.each([-1, NaN, Infinity])("refuses %d", async (ms) => {
    await expect(new VirtualClock().advance(ms)).rejects.toThrow(`ms is ${ms}; expected a finite number of at least 0`);
  });
});

describe("run", () => {
  it("goes on until nothing is left to happen", async () => {
    const clock = new VirtualClock();
    clock.after(5, () => clock.after(50, () => undefined));
    await clock.run();
    expect(clock.now()).toBe(55);
    expect(clock.waiting).toBe(0);
  });

  it("gives what the promise gives, without moving time further", async () => {
    const clock = new VirtualClock();
    clock.after(1000, () => undefined);
    const work = (): Promise<string> => new Promise((resolve) => clock.after(7, () => resolve("done")));
    expect(await clock.run(work)).toBe("done");
    expect(clock.now()).toBe(7);
    expect(clock.waiting).toBe(1);
  });

  it("rejects with what the promise rejects with, and with what the work throws", async () => {
    const clock = new VirtualClock();
    const error = new Error("no");
    await expect(clock.run(() => Promise.reject(error))).rejects.toBe(error);
    await expect(
      clock.run(() => {
        throw error;
      }),
    ).rejects.toBe(error);
  });

  it("says that a promise can never settle", async () => {
    const clock = new VirtualClock();
    clock.after(5, () => undefined);
    await expect(clock.run(() => new Promise(() => undefined))).rejects.toThrow("the promise did not settle, and nothing is left to happen");
    expect(clock.now()).toBe(5);
    expect(clock.waiting).toBe(0);
  });

  it("gives up after the time it was given", async () => {
    const clock = new VirtualClock();
    const again = (): void => void clock.after(60_000, again);
    again();
    const work = clock.run(() => new Promise(() => undefined), { within: 90_000 });
    await expect(work).rejects.toThrow("the promise did not settle, and 90000 virtual ms have passed");
    expect(clock.now()).toBe(90_000);
    await expect(clock.run()).rejects.toThrow("timers are set again and again");
    expect(clock.waiting).toBe(1);
  });

  it("takes a limit of its own without work, too", async () => {
    const clock = new VirtualClock();
    const again = (): void => void clock.after(60_000, again);
    again();
    await expect(clock.run({ within: 90_000 })).rejects.toThrow(/^timers are set again and again, and 90000 virtual ms have passed$/);
    await expect(clock.run()).rejects.toThrow(/, and 86400000 virtual ms have passed; the option `within` sets another limit$/);
  });

  it("refuses what is no work, and limits that are none", async () => {
    const clock = new VirtualClock();
    const never = (): Promise<void> => new Promise(() => undefined);
    await expect(clock.run("x" as never)).rejects.toThrow(new TypeError('work is "x"; expected a function, or options'));
    await expect(clock.run(Promise.resolve() as never)).rejects.toThrow(new TypeError("work is a promise; expected a function that returns it: run(() => …)"));
    await expect(clock.run((() => 5) as never)).rejects.toThrow(new TypeError("work returned 5; expected a promise: make it an async function"));
    await expect(clock.run(never, 5 as never)).rejects.toThrow(new TypeError("options is 5; expected such as { within: 5000 }"));
    await expect(clock.run(never, { within: "5s" as never })).rejects.toThrow(new RangeError('within is "5s"; expected milliseconds, at least 0'));
    await expect(clock.run(never, { within: -1 })).rejects.toThrow("within is -1; expected milliseconds, at least 0");
    await expect(clock.until([] as never)).rejects.toThrow(new TypeError("condition is an array; expected a function"));
    expect(() => clock.after(5, undefined as never)).toThrow(new TypeError("fn is undefined; expected a function"));
    expect(() => clock.after("5s" as never, () => undefined)).toThrow(new RangeError('ms is "5s"; expected a number of milliseconds'));
    await expect(clock.advance("5s" as never)).rejects.toThrow(new RangeError('ms is "5s"; expected a finite number of at least 0'));
  });

  it("leaves no timer of its own behind, and counts none", async () => {
    const clock = new VirtualClock();
    await clock.run(async () => {
      expect(clock.waiting).toBe(0);
    });
    expect(clock.waiting).toBe(0);
  });

  it("may be given for ever", async () => {
    const clock = new VirtualClock();
    const work = clock.run(() => new Promise(() => undefined), { within: Infinity });
    await expect(work).rejects.toThrow("nothing is left to happen");
    expect(clock.waiting).toBe(0);
  });

  it("waits for a timer that is never due as for nothing", async () => {
    const clock = new VirtualClock();
    clock.after(Infinity, () => undefined);
    await expect(clock.run(() => new Promise(() => undefined))).rejects.toThrow("nothing is left to happen");
    expect(clock.now()).toBe(0);
  });
});

describe("until", () => {
  it("stops at the moment in which the condition holds", async () => {
    const clock = new VirtualClock();
    let count = 0;
    const tick = (): void => {
      count++;
      clock.after(10, tick);
    };
    clock.after(10, tick);
    await clock.until(() => count === 3);
    expect(clock.now()).toBe(30);
    await clock.until(() => true);
    expect(clock.now()).toBe(30);
  });

  it("may wait in several places at once", async () => {
    const clock = new VirtualClock();
    const done: number[] = [];
    for (const at of [30, 10, 20]) clock.after(at, () => done.push(at));
    await Promise.all([clock.until(() => done.includes(20)), clock.until(() => done.includes(30)), clock.until(() => done.includes(10))]);
    expect(done).toEqual([10, 20, 30]);
  });

  it("says that the condition can never hold, and rejects with what it throws", async () => {
    const clock = new VirtualClock();
    await expect(clock.until(() => false)).rejects.toThrow("the condition did not become true, and nothing is left to happen");
    const error = new Error("bad condition");
    await expect(
      clock.until(() => {
        throw error;
      }),
    ).rejects.toBe(error);
    await clock.advance(1);
  });

  it("leaves an instant in which things happen for ever, once the condition holds", async () => {
    const clock = new VirtualClock();
    let count = 0;
    let stop = false;
    const again = (): void => {
      count++;
      if (!stop) clock.after(0, again);
    };
    again();
    await clock.until(() => count > 5000);
    stop = true;
    expect(clock.now()).toBe(0);
    await clock.advance(1);
  });
});

describe("jump", () => {
  it("moves the time of day, forward or back, and neither now nor timers", async () => {
    const clock = new VirtualClock(5000);
    const at: number[] = [];
    clock.after(10, () => at.push(clock.now()));
    clock.jump(86_400_000);
    expect([clock.wall(), clock.now()]).toEqual([86_405_000, 0]);
    await clock.run();
    clock.jump(-86_405_000);
    expect([clock.wall(), clock.now(), at]).toEqual([10, 10, [10]]);
  });

  it.each([NaN, Infinity])("refuses %d", (ms) => {
    expect(() => {
      new VirtualClock().jump(ms);
    }).toThrow(`ms is ${ms}; expected a finite number`);
  });
});

describe("fail", () => {
  it("rejects all that wait at once, and those that come later wait as before", async () => {
    const clock = new VirtualClock();
    const error = new Error("an expectation");
    clock.after(5, () => {
      clock.fail(error);
    });
    const settled = await Promise.allSettled([clock.run(), clock.until(() => false), clock.advance(10), clock.run(() => new Promise(() => undefined))]);
    expect(settled).toEqual(Array(4).fill({ status: "rejected", reason: error }));
    expect(clock.now()).toBe(5);
    await clock.advance(1);
    expect(clock.now()).toBe(6);
  });

  it("rejects the next wait when none waits", async () => {
    const clock = new VirtualClock();
    const error = new Error("an expectation");
    clock.fail(error);
    clock.fail(new Error("another one"));
    await expect(clock.advance(1)).rejects.toBe(error);
    await clock.advance(1);
  });

  it("is an uncaught exception when nobody ever waits", async () => {
    const before = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    const caught: unknown[] = [];
    process.on("uncaughtException", (error) => caught.push(error));
    try {
      const error = new Error("an expectation");
      const clock = new VirtualClock();
      clock.fail(error);
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      expect(caught).toEqual([error]);
      await clock.advance(1);
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const listener of before) process.on("uncaughtException", listener);
    }
  });
});

describe("the host", () => {
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("is never asked for a timer", async () => {
    const setTimeout = vi.spyOn(globalThis, "setTimeout");
    const setInterval = vi.spyOn(globalThis, "setInterval");
    const clock = new VirtualClock();
    clock.after(0, () => clock.after(86_000, () => undefined));
    await clock.run();
    expect(setTimeout).not.toHaveBeenCalled();
    expect(setInterval).not.toHaveBeenCalled();
  });

  it("may have fake timers of a test runner", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "performance", "Date"] });
    const clock = new VirtualClock();
    let fired = false;
    clock.after(1000, () => (fired = true));
    await clock.run();
    expect(fired).toBe(true);
  });

  it("hears of what a callback throws, and the others fire", async () => {
    const before = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    const caught: unknown[] = [];
    process.on("uncaughtException", (error) => caught.push(error));
    try {
      const clock = new VirtualClock();
      const error = new Error("thrown by a callback");
      let fired = false;
      clock.after(0, () => {
        throw error;
      });
      clock.after(0, () => (fired = true));
      await new Promise((resolve) => setImmediate(resolve));
      expect(caught).toEqual([error]);
      expect(fired).toBe(true);
    } finally {
      process.removeAllListeners("uncaughtException");
      for (const listener of before) process.on("uncaughtException", listener);
    }
  });
});
