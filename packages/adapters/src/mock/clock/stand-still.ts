import type { Stop, Timed } from "@luat/contract";
import { shownTime } from "../messages/shown-time.js";
import { afterReal } from "./real-timer.js";

/** Real milliseconds after which it is said that time stands. */
const PATIENCE = 2_000;

/** One line is enough for a program. */
let isTold = false;

/**
 * Says, once in a program, that something which was set for later will not happen, as nobody ever moved time. It uses one real timer at
 * most, from then on until time is moved, or {@link PATIENCE} ms. Of a clock that was moved before nothing is said: what is
 * left on one that is not needed any more looks the same.
 */
export class StandStill {
  readonly #now: () => number;
  readonly #next: () => number | undefined;
  #first: Timed | undefined;
  #last: Timed | undefined;
  #stop: Stop | undefined;
  #isOver = false;

  /** @param next - when something is due next. */
  constructor(now: () => number, next: () => number | undefined) {
    this.#now = now;
    this.#next = next;
  }

  /** Something was set for later, and nobody moves time. */
  filed(timer: Timed): void {
    if (this.#isOver || isTold) return;
    this.#last = timer;
    if (this.#stop !== undefined) return;
    this.#first = timer;
    this.#stop = afterReal(PATIENCE, () => {
      this.#stop = undefined;
      this.#look();
    });
  }

  /** Somebody moves time: there is nothing to be said any more. */
  over(): void {
    this.#isOver = true;
    this.#stop?.();
    this.#stop = this.#first = this.#last = undefined;
  }

  #look(): void {
    const isLeft = [this.#first, this.#last].some((timer) => timer !== undefined && timer.place >= 0);
    const next = this.#next();
    if (!isLeft || next === undefined || isTold) return;
    isTold = true;
    this.over();
    console.warn(
      `the virtual clock stands at ${shownTime(this.#now())} ms, and the next thing is due at ${shownTime(next)} ms: nobody moves the time; await it inside net.play or clock.run`,
    );
  }
}
