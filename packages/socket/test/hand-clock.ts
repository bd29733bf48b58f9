import { TimerQueue, type Clock, type Stop, type Timed } from "@luat/contract";

interface Alarm extends Timed {
  readonly fire: () => void;
}

/** A clock that is turned by hand and needs no promises: what was put off runs in {@link settle}, timers in {@link advance}. */
export class HandClock implements Clock {
  #now = 0;
  readonly #jobs: Array<() => void> = [];
  readonly #turns: Array<() => void> = [];
  readonly #alarms = new TimerQueue<Alarm>();

  now(): number {
    return this.#now;
  }

  wall(): number {
    return Date.UTC(2026, 0, 1) + this.#now;
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.#alarms.size;
  }

  after(ms: number, fire: () => void): Stop {
    const alarm: Alarm = { due: 0, place: -1, order: 0, fire };
    this.#alarms.add(alarm, this.#now + Math.max(0, ms));
    return () => {
      this.#alarms.remove(alarm);
    };
  }

  dry(fn: () => void): void {
    this.#jobs.push(fn);
  }

  turn(fn: () => void): void {
    this.#turns.push(fn);
  }

  /** Runs the oldest thing that was put off; false: there is none. */
  step(): boolean {
    const next = this.#jobs.shift() ?? this.#turns.shift();
    next?.();
    return next !== undefined;
  }

  /** Runs all that was put off, and what that puts off. */
  settle(): void {
    for (let steps = 0; this.step(); steps++) if (steps > 100_000) throw new Error("it never settles");
  }

  /** Lets time pass, timer by timer. */
  advance(ms: number): void {
    const end = this.#now + ms;
    this.settle();
    for (let first = this.#alarms.first; first !== undefined && first.due <= end; first = this.#alarms.first) {
      this.#alarms.remove(first);
      this.#now = Math.max(this.#now, first.due);
      first.fire();
      this.settle();
    }
    this.#now = end;
  }
}
