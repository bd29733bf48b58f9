import type { Clock } from "@luat/contract";

/** What arrived and was not told yet, in order: bytes, which wait while it is paused, and what follows them, which waits for nothing else. */
export class Inbox {
  readonly #clock: Clock;
  readonly #deliver: (bytes: Uint8Array) => void;
  readonly #most: number;
  #waiting: Array<Uint8Array | (() => void)> = [];
  #size = 0;
  #isPaused = false;
  /** It is telling, or will soon. */
  #isBusy = false;
  #isOver = false;

  /**
   * @param deliver - takes the bytes.
   * @param most - how many of them at once.
   */
  constructor(clock: Clock, most: number, deliver: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.#most = most;
    this.#deliver = deliver;
  }

  /** How many bytes wait. */
  get size(): number {
    return this.#size;
  }

  /** May deliver at once: to be called where calling back is allowed. */
  add(what: Uint8Array | (() => void)): void {
    if (this.#isOver) return;
    this.#waiting.push(what);
    if (typeof what !== "function") this.#size += what.length;
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#flush();
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  pause(): void {
    this.#isPaused = true;
  }

  /** Delivers after the call. */
  resume(): void {
    this.#isPaused = false;
    if (this.#isBusy || this.#waiting.length === 0) return;
    this.#isBusy = true;
    this.#clock.dry(() => this.#flush());
  }

  /** Forgets all, and tells nothing more. */
  drop(): void {
    this.#isOver = true;
    this.#waiting = [];
    this.#size = 0;
  }

  #flush(): void {
    for (;;) {
      const [next] = this.#waiting;
      if (next === undefined || (this.#isPaused && typeof next !== "function")) break;
      if (typeof next === "function") {
        this.#waiting.shift();
        next();
        continue;
      }
      const bytes = next.subarray(0, this.#most);
      if (bytes.length === next.length) this.#waiting.shift();
      else this.#waiting[0] = next.subarray(this.#most);
      this.#size -= bytes.length;
      this.#deliver(bytes);
    }
    this.#isBusy = false;
  }
}
