import { systemClock } from "@luat/contract";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { latency, VirtualClock, type FakeTimers } from "../../../src/mock/index.js";
import { TwoHosts } from "../two-hosts.js";

const NOON = Date.UTC(2026, 0, 1, 12);

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** What happened, each with the time of the clock and that of `Date`. */
class Diary {
  readonly lines: string[] = [];
  constructor(readonly clock: VirtualClock) {}
  note(what: string): void {
    this.lines.push(`${this.clock.now()} ${Date.now() - NOON} ${what}`);
  }
}

describe("a clock over fake timers", () => {
  let clock: VirtualClock;
  let diary: Diary;
  beforeEach(() => {
    vi.useFakeTimers({ now: NOON });
    clock = VirtualClock.over(vi);
    diary = new Diary(clock);
  });

  it("is one time line with the program's own timers", async () => {
    clock.after(10, () => diary.note("clock"));
    setTimeout(() => diary.note("timeout"), 20);
    const interval = setInterval(() => diary.note("interval"), 15);
    clock.after(50, () => {
      clearInterval(interval);
      diary.note("clock");
    });
    await clock.run();
    expect(diary.lines).toEqual(["10 10 clock", "15 15 interval", "20 20 timeout", "30 30 interval", "45 45 interval", "50 50 clock"]);
    expect([clock.waiting, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it("fires as a clock of its own does, whatever is set when", async () => {
    vi.useRealTimers();
    const steps = fc.array(fc.record({ delay: fc.integer({ min: 0, max: 6 }), then: fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 2 }) }), { maxLength: 12 });
    const play = async (one: VirtualClock, program: Array<{ delay: number; then: number[] }>): Promise<string[]> => {
      const seen: string[] = [];
      for (const [i, { delay, then }] of program.entries()) {
        const stop = one.after(delay, () => {
          seen.push(`${one.now()} ${i}`);
          void Promise.resolve().then(() => seen.push(`${one.now()} ${i} job`));
          for (const ms of then) one.after(ms, () => seen.push(`${one.now()} ${i} after ${ms}`));
        });
        if (i % 5 === 4) one.after(delay - 1, stop);
      }
      await one.run();
      return seen;
    };
    await fc.assert(
      fc.asyncProperty(steps, async (program) => {
        const expected = await play(new VirtualClock(), program);
        vi.useFakeTimers();
        try {
          expect(await play(VirtualClock.over(vi), program)).toEqual(expected);
          expect(vi.getTimerCount()).toBe(0);
        } finally {
          vi.useRealTimers();
        }
      }),
    );
  });

  it("lets the program's code finish at each moment before time moves", async () => {
    setTimeout(() => {
      void (async () => {
        for (let i = 0; i < 1000; i++) await Promise.resolve();
        diary.note("jobs of the timeout");
      })();
    }, 5);
    clock.after(6, () => diary.note("clock"));
    await clock.run();
    expect(diary.lines).toEqual(["5 5 jobs of the timeout", "6 6 clock"]);
  });

  it("lets fake timers come first at the same millisecond, whichever was set first", async () => {
    clock.after(5, () => diary.note("clock"));
    setTimeout(() => diary.note("timeout"), 5);
    clock.after(5, () => diary.note("clock too"));
    await clock.run();
    expect(diary.lines).toEqual(["5 5 timeout", "5 5 clock", "5 5 clock too"]);
  });

  it("counts from its making, and never fires early", async () => {
    await vi.advanceTimersByTimeAsync(1234);
    const late = VirtualClock.over(vi);
    expect(late.now()).toBe(0);
    const at: number[] = [];
    for (const ms of [0.25, 1, 1.5, 2.75]) late.after(ms, () => at.push(late.now()));
    await late.run();
    expect(at).toEqual([1, 1, 2, 3]);
  });

  it("may wait longer than a timer can", async () => {
    clock.after(3_000_000_000, () => diary.note("clock"));
    await clock.advance(3_000_000_001);
    expect(diary.lines).toEqual(["3000000000 3000000000 clock"]);
  });

  it("uses one timer at most, and none when it has nothing to do", () => {
    const stops = [30, 20, 10, 40].map((ms) => clock.after(ms, () => undefined));
    expect([vi.getTimerCount(), clock.waiting]).toEqual([1, 4]);
    for (const stop of stops) stop();
    expect([vi.getTimerCount(), clock.waiting]).toEqual([0, 0]);
  });

  it("waits for the program's own timers too", async () => {
    setTimeout(() => undefined, 70);
    expect(clock.waiting).toBe(1);
    await clock.run();
    expect([clock.now(), clock.waiting]).toEqual([70, 0]);
    await clock.run(() => sleep(30));
    expect(clock.now()).toBe(100);
    let done = false;
    setTimeout(() => (done = true), 50);
    await clock.until(() => done);
    expect(clock.now()).toBe(150);
  });

  it("stops where it was told to, with the program's timers on the way called", async () => {
    setTimeout(() => diary.note("timeout"), 100);
    setTimeout(() => diary.note("too late"), 101);
    await clock.advance(100);
    expect(diary.lines).toEqual(["100 100 timeout"]);
    expect(clock.waiting).toBe(1);
  });

  it("says that nothing is left to happen, and what may be the reason", async () => {
    setTimeout(() => undefined, 5);
    await expect(clock.run(() => new Promise(() => undefined))).rejects.toThrow(
      "the promise did not settle, and nothing is left to happen on this clock; what is waited for may run on real time (I/O, AbortSignal.timeout, or what the test runner was told not to fake)",
    );
    expect([clock.now(), clock.waiting, vi.getTimerCount()]).toEqual([5, 0, 0]);
  });

  it("ends with an error when an interval goes on for ever", async () => {
    setInterval(() => undefined, 60_000);
    await expect(clock.run()).rejects.toThrow("timers are set again and again, and 86400000 virtual ms have passed");
    await expect(clock.run(() => new Promise(() => undefined), { within: 90_500 })).rejects.toThrow("90500 virtual ms have passed");
    expect(clock.now()).toBe(86_490_500);
    expect(vi.getTimerCount()).toBe(1);
  });

  it("rejects with what a timer of the program throws, and goes on", async () => {
    const error = new Error("thrown by a timeout");
    setTimeout(() => {
      throw error;
    }, 5);
    setTimeout(() => diary.note("timeout"), 5);
    await expect(clock.run()).rejects.toBe(error);
    await clock.run();
    expect(diary.lines).toEqual(["5 5 timeout"]);
  });

  it("carries a network", async () => {
    const hosts = new TwoHosts({ clock });
    using _slow = hosts.net.rule(latency({ ms: 40 }));
    const server = hosts.listen();
    const client = hosts.dial();
    await clock.run();
    const accepted = hosts.accept(server.offers[0]);
    setTimeout(() => accepted.stream.send(new TextEncoder().encode("late")), 1_000);
    await clock.run();
    expect([client.text, clock.now()]).toEqual(["late", 1_120]);
  });
});

describe("the test", () => {
  let clock: VirtualClock;
  let diary: Diary;
  beforeEach(() => {
    vi.useFakeTimers({ now: NOON });
    clock = VirtualClock.over(vi);
    diary = new Diary(clock);
  });

  it("may move time itself, by which all is called in its order and time", async () => {
    const tick = (): void => {
      diary.note("clock");
      void Promise.resolve().then(() => diary.note("job"));
      clock.after(40, tick);
    };
    clock.after(40, tick);
    setInterval(() => diary.note("interval"), 50);
    await vi.advanceTimersByTimeAsync(100);
    expect(diary.lines).toEqual(["40 40 clock", "40 40 job", "50 50 interval", "80 80 clock", "80 80 job", "100 100 interval"]);
    await clock.advance(20);
    expect(diary.lines.slice(6)).toEqual(["120 120 clock", "120 120 job"]);
    await vi.advanceTimersToNextTimerAsync();
    expect(diary.lines.slice(8)).toEqual(["150 150 interval"]);
  });

  it("may move time in one go: what is due then happens afterwards, in order", async () => {
    clock.after(10, () => diary.note("first"));
    clock.after(20, () => diary.note("second"));
    setTimeout(() => diary.note("timeout"), 30);
    vi.advanceTimersByTime(100);
    diary.note("moved");
    await clock.advance(0);
    expect(diary.lines).toEqual(["30 30 timeout", "100 100 moved", "100 100 first", "100 100 second"]);
  });

  it("may set the time of day, which moves no timer", async () => {
    clock.after(100, () => diary.note("clock"));
    vi.setSystemTime(NOON + 3_600_000);
    expect([clock.now(), clock.wall() - NOON]).toEqual([0, 3_600_000]);
    clock.jump(-3_600_050);
    expect([clock.now(), clock.wall() - NOON, Date.now() - NOON]).toEqual([0, -50, -50]);
    await clock.run();
    expect(diary.lines).toEqual(["100 50 clock"]);
  });

  it("may take all timers away, and the clock goes on with its own", async () => {
    await clock.advance(30);
    clock.after(100, () => diary.note("clock"));
    setTimeout(() => diary.note("timeout"), 50);
    vi.clearAllTimers();
    expect([clock.now(), clock.waiting]).toEqual([30, 1]);
    await clock.run();
    expect(clock.now()).toBe(130);
    expect(diary.lines).toEqual(["130 100 clock"]);
  });

  it("may look at setTimeout, of which the clock's own use is not seen", async () => {
    const spy = vi.spyOn(globalThis, "setTimeout");
    clock.after(10, () => setTimeout(() => undefined, 5));
    await clock.run();
    expect(spy).toHaveBeenCalledTimes(1);
  });

  it("hears when it ends the fake timers, or begins new ones, while the clock is in use", async () => {
    const gone = "the fake timers that this clock lives on were ended or replaced; make a new clock with VirtualClock.over(vi) after each vi.useFakeTimers()";
    const waiting = expect(clock.run(() => new Promise(() => undefined))).rejects.toThrow(gone);
    clock.after(10, () => vi.useRealTimers());
    await waiting;
    const now = clock.now();
    expect(now).toBe(10);
    expect(() => clock.waiting).toThrow(gone);
    vi.useFakeTimers();
    setTimeout(() => undefined, 5);
    await expect(clock.advance(20)).rejects.toThrow(gone);
    expect(clock.now()).toBe(now);
  });
});

describe("what is fake", () => {
  const programs: Array<[string, string[] | undefined]> = [
    ["what vitest fakes", undefined],
    ["the least", ["setTimeout", "clearTimeout", "Date"]],
    ["all timers", ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "setImmediate", "clearImmediate", "Date"]],
    ["jobs too", ["setTimeout", "clearTimeout", "setImmediate", "clearImmediate", "queueMicrotask", "performance", "Date"]],
  ];
  it.each(programs)("may be %s", async (_, toFake) => {
    vi.useFakeTimers({ now: NOON, ...(toFake === undefined ? {} : { toFake: toFake as [] }) });
    const clock = VirtualClock.over(vi);
    const diary = new Diary(clock);
    setTimeout(() => diary.note("timeout"), 10);
    clock.after(20, () => {
      queueMicrotask(() => {
        diary.note("job");
        setImmediate(() => diary.note("immediate"));
      });
    });
    clock.after(30, () => diary.note("clock"));
    await clock.run();
    expect(diary.lines).toEqual(["10 10 timeout", "20 20 job", "20 20 immediate", "30 30 clock"]);
    clock.jump(60_000);
    expect([clock.now(), clock.wall()]).toEqual([30, NOON + 60_030]);
    expect([clock.waiting, vi.getTimerCount()]).toEqual([0, 0]);
  });

  it("lets the jobs of faked functions come before time moves, and before the next ones", async () => {
    vi.useFakeTimers({ now: NOON, toFake: ["setTimeout", "clearTimeout", "queueMicrotask", "Date"] });
    const clock = VirtualClock.over(vi);
    const diary = new Diary(clock);
    const again = (left: number): void => {
      diary.note(`job ${left}`);
      if (left > 0) void Promise.resolve().then(() => queueMicrotask(() => again(left - 1)));
    };
    queueMicrotask(() => again(2));
    clock.after(5, () => diary.note("clock"));
    await clock.run();
    expect(diary.lines).toEqual(["0 0 job 2", "0 0 job 1", "0 0 job 0", "5 5 clock"]);
  });

  it("may be nextTick where the runner can fake it", async () => {
    const ticks: unknown[] = [];
    vi.useFakeTimers();
    vi.spyOn(process, "nextTick").mockImplementation((fn) => void ticks.push(fn));
    const clock = VirtualClock.over(vi);
    let fired = false;
    clock.after(5, () => (fired = true));
    await clock.run();
    expect([fired, ticks]).toEqual([true, []]);
  });

  it("must be in use, with setTimeout, clearTimeout and Date", () => {
    const expected = "expected vi.useFakeTimers() to come before VirtualClock.over(vi), and to fake setTimeout, clearTimeout and Date";
    expect(() => VirtualClock.over(vi)).toThrow(`Date is not fake; ${expected}`);
    vi.setSystemTime(NOON);
    expect(() => VirtualClock.over(vi)).toThrow(`setTimeout is not fake; ${expected}`);
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
    expect(() => VirtualClock.over(vi)).toThrow(`Date is not fake; ${expected}`);
    vi.useFakeTimers({ toFake: ["Date"] });
    expect(() => VirtualClock.over(vi)).toThrow(`setTimeout is not fake; ${expected}`);
    vi.useFakeTimers({ toFake: ["setTimeout", "Date"] });
    expect(() => VirtualClock.over(vi)).toThrow(`clearTimeout is not fake; ${expected}`);
  });

  it("must be so after the SDK was imported, or it would wait for ever", () => {
    vi.useFakeTimers();
    vi.spyOn(systemClock, "turn").mockImplementation((fn) => void setImmediate(fn));
    expect(() => VirtualClock.over(vi)).toThrow("the timers were fake already when the SDK was imported, so that it can do nothing; import it before they are faked");
  });

  it.each([
    [undefined, "timers.advanceTimersToNextTimer is undefined; expected a function, as vitest's vi and jest's jest have it"],
    [{ tick: () => undefined }, "timers.advanceTimersToNextTimer is undefined; expected a function, as vitest's vi and jest's jest have it"],
    [{ ...vi, getTimerCount: 5 }, "timers.getTimerCount is number; expected a function, as vitest's vi and jest's jest have it"],
  ])("must be a test runner's: %#", (timers, message) => {
    expect(() => VirtualClock.over(timers as unknown as FakeTimers)).toThrow(new TypeError(message));
  });
});

describe("a clock of its own", () => {
  it("leaves fake timers alone, and says what would move them", async () => {
    vi.useFakeTimers();
    const clock = new VirtualClock();
    let fired = false;
    setTimeout(() => (fired = true), 10);
    await expect(clock.run(() => sleep(5))).rejects.toThrow("setTimeout, which only a clock made with VirtualClock.over(vi) moves");
    await clock.advance(1_000);
    expect(fired).toBe(false);
    expect(vi.getTimerCount()).toBe(2);
  });
});
