import { jobsDry, systemClock, TimerQueue, type Stop, type Timed } from "@luat/contract";
import { shown } from "../../checks/shown.js";
import { Endless } from "./endless.js";
import { StandStill } from "./stand-still.js";
import type { TimeSource } from "./time-source.js";
import { mustBeFunction } from "./work.js";

class Alarm implements Timed {
  due = 0;
  place = -1;
  order = 0;
  constructor(readonly fire: () => void) {}
}

/** After so many firings without one, the host gets a turn: an endless instant must not lock up the test runner. */
const MOST_IN_A_ROW = 1_000;

/**
 * The timers of a virtual clock. What is due fires by itself, one by one, each when the promise jobs of the one before
 * are used up; for later ones time must be moved.
 */
export class Timeline {
  readonly #queue = new TimerQueue<Alarm>();
  /** How many of the timers are limits. */
  #limits = 0;
  #drying = 0;
  #awake = false;
  #isNear = false;
  #inARow = 0;
  #isDriven = false;
  readonly #endless: Endless;
  readonly #standStill: StandStill | undefined;

  /** @param onEndless - told when an instant has no end while somebody waits. */
  constructor(
    readonly time: TimeSource,
    onEndless: () => void,
  ) {
    this.#endless = new Endless(onEndless);
    if (!time.isMovedByOthers) {
      this.#standStill = new StandStill(
        () => time.now(),
        () => this.#queue.first?.due,
      );
    }
  }

  /** How many timers wait in this time, limits left out. */
  get waiting(): number {
    return this.#queue.size - this.#limits + this.time.countOthers();
  }

  /** Whether something happens as soon as the promise jobs are used up, and before the host's next turn. */
  get isBusy(): boolean {
    return this.#isNear || this.#drying > 0;
  }

  /** Whether something happens after the host's next turn. */
  get isPausing(): boolean {
    return this.#awake && !this.#isNear;
  }

  after(ms: number, fn: () => void): Stop {
    if (typeof ms !== "number" || Number.isNaN(ms)) throw new RangeError(`ms is ${shown(ms)}; expected a number of milliseconds`);
    mustBeFunction("fn", fn);
    if (ms === Infinity) return () => undefined;
    const alarm = new Alarm(fn);
    this.#queue.add(alarm, this.time.now() + Math.max(0, ms));
    if (!this.#isDriven && ms > 0) this.#standStill?.filed(alarm);
    this.#look();
    return () => {
      const wasFirst = this.#queue.first === alarm;
      this.#queue.remove(alarm);
      if (wasFirst) this.#look();
    };
  }

  /** As {@link after}, but nothing that others wait for. */
  limit(ms: number, fn: () => void): Stop {
    let counted = 0;
    const uncount = (): void => {
      this.#limits -= counted;
      counted = 0;
    };
    const stop = this.after(ms, () => {
      uncount();
      fn();
    });
    counted = ms === Infinity ? 0 : 1;
    this.#limits += counted;
    return () => {
      stop();
      uncount();
    };
  }

  dry(fn: () => void): void {
    this.#drying++;
    jobsDry(() => {
      this.#drying--;
      fn();
    });
  }

  /** Somebody waits, anew. */
  drive(): void {
    this.#isDriven = true;
    this.#standStill?.over();
    const rested = this.#endless.again();
    if (rested !== undefined) jobsDry(rested);
  }

  /** Nobody waits any more. */
  leave(): void {
    this.#isDriven = false;
  }

  /** Goes to the next moment at which something is due. */
  moveOn(): void {
    this.time.moveOn(this.#queue.first?.due);
    this.#look();
  }

  /** Sees to it that what is due first will fire. */
  readonly #look = (): void => {
    if (this.#awake) return;
    const first = this.#queue.first;
    const now = this.time.now();
    if (first === undefined || first.due > now) {
      this.time.aim(first?.due, this.#look);
      return;
    }
    this.#awake = true;
    if (this.#endless.slows(now, this.#isDriven, this.#fire)) return;
    this.#inARow = (this.#inARow + 1) % MOST_IN_A_ROW;
    this.#isNear = this.#inARow !== 0;
    if (this.#isNear) jobsDry(this.#fire);
    else systemClock.turn(this.#fire);
  };

  readonly #fire = (): void => {
    this.#awake = false;
    this.#isNear = false;
    const first = this.#queue.first;
    try {
      if (first === undefined || first.due > this.time.now()) return;
      this.#queue.remove(first);
      first.fire();
    } finally {
      this.#look();
    }
  };
}
