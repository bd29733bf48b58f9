import { jobsDry, systemClock, TimerQueue, type Clock, type Stop, type Timed } from "@luat/contract";

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

/** How often it is looked again before a promise is said to be stuck. */
const SECOND_LOOKS = 10;

/**
 * A clock whose time moves only when it is told to, and then only when everything else is idle: no promise job is
 * left and nothing is due. Equal times fire in the order in which they were set, and as with a host's timers, promise
 * jobs run dry between one and the next.
 *
 * What is due at the present moment (delay 0) happens by itself, as soon as the running code has ended; only for
 * later things time must be moved, with {@link advance}, {@link run} or {@link until}. What a callback throws is
 * an uncaught exception, as it is from a host's timer.
 *
 * @example
 * ```ts
 * const clock = new VirtualClock();
 * clock.after(60_000, () => console.log("a minute later"));
 * await clock.advance(60_000); // prints at once
 * ```
 */
export class VirtualClock implements Clock {
  #now = 0;
  readonly #epoch: number;
  readonly #queue = new TimerQueue<Alarm>();
  #drying = 0;
  #driving = false;
  #awake = false;
  #inARow = 0;

  /** @param epoch - what `wall()` shows at the start, in ms since 1970. Default: 2026-01-01 UTC. */
  constructor(epoch: number = Date.UTC(2026, 0, 1)) {
    this.#epoch = epoch;
  }

  now(): number {
    return this.#now;
  }

  wall(): number {
    return this.#epoch + this.#now;
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#queue.size;
  }

  after(ms: number, fn: () => void): Stop {
    if (Number.isNaN(ms)) throw new RangeError("ms is NaN; expected a number of milliseconds");
    const alarm = new Alarm(fn);
    this.#queue.add(alarm, this.#now + Math.max(0, ms));
    this.#wake();
    return () => {
      this.#queue.remove(alarm);
    };
  }

  dry(fn: () => void): void {
    this.#drying++;
    jobsDry(() => {
      this.#drying--;
      fn();
    });
  }

  turn(fn: () => void): void {
    this.after(0, fn);
  }

  /**
   * Lets time pass, with all that happens in it.
   *
   * @param ms - virtual milliseconds, at least 0; 0 lets happen what is due now.
   * @throws RangeError for another number, Error when time is being moved already.
   */
  async advance(ms: number): Promise<void> {
    if (!(ms >= 0 && ms < Infinity)) throw new RangeError(`ms is ${ms}; expected a finite number of at least 0`);
    const end = this.#now + ms;
    await this.#drive(end, () => false);
    this.#now = end;
  }

  /**
   * Moves time until nothing is left to happen; with a function, until the promise it returned settles, and gives
   * its result.
   *
   * @param work - called at once.
   * @param options - how long it may take on this clock.
   * @returns what `work` promised.
   * @throws Error when the promise can never settle (nothing is left to happen) or did not within `options.within`,
   * when timers are set anew for ever, or when time is being moved already.
   */
  run(): Promise<void>;
  run<T>(work: () => Promise<T>, options?: RunOptions): Promise<T>;
  async run<T>(work?: () => Promise<T>, options?: RunOptions): Promise<T | void> {
    if (work === undefined) {
      await this.#drive(this.#now + ONE_DAY, () => this.#queue.size === 0);
      if (this.#queue.size > 0) throw new Error(`after one virtual day timers still wait: ${this.#queue.size}; use advance(ms)`);
      return;
    }
    this.#mustBeStill();
    let settled = false;
    const promise = work();
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    await this.#waitFor(() => settled, "the promise did not settle", options);
    return promise;
  }

  /**
   * Moves time until `condition()` holds. It is asked whenever everything is idle, at first before time moves.
   *
   * @param condition - true when it may stop.
   * @param options - how long it may take on this clock.
   * @throws Error when it can never hold (nothing is left to happen), did not within `options.within`, or when time is
   * being moved already.
   */
  async until(condition: () => boolean, options?: RunOptions): Promise<void> {
    await this.#waitFor(condition, "the condition did not become true", options);
  }

  async #waitFor(done: () => boolean, what: string, options?: RunOptions): Promise<void> {
    const within = options?.within ?? ONE_DAY;
    const end = this.#now + within;
    for (let looks = 0; looks < SECOND_LOOKS; looks++) {
      await this.#drive(end, done);
      if (done()) return;
      if (this.#queue.size > 0) break;
    }
    const why = this.#queue.size === 0 ? "nothing is left to happen" : `${within} virtual ms have passed`;
    throw new Error(`${what}, and ${why}`);
  }

  #mustBeStill(): void {
    if (this.#driving) throw new Error("time is being moved already; await that call of advance, run or until first");
  }

  /** Goes from instant to instant, up to the last one that is not after `end`, or until `done()`. */
  async #drive(end: number, done: () => boolean): Promise<void> {
    this.#mustBeStill();
    this.#driving = true;
    try {
      for (;;) {
        await this.#idle(done);
        const next = this.#queue.first;
        if (done() || next === undefined || next.due > end) return;
        this.#now = next.due;
        this.#wake();
      }
    } finally {
      this.#driving = false;
    }
  }

  async #idle(done: () => boolean): Promise<void> {
    for (let quiet = 0; quiet < QUIET_TURNS; ) {
      await new Promise<void>(systemClock.turn);
      if (done()) return;
      quiet = this.#awake || this.#drying > 0 ? 0 : quiet + 1;
    }
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
