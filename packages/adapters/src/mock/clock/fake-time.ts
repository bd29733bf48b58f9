import { systemClock } from "@luat/contract";
import { mustBeFakeTimers, type FakeTimers } from "./fake-timers.js";
import type { TimeSource } from "./time-source.js";

/** A delay above this overflows timers, faked ones too, and would end at once. */
const LONGEST = 2_147_483_647;

const NOT_FAKE = "expected vi.useFakeTimers() to come before VirtualClock.over(vi), and to fake setTimeout, clearTimeout and Date";
const GONE = "the fake timers that this clock lives on were ended or replaced; make a new clock with VirtualClock.over(vi) after each vi.useFakeTimers()";
const IMPORTED_LATE = "the timers were fake already when the SDK was imported, so that it can do nothing; import it before they are faked";

// As they were before anybody faked them.
const RealDate = globalThis.Date;
const realPerformance = globalThis.performance;

/** The time of a test runner's fake timers. Of these, the clock itself uses one at most. */
export class FakeTime implements TimeSource {
  readonly hint = "what is waited for may run on real time (I/O, AbortSignal.timeout, or what the test runner was told not to fake)";
  readonly isMovedByOthers = true;
  readonly #timers: FakeTimers;
  // The functions are kept as they are now: spies of a test see nothing of this clock, and when the timers are gone, time
  // stands still rather than being real.
  readonly #set: (fn: () => void, ms: number) => ReturnType<typeof setTimeout>;
  readonly #clear: (timer: ReturnType<typeof setTimeout> | undefined) => void;
  readonly #wall: () => number;
  readonly #read: () => number;
  /** What is read when {@link now} is 0. */
  #start: number;
  #lastRead: number;
  #due: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #arrived: () => void = () => undefined;

  /** @throws TypeError when these are no fake timers, Error when they are not in use. */
  constructor(timers: FakeTimers) {
    mustBeFakeTimers(timers);
    const { setTimeout, clearTimeout, Date: date, performance } = globalThis;
    this.#timers = timers;
    this.#set = (fn, ms) => setTimeout(fn, ms);
    this.#clear = (timer) => {
      clearTimeout(timer);
    };
    this.#wall = () => date.now();
    this.#read = performance === realPerformance ? this.#wall : () => performance.now();
    this.#start = this.#lastRead = this.#read();
    if (date === RealDate) throw new Error(`Date is not fake; ${NOT_FAKE}`);
    const count = this.#count(`setTimeout is not fake; ${NOT_FAKE}`);
    if (this.#timers.getTimerCount() !== count) throw new Error(`clearTimeout is not fake; ${NOT_FAKE}`);
    systemClock.turn(() => undefined);
    systemClock.dry(() => undefined);
    if (this.#timers.getTimerCount() !== count) throw new Error(IMPORTED_LATE);
  }

  now(): number {
    const read = this.#read();
    // vi.clearAllTimers() sets the time back to the start.
    if (read < this.#lastRead) this.#start -= this.#lastRead - read;
    this.#lastRead = read;
    return read - this.#start;
  }

  wall(): number {
    return this.#wall();
  }

  jump(ms: number): void {
    const now = this.now();
    this.#timers.setSystemTime(this.#wall() + ms);
    this.#lastRead = this.#read();
    this.#start = this.#lastRead - now;
  }

  countOthers(): number {
    return this.#count(GONE);
  }

  runJobs(): void {
    if (this.countOthers() > 0) this.#timers.runAllTicks();
  }

  aim(due: number | undefined, arrived: () => void): void {
    this.#arrived = arrived;
    if (due === this.#due) return;
    this.#due = due;
    this.#clear(this.#timer);
    if (due !== undefined) this.#file();
  }

  moveOn(): void {
    this.#timers.advanceTimersToNextTimer();
  }

  /** Counts the timers of others. The clock's own is set anew by the way, for vi.clearAllTimers() takes it away too. */
  #count(complaint: string): number {
    this.#clear(this.#timer);
    try {
      const others = this.#timers.getTimerCount();
      this.#file();
      if (this.#timers.getTimerCount() === others + 1) return others;
    } catch (error) {
      throw new Error(complaint, { cause: error });
    } finally {
      if (this.#due === undefined) this.#clear(this.#timer);
    }
    throw new Error(complaint);
  }

  #file(): void {
    const ms = (this.#due ?? Infinity) - this.now();
    this.#timer = this.#set(this.#onTime, Math.min(Math.max(1, Math.ceil(ms)), LONGEST));
  }

  readonly #onTime = (): void => {
    this.#due = undefined;
    this.#arrived();
  };
}
