import { jobsDry, systemClock, TimerQueue, type Clock, type Stop, type Timed } from "@luat/contract";
import { annotated } from "./clock-notes.js";

class Alarm implements Timed {
  due = 0;
  place = -1;
  order = 0;
  constructor(readonly fire: () => void) {}
}

/** How {@link VirtualClock.run} and {@link VirtualClock.until} are kept from running for ever. */
export interface RunOptions {
  /** Virtual milliseconds after which it gives up with an error. Default: one day. */
  readonly within?: number | undefined;
}

const ONE_DAY = 86_400_000;

/** After so many firings without one, the host gets a turn: an endless instant must not lock up the test runner. */
const MOST_IN_A_ROW = 1_000;

/** Quiet turns of the host before time moves; the second is for code that waits for one itself (`setImmediate`). */
const QUIET_TURNS = 2;

const HINT = "what is waited for may run on real time (a device made without `clock`, setTimeout, AbortSignal.timeout)";

/** How often it is looked again before it is said that nothing is left to happen. */
const SECOND_LOOKS = 10;

interface Failure {
  readonly error: unknown;
}

/** A call that waits for something to happen. */
interface Wait {
  readonly done: () => boolean;
  /** Told whether it is done, or can never be. */
  readonly resolve: (done: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A clock whose time moves only when it is told to, and then only when everything else is idle: no promise job is
 * left and nothing is due. Equal times fire in the order in which they were set, and as with a host's timers, promise
 * jobs run dry between one and the next.
 *
 * What is due at the present moment (delay 0) happens by itself, as soon as the running code has ended; only for
 * later things time must be moved, with {@link advance}, {@link run} or {@link until}. These may wait at the same
 * time: time goes on from one event to the next as long as one of them waits. What a callback throws is an uncaught
 * exception, as it is from a host's timer.
 *
 * @example
 * ```ts
 * import { VirtualClock } from "@luat/adapters/mock";
 *
 * const clock = new VirtualClock();
 * clock.after(60_000, () => console.log("a minute later")); // prints "a minute later"
 * await clock.advance(60_000); // which takes no time
 * clock.now(); // 60_000
 * ```
 */
export class VirtualClock implements Clock {
  #now = 0;
  #epoch: number;
  readonly #queue = new TimerQueue<Alarm>();
  readonly #waits = new Set<Wait>();
  #driving = false;
  /** What {@link fail} was told while nobody waited. */
  #failure: Failure | undefined;
  /** How many of the timers are this clock's own, of {@link RunOptions.within}. */
  #limits = 0;
  #drying = 0;
  #awake = false;
  #inARow = 0;

  /** @param epoch - what `wall()` shows at the start, in ms since 1970. Default: 2026-01-01 UTC. */
  constructor(epoch: number = Date.UTC(2026, 0, 1)) {
    this.#epoch = epoch;
  }

  /** Virtual milliseconds since it was made. */
  now(): number {
    return this.#now;
  }

  /** The time of day: the epoch it was made with, {@link now}, and what it jumped. */
  wall(): number {
    return this.#epoch + this.#now;
  }

  /**
   * Sets the time of day forward or back, as somebody who sets a clock, or SNTP, does. {@link now} and all timers go on as
   * they were.
   *
   * @param ms - how far; below 0: back.
   * @throws RangeError when it is no finite number.
   *
   * @example
   * ```ts
   * import { VirtualClock } from "@luat/adapters/mock";
   *
   * const clock = new VirtualClock(1_000_000);
   * clock.jump(-300_000);
   * [clock.wall(), clock.now()]; // [700_000, 0]
   * ```
   */
  jump(ms: number): void {
    if (!Number.isFinite(ms)) throw new RangeError(`ms is ${ms}; expected a finite number`);
    this.#epoch += ms;
  }

  /** How many timers wait. One that is due after `Infinity` ms is none. */
  get waiting(): number {
    return this.#queue.size - this.#limits;
  }

  /**
   * Calls `fn` once, when so much virtual time has passed.
   *
   * @param ms - virtual milliseconds; below 0 counts as 0, `Infinity` means never.
   * @param fn - what to call.
   * @returns what stops it.
   * @throws RangeError when `ms` is NaN.
   */
  after(ms: number, fn: () => void): Stop {
    if (Number.isNaN(ms)) throw new RangeError("ms is NaN; expected a number of milliseconds");
    if (ms === Infinity) return () => undefined;
    const alarm = new Alarm(fn);
    this.#queue.add(alarm, this.#now + Math.max(0, ms));
    this.#wake();
    return () => {
      this.#queue.remove(alarm);
    };
  }

  /** Calls `fn` when the promise jobs are used up; no time passes. */
  dry(fn: () => void): void {
    this.#drying++;
    jobsDry(() => {
      this.#drying--;
      fn();
    });
  }

  /** Calls `fn` after what is due at this moment already. */
  turn(fn: () => void): void {
    this.after(0, fn);
  }

  /**
   * Says that something went wrong in this world which nobody else would hear of: every {@link advance}, {@link run} and
   * {@link until} that waits rejects with it. When none waits, the next one does; when none is called in the same turn of
   * the host either, it is an uncaught exception.
   *
   * @param error - what they reject with.
   *
   * @example
   * ```ts
   * import { VirtualClock } from "@luat/adapters/mock";
   *
   * const clock = new VirtualClock();
   * clock.after(5, () => clock.fail(new Error("an expectation does not hold")));
   * await clock.run().catch((error: Error) => error.message); // "an expectation does not hold"
   * ```
   */
  fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error: annotated(this, error) };
    if (this.#waits.size > 0) {
      this.#rejectAll(this.#failure);
      return;
    }
    systemClock.turn(() => {
      if (this.#failure === undefined) return;
      this.#failure = undefined;
      throw error;
    });
  }

  #rejectAll(failure: Failure): void {
    this.#failure = undefined;
    for (const wait of this.#waits) wait.reject(failure.error);
    this.#waits.clear();
  }

  /**
   * Lets time pass, with all that happens in it.
   *
   * @param ms - virtual milliseconds, at least 0; 0 lets happen what is due now.
   * @throws RangeError for another number.
   */
  async advance(ms: number): Promise<void> {
    if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`ms is ${ms}; expected a finite number of at least 0`);
    let over = false;
    this.after(ms, () => {
      over = true;
    });
    await this.#wait(() => over);
  }

  /**
   * Moves time until nothing is left to happen; with a function, until the promise it returned settles, and gives
   * its result.
   *
   * @param work - called at once.
   * @param options - how long it may take on this clock.
   * @returns what `work` promised.
   * @throws Error when the promise can never settle (nothing is left to happen) or did not within `options.within`, or
   * when timers are set anew for ever.
   */
  run(): Promise<void>;
  run<T>(work: () => Promise<T>, options?: RunOptions): Promise<T>;
  async run<T>(work?: () => Promise<T>, options?: RunOptions): Promise<T | void> {
    if (work === undefined) {
      await this.#waitFor(() => this.waiting === 0, "timers are set again and again");
      return;
    }
    let settled = false;
    const promise = work();
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    await this.#waitFor(() => settled, "the promise did not settle", options);
    return promise.catch((error: unknown) => {
      throw annotated(this, error);
    });
  }

  /**
   * Moves time until `condition()` holds. It is asked whenever everything is idle, at first before time moves.
   *
   * @param condition - true when it may stop.
   * @param options - how long it may take on this clock.
   * @throws Error when it can never hold (nothing is left to happen) or did not within `options.within`, and what
   * `condition` throws.
   */
  async until(condition: () => boolean, options?: RunOptions): Promise<void> {
    await this.#waitFor(condition, "the condition did not become true", options);
  }

  async #waitFor(condition: () => boolean, what: string, options?: RunOptions): Promise<void> {
    const within = options?.within ?? ONE_DAY;
    let expired = false;
    const stop = this.#limit(within, () => {
      expired = true;
    });
    try {
      let holds = false;
      const happened = await this.#wait(() => (holds = condition()) || expired);
      if (!holds) throw annotated(this, new Error(`${what}, and ${happened ? `${within} virtual ms have passed` : `nothing is left to happen on this clock; ${HINT}`}`));
    } finally {
      stop();
    }
  }

  /** A timer that does not count as one. */
  #limit(ms: number, fn: () => void): Stop {
    const before = this.#queue.size;
    let counted = 0;
    const stop = this.after(ms, () => {
      this.#limits -= counted;
      counted = 0;
      fn();
    });
    counted = this.#queue.size - before;
    this.#limits += counted;
    return () => {
      stop();
      this.#limits -= counted;
      counted = 0;
    };
  }

  #wait(done: () => boolean): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waits.add({ done, resolve, reject });
      if (this.#failure !== undefined) this.#rejectAll(this.#failure);
      if (!this.#driving) void this.#drive();
    });
  }

  /** Goes from instant to instant as long as somebody waits. */
  async #drive(): Promise<void> {
    this.#driving = true;
    for (let looks = 0; this.#waits.size > 0; ) {
      const settled = await this.#settledWhileIdle();
      if (!settled && this.waiting === 0) {
        if (++looks === SECOND_LOOKS) this.#settle(() => false);
        continue;
      }
      looks = 0;
      if (!settled) this.#moveToNext();
    }
    this.#driving = false;
  }

  /** Waits until everything is idle, or somebody need not wait any more: then code goes on that may want more. */
  async #settledWhileIdle(): Promise<boolean> {
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await new Promise<void>(systemClock.turn);
      if (this.#settle((wait) => (wait.done() ? true : undefined))) return true;
      // In a browser, running dry takes a turn itself.
      quiet = this.#drying > 0 ? 0 : quiet + 1;
    }
    return false;
  }

  /** Ends the waits for which there is an answer; returns whether there was one. */
  #settle(answer: (wait: Wait) => boolean | undefined): boolean {
    const before = this.#waits.size;
    for (const wait of [...this.#waits]) {
      try {
        const done = answer(wait);
        if (done === undefined) continue;
        wait.resolve(done);
      } catch (error) {
        wait.reject(error);
      }
      this.#waits.delete(wait);
    }
    return this.#waits.size < before;
  }

  #moveToNext(): void {
    const first = this.#queue.first;
    if (first === undefined) return;
    this.#now = first.due;
    this.#wake();
  }

  /** What is due now fires one by one, each when the promise jobs of the one before are used up. */
  #wake(): void {
    const first = this.#queue.first;
    if (this.#awake || first === undefined || first.due > this.#now) return;
    this.#awake = true;
    this.#inARow = (this.#inARow + 1) % MOST_IN_A_ROW;
    if (this.#inARow === 0) systemClock.turn(this.#fire);
    else jobsDry(this.#fire);
  }

  readonly #fire = (): void => {
    this.#awake = false;
    const first = this.#queue.first;
    if (first === undefined || first.due > this.#now) return;
    this.#queue.remove(first);
    try {
      first.fire();
    } finally {
      this.#wake();
    }
  };
}
