import type { Stop } from "@luat/contract";
import { afterReal } from "./real-timer.js";

/** So much in one instant is no work, but a loop that does not wait; 100 kB in single bytes are half of it. */
export const MOST_AT_ONCE = 200_000;

/** Real milliseconds from one to the next, of what goes on in an endless instant when nobody waits. */
const PAUSE = 10;

/** Counts what happens in one instant while somebody waits, and slows down one that has no end when nobody does. */
export class Endless {
  readonly #onFound: () => void;
  #instant = 0;
  #count = 0;
  #isFound = false;
  #resting: { readonly stop: Stop; readonly fire: () => void } | undefined;

  constructor(onFound: () => void) {
    this.#onFound = onFound;
  }

  /** Counts one; true: it shall wait, and `fire` is called later. */
  slows(now: number, isDriven: boolean, fire: () => void): boolean {
    if (now !== this.#instant) {
      this.#instant = now;
      this.#count = 0;
      this.#isFound = false;
    }
    if (isDriven) {
      if (++this.#count !== MOST_AT_ONCE) return false;
      this.#isFound = true;
      this.#onFound();
    }
    if (!this.#isFound) return false;
    const rested = (): void => {
      this.#resting = undefined;
      fire();
    };
    this.#resting = { stop: afterReal(PAUSE, rested), fire: rested };
    return true;
  }

  /** Somebody waits, anew. Returns what was slowed down, to be called as soon as may be. */
  again(): (() => void) | undefined {
    this.#count = 0;
    const resting = this.#resting;
    this.#resting = undefined;
    resting?.stop();
    return resting?.fire;
  }
}
