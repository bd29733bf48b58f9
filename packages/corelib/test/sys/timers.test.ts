import type { Clock } from "@luat/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Timers } from "../../src/sys/timers.js";
import { rig } from "../rig.js";

describe("sys.timerStart", () => {
  it("calls the function once, when the time is over, with the arguments", async () => {
    const { sys, clock } = rig();
    const got: unknown[] = [];
    const id = sys.timerStart((a: number, b: string) => got.push([clock.now(), a, b]), 100, 1, "x");
    expect(id).toBe(0x200000);
    await clock.advance(99);
    expect(got).toEqual([]);
    expect(sys.timerIsActive(id)).toBe(true);
    await clock.advance(500);
    expect(got).toEqual([[100, 1, "x"]]);
    expect(sys.timerIsActive(id)).toBeUndefined();
  });

  it("starts anew for the same function and equal arguments, only", async () => {
    const { sys, clock } = rig();
    const got: unknown[] = [];
    const show = (...args: unknown[]): void => void got.push([clock.now(), ...args]);
    sys.timerStart(show, 100, 1);
    await clock.advance(50);
    sys.timerStart(show, 100, 1);
    sys.timerStart(show, 100, 2);
    sys.timerStart(show, 100);
    await clock.advance(200);
    expect(got).toEqual([[150, 1], [150, 2], [150]]);
  });

  it("takes nil arguments at the end for absent ones, and compares tables by identity", async () => {
    const { sys, clock } = rig();
    const table = {};
    const beat = (..._: unknown[]): void => undefined;
    sys.timerStart(beat, 100, table, null);
    expect(sys.timerIsActive(beat, table)).toBe(true);
    expect(sys.timerIsActive(beat, table, undefined)).toBe(true);
    expect(sys.timerIsActive(beat, {})).toBeUndefined();
    expect(sys.timerIsActive(beat)).toBeUndefined();
    expect(clock.waiting).toBe(1);
  });

  it("is over before its function runs, which may start it again", async () => {
    const { sys, clock } = rig();
    const active: unknown[] = [];
    let id: number | undefined;
    const again = (): void => {
      active.push(sys.timerIsActive(id), sys.timerIsActive(again));
      if (active.length < 6) id = sys.timerStart(again, 10);
    };
    id = sys.timerStart(again, 10);
    await clock.advance(100);
    expect(active).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
  });

  it("starts nothing below 1 ms, says so, and has stopped the earlier timer", () => {
    const { sys, clock, lines } = rig();
    const beat = (): void => undefined;
    sys.timerStart(beat, 100);
    expect(sys.timerStart(beat, 0)).toBeUndefined();
    expect(sys.timerLoopStart(beat, -3)).toBeUndefined();
    expect(clock.waiting).toBe(0);
    expect(lines).toEqual(["error sys a timer of 0 ms cannot start; the least is 1", "error sys a timer of -3 ms cannot start; the least is 1"]);
  });

  it("refuses what is no function, and times that are no integers", () => {
    const { sys } = rig();
    expect(() => sys.timerStart("x" as never, 5)).toThrow(new TypeError('fn is "x"; expected a function'));
    expect(() => sys.timerStart(() => 0, "5" as never)).toThrow(new TypeError('ms is "5"; expected an integer'));
    expect(() => sys.timerLoopStart(() => 0, 2.5)).toThrow(new RangeError("ms is 2.5; expected an integer"));
    expect(() => sys.timerStart(() => 0, Number.NaN)).toThrow(new RangeError("ms is NaN; expected an integer"));
  });

  it("reports what the function throws or rejects with, by the function's name", async () => {
    const { sys, clock, failures } = rig();
    sys.timerStart(function blow() { throw new Error("sync"); }, 1);
    sys.timerStart(() => Promise.reject(new Error("async")), 2);
    await clock.advance(5);
    expect(failures).toMatchObject([
      { error: { message: "sync" }, where: "timer function blow" },
      { error: { message: "async" }, where: "timer function" },
    ]);
  });

  it("ignores a queued tick of a timer that was stopped meanwhile", async () => {
    const { bus, sys, clock } = rig();
    let calls = 0;
    const beat = (): void => void calls++;
    // Something is queued before the tick, so the tick is queued too.
    clock.after(10, () => {
      bus.post({ deliver: () => void sys.timerStop(beat) }, 0, 0);
    });
    sys.timerStart(beat, 10);
    await clock.advance(10);
    expect(calls).toBe(0);
  });

  it("ignores a queued tick of a timer that was started anew", async () => {
    const { bus, sys, clock } = rig();
    const got: number[] = [];
    const beat = (): void => void got.push(clock.now());
    clock.after(10, () => {
      bus.post({ deliver: () => void sys.timerStart(beat, 10) }, 0, 0);
    });
    sys.timerStart(beat, 10);
    await clock.advance(30);
    expect(got).toEqual([20]);
  });
});

describe("sys.timerLoopStart", () => {
  it("calls until it is stopped, without drift, with the timer active inside the call", async () => {
    const { sys, clock } = rig();
    const got: unknown[] = [];
    const id = sys.timerLoopStart(() => {
      got.push([clock.now(), sys.timerIsActive(id)]);
      if (got.length === 3) sys.timerStop(id);
    }, 100);
    await clock.advance(1_000);
    expect(got).toEqual([[100, true], [200, true], [300, true]]);
    expect(clock.waiting).toBe(0);
  });

  it("skips the ticks that a late clock missed, and keeps its rhythm", () => {
    const device = rig();
    let now = 0;
    let alarm: { due: number; fn: () => void } | undefined;
    const lazy: Clock = {
      wall: () => now,
      dry: (fn) => device.clock.dry(fn),
      turn: (fn) => device.clock.turn(fn),
      now: () => now,
      after: (ms, fn) => {
        alarm = { due: now + ms, fn };
        return () => undefined;
      },
    };
    const timers = new Timers(lazy, device.bus, device.log, device.origins);
    let ticks = 0;
    timers.start(() => ticks++, 100, [], true);
    const dues = [];
    for (const late of [100, 205, 730, 800]) {
      now = late;
      alarm?.fn();
      dues.push(alarm?.due);
    }
    expect(dues).toEqual([200, 300, 800, 900]);
    expect(ticks).toBe(4);
  });
});

describe("sys.timerStop, timerStopAll and timerIsActive", () => {
  it("find a timer by id, by function and arguments, or all of a function", () => {
    const { sys, clock } = rig();
    const beat = (..._: unknown[]): void => undefined;
    const [a, b, c] = [1, 2, 3].map((n) => sys.timerStart(beat, 100, n));
    const other = sys.timerStart(() => undefined, 100);
    sys.timerStop(a);
    expect([a, b, c].map((id) => sys.timerIsActive(id))).toEqual([undefined, true, true]);
    sys.timerStop(beat);
    sys.timerStop(beat, 2);
    expect([a, b, c].map((id) => sys.timerIsActive(id))).toEqual([undefined, undefined, true]);
    sys.timerStart(beat, 100, 9);
    sys.timerStopAll(beat);
    expect(sys.timerIsActive(beat, 3)).toBeUndefined();
    expect(sys.timerIsActive(other)).toBe(true);
    expect(clock.waiting).toBe(1);
  });

  it("ignore nil, unknown ids and unknown functions", () => {
    const { sys } = rig();
    for (const nothing of [null, undefined, 5]) {
      sys.timerStop(nothing);
      expect(sys.timerIsActive(nothing)).toBeUndefined();
    }
    sys.timerStop(() => undefined);
    sys.timerStopAll(() => undefined);
  });
});

describe("Timers", () => {
  it("give ids in order, wrap behind the last one, skip those in use, and refuse when all are", () => {
    const { clock, bus, log, origins, lines } = rig();
    const timers = new Timers(clock, bus, log, origins, 10, 13);
    const start = (): number | undefined => timers.start(() => undefined, 100, [], false);
    expect([start(), start(), start()]).toEqual([10, 11, 12]);
    timers.stopId(10);
    timers.stopId(12);
    expect([start(), start(), start()]).toEqual([13, 10, 12]);
    expect(start()).toBeUndefined();
    expect(lines).toEqual(["error sys too many timers"]);
  });

  it("behave as a simple model for any sequence of starts, stops and delays", async () => {
    const fn = fc.integer({ min: 0, max: 2 });
    const arg = fc.integer({ min: 0, max: 1 });
    const step = fc.oneof(
      { arbitrary: fc.record({ do: fc.constant("start" as const), fn, arg, ms: fc.integer({ min: 1, max: 30 }), loop: fc.boolean() }), weight: 4 },
      { arbitrary: fc.record({ do: fc.constant("pass" as const), ms: fc.integer({ min: 0, max: 25 }) }), weight: 4 },
      fc.record({ do: fc.constant("stopId" as const), nth: fc.nat(20) }),
      fc.record({ do: fc.constant("stopFn" as const), fn, arg }),
      fc.record({ do: fc.constant("stopAll" as const), fn }),
    );
    interface Entry { id: number; fn: number; arg: number; due: number; order: number; period: number }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const { sys, clock } = rig();
        const got: string[] = [];
        const fns = [0, 1, 2].map((n) => (x: number) => void got.push(`${clock.now()}:${n}(${x})`));
        const ids: number[] = [];
        let model: Entry[] = [];
        const expected: string[] = [];
        let orders = 0;
        for (const one of steps) {
          switch (one.do) {
            case "start": {
              const id = (one.loop ? sys.timerLoopStart : sys.timerStart)(fns[one.fn] as (x: number) => void, one.ms, one.arg) as number;
              ids.push(id);
              model = model.filter((entry) => entry.fn !== one.fn || entry.arg !== one.arg);
              model.push({ id, fn: one.fn, arg: one.arg, due: clock.now() + one.ms, order: orders++, period: one.loop ? one.ms : 0 });
              break;
            }
            case "pass": {
              const end = clock.now() + one.ms;
              await clock.advance(one.ms);
              for (;;) {
                const [next] = model.filter((entry) => entry.due <= end).sort((a, b) => a.due - b.due || a.order - b.order);
                if (next === undefined) break;
                expected.push(`${next.due}:${next.fn}(${next.arg})`);
                if (next.period === 0) model = model.filter((entry) => entry !== next);
                next.due += next.period;
                next.order = orders++;
              }
              break;
            }
            case "stopId":
              sys.timerStop(ids[one.nth]);
              model = model.filter((entry) => entry.id !== ids[one.nth]);
              break;
            case "stopFn":
              sys.timerStop(fns[one.fn] as (x: number) => void, one.arg);
              model = model.filter((entry) => entry.fn !== one.fn || entry.arg !== one.arg);
              break;
            case "stopAll":
              sys.timerStopAll(fns[one.fn] as (x: number) => void);
              model = model.filter((entry) => entry.fn !== one.fn);
          }
          expect(ids.filter((id) => sys.timerIsActive(id))).toEqual(ids.filter((id) => model.some((entry) => entry.id === id)));
        }
        expect(got).toEqual(expected);
        expect(clock.waiting).toBe(model.length);
      }),
      { numRuns: 300 },
    );
  });
});
