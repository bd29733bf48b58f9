import type { Clock, Stop } from "@luat/contract";

/** The first look is after so many ms, each further one without progress after twice as many. */
const SHORTEST = 1;
const LONGEST = 64;

/**
 * Looks how much of what was sent a WebSocket has handed on, while there is some that it has not: only `ws` tells of that, all others must be
 * asked again and again.
 */
export class DrainWatch {
  readonly #clock: Clock;
  readonly #look: () => boolean;
  #delay = SHORTEST;
  #stop: Stop | undefined;
  #isTold = false;

  /** @param look - says whether there is still something to wait for. */
  constructor(clock: Clock, look: () => boolean) {
    this.#clock = clock;
    this.#look = look;
  }

  /** Something was sent, and is not handed on yet. */
  start(): void {
    if (this.#isTold || this.#stop !== undefined) return;
    this.#stop = this.#clock.after(this.#delay, () => {
      this.#stop = undefined;
      this.#delay = Math.min(this.#delay * 2, LONGEST);
      if (this.#look()) this.start();
    });
  }

  /** There was progress: the next look is soon. */
  hurry(): void {
    this.#delay = SHORTEST;
  }

  /** The WebSocket tells by itself. */
  readonly written = (error?: Error | null): void => {
    this.#isTold = true;
    this.stop();
    if (error == null) this.#look();
  };

  stop(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
