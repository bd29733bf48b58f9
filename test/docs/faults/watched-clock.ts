import type { Clock } from "@luat/contract";

/** A clock that goes by another one, and counts the timers that were set on it and are still to come. */
export class WatchedClock implements Clock {
  readonly #clock: Clock;
  timers = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now(): number {
    return this.#clock.now();
  }

  wall(): number {
    return this.#clock.wall();
  }

  after(ms: number, fn: () => void): () => void {
    this.timers++;
    let isOver = false;
    const end = (): void => {
      if (!isOver) this.timers--;
      isOver = true;
    };
    const stop = this.#clock.after(ms, () => {
      end();
      fn();
    });
    return () => {
      end();
      stop();
    };
  }

  dry(fn: () => void): void {
    this.#clock.dry(fn);
  }

  turn(fn: () => void): void {
    this.#clock.turn(fn);
  }

  fail(error: unknown): void {
    this.#clock.fail?.(error);
  }
}
