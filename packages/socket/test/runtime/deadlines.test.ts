import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Deadline, Deadlines } from "../../src/runtime/deadlines.js";
import { HandClock } from "../hand-clock.js";

describe("Deadlines", () => {
  it("fires once, at its time and not before", () => {
    const clock = new HandClock();
    const deadlines = new Deadlines(clock);
    const fired: number[] = [];
    deadlines.arm(new Deadline(() => fired.push(clock.now())), 100);
    clock.advance(99);
    expect(fired).toEqual([]);
    clock.advance(1);
    clock.advance(1000);
    expect(fired).toEqual([100]);
    expect(clock.waiting).toBe(0);
  });

  it("is moved later and earlier by arming it again", () => {
    const clock = new HandClock();
    const deadlines = new Deadlines(clock);
    const fired: number[] = [];
    const one = new Deadline(() => fired.push(clock.now()));
    deadlines.arm(one, 100);
    clock.advance(50);
    deadlines.arm(one, 100);
    clock.advance(99);
    expect(fired).toEqual([]);
    deadlines.arm(one, 0);
    clock.advance(0);
    expect(fired).toEqual([149]);
  });

  it("does not fire when it is disarmed, and can be armed again", () => {
    const clock = new HandClock();
    const deadlines = new Deadlines(clock);
    const fired: number[] = [];
    const one = new Deadline(() => fired.push(clock.now()));
    deadlines.arm(one, 100);
    deadlines.disarm(one);
    clock.advance(200);
    expect(fired).toEqual([]);
    deadlines.arm(one, 10);
    clock.advance(10);
    expect(fired).toEqual([210]);
  });

  it("uses one timer for all, and none when all are forgotten", () => {
    const clock = new HandClock();
    const deadlines = new Deadlines(clock);
    const all = Array.from({ length: 50 }, () => new Deadline(() => expect.fail("it was forgotten")));
    all.forEach((one, i) => deadlines.arm(one, 1000 - i));
    expect(clock.waiting).toBe(1);
    for (const one of all) deadlines.forget(one);
    expect(clock.waiting).toBe(0);
    clock.advance(5000);
  });

  it("files a deadline once, however often it is moved later", () => {
    const clock = new HandClock();
    const deadlines = new Deadlines(clock);
    const fired: number[] = [];
    const one = new Deadline(() => fired.push(clock.now()));
    let timers = 0;
    const after = clock.after.bind(clock);
    clock.after = (ms, fn) => {
      timers++;
      return after(ms, fn);
    };
    for (let i = 0; i < 1000; i++) {
      deadlines.arm(one, 100);
      clock.advance(0.01);
    }
    expect(timers).toBe(1);
    clock.advance(200);
    expect(fired).toHaveLength(1);
    expect(fired[0]).toBeCloseTo(109.99);
  });

  it("lets a deadline arm and forget others while it fires", () => {
    const clock = new HandClock();
    const deadlines = new Deadlines(clock);
    const fired: string[] = [];
    const c = new Deadline(() => fired.push(`c ${clock.now()}`));
    const b = new Deadline(() => expect.fail("a forgot it"));
    const a = new Deadline(() => {
      fired.push(`a ${clock.now()}`);
      deadlines.forget(b);
      deadlines.arm(c, 5);
      if (fired.length < 3) deadlines.arm(a, 7);
    });
    deadlines.arm(a, 10);
    deadlines.arm(b, 10);
    clock.advance(100);
    expect(fired).toEqual(["a 10", "c 15", "a 17", "c 22"]);
    expect(clock.waiting).toBe(0);
  });

  it("agrees with the simplest model under any arming, disarming and forgetting", () => {
    const act = fc.record({
      act: fc.constantFrom("arm", "arm", "disarm", "forget", "advance"),
      which: fc.nat(4),
      ms: fc.nat(30),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const clock = new HandClock();
        const deadlines = new Deadlines(clock);
        const fired: string[] = [];
        const wanted: string[] = [];
        const due = new Map<number, number>();
        const all = [0, 1, 2, 3, 4].map((which) => new Deadline(() => fired.push(`${which} at ${clock.now()}`)));
        const pass = (ms: number): void => {
          const end = clock.now() + ms;
          wanted.push(...[...due].filter(([, at]) => at <= end).map(([which, at]) => `${which} at ${at}`));
          for (const [which, at] of due) if (at <= end) due.delete(which);
          clock.advance(ms);
          expect([...fired].sort()).toEqual([...wanted].sort());
        };
        for (const { act: what, which, ms } of acts) {
          const one = all[which] as Deadline;
          if (what === "arm") {
            deadlines.arm(one, ms);
            due.set(which, clock.now() + ms);
          } else if (what === "advance") {
            pass(ms);
          } else {
            if (what === "disarm") deadlines.disarm(one);
            else deadlines.forget(one);
            due.delete(which);
          }
          expect(clock.waiting).toBeLessThanOrEqual(1);
        }
        pass(100);
        expect(clock.waiting).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});
