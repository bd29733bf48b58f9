import { jobsDry, TimerQueue, type Clock, type Stop, type Timed } from "@luat/contract";

class Alarm implements Timed {
  due = 0;
  place = -1;
  order = 0;
  constructor(
    readonly fire: () => void,
    readonly round: number,
  ) {}
}

/** How {@link VirtualClock.run} and {@link VirtualClock.until} are kept from running for ever. */
export interface RunOptions {
  /** Virtual milliseconds after which it gives up with an error. Default: one day. */
  readonly within?: number | undefined;
}

const ONE_DAY = 86_400_000;

/**
 * A clock whose time moves only when it is told to, and then only when everything else is idle: no promise job is
 * left and nothing is due. Equal times fire in the order in which they were set.
 *
 * What is due at the present moment (delay 0) happens by itself, as soon as the running code has ended; only for
 * later things time must be moved, with {@link advance}, {@link run} or {@link until}.
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
  #pending = 0;
  #round = 0;
  #driving = false;
  #scheduled = false;

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
    const alarm = new Alarm(fn, this.#round);
    this.#queue.add(alarm, this.#now + Math.max(0, ms));
    if (alarm.due <= this.#now) this.#fireSoon();
    return () => {
      this.#queue.remove(alarm);
    };
  }

  dry(fn: () => void): void {
    this.#pending++;
    jobsDry(() => {
      this.#pending--;
      fn();
    });
  }

  turn(fn: () => void): void {
    this.after(0, fn);
  }

  /** Lets `ms` milliseconds pass, with all that happens in them. */
  async advance(ms: number): Promise<void> {
    if (!(ms >= 0)) throw new RangeError(`ms is ${ms}; expected a number of at least 0`);
    const end = this.#now + ms;
    await this.#drive(end, () => false);
    this.#now = end;
  }

  /**
   * Moves time until nothing is left to happen; with a function, until the promise it returned settles, and gives
   * its result.
   *
   * @throws Error when the promise can never settle (nothing is left to happen), or not within `options.within`.
   */
  run(): Promise<void>;
  run<T>(work: () => Promise<T>, options?: RunOptions): Promise<T>;
  async run<T>(work?: () => Promise<T>, options?: RunOptions): Promise<T | void> {
    if (work === undefined) {
      const end = this.#now + ONE_DAY;
      await this.#drive(end, () => this.#queue.size === 0);
      if (this.#queue.size > 0) throw new Error(`still ${this.#queue.size} timers after one virtual day; use advance(ms)`);
      return;
    }
    let settled = false;
    const promise = work();
    const settle = (): void => {
      settled = true;
    };
    promise.then(settle, settle);
    await this.#waitFor(() => settled, "the promise did not settle", options);
    return promise;
  }

  /** Moves time until `condition()` holds. It is asked whenever everything is idle. */
  async until(condition: () => boolean, options?: RunOptions): Promise<void> {
    await this.#waitFor(condition, "the condition did not become true", options);
  }

  async #waitFor(done: () => boolean, what: string, options?: RunOptions): Promise<void> {
    const within = options?.within ?? ONE_DAY;
    await this.#drive(this.#now + within, done);
    if (done()) return;
    const why = this.#queue.size === 0 ? "nothing is left to happen" : `${within} virtual ms have passed`;
    throw new Error(`${what}, and ${why}`);
  }

  /** Goes from instant to instant, up to the last one that is not after `end`, or until `done()`. */
  async #drive(end: number, done: () => boolean): Promise<void> {
    if (this.#driving) throw new Error("the clock is being moved already; await that call first");
    this.#driving = true;
    try {
      await this.#settle();
      while (!done()) {
        const next = this.#queue.first;
        if (next === undefined || next.due > end) return;
        this.#now = Math.max(this.#now, next.due);
        this.#fireDue();
        await this.#settle();
      }
    } finally {
      this.#driving = false;
      if ((this.#queue.first?.due ?? Infinity) <= this.#now) this.#fireSoon();
    }
  }

  /** Fires what is due now, ties in order, but not what that sets for now: this belongs to the next round. */
  #fireDue(): void {
    const round = ++this.#round;
    for (;;) {
      const first = this.#queue.first;
      if (first === undefined || first.due > this.#now || first.round === round) return;
      this.#queue.remove(first);
      first.fire();
    }
  }

  #settle(): Promise<void> {
    return new Promise((resolve) => {
      const again = (): void => {
        if (this.#pending > 0) jobsDry(again);
        else resolve();
      };
      jobsDry(again);
    });
  }

  #fireSoon(): void {
    if (this.#scheduled || this.#driving) return;
    this.#scheduled = true;
    this.dry(() => {
      this.#scheduled = false;
      if (this.#driving) return;
      this.#fireDue();
      if ((this.#queue.first?.due ?? Infinity) <= this.#now) this.#fireSoon();
    });
  }
}
