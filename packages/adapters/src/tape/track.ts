import type { Clock, Stop } from "@luat/contract";
import { isAction } from "./action.js";
import type { Entry } from "./entry.js";

/** One line of a transcript that is replayed. */
export class Step {
  /** Whether it has happened. */
  isDone = false;
  /** Whether it happened, but there was nobody to tell. */
  isMissed = false;
  /** Of bytes that a stream sends: how many of them were sent. */
  used = 0;

  constructor(
    readonly entry: Entry,
    readonly line: number,
  ) {}
}

/**
 * Lines that follow each other: a whole transcript, or those of one socket. What the program was told comes when every
 * line before it has happened, as long after that as it came after the line before it when it was recorded.
 */
export class Track {
  readonly #steps: readonly Step[];
  readonly #clock: Clock;
  readonly #speed: number;
  readonly #play: (step: Step) => void;
  #front = 0;
  /** The time of the last line that was passed. */
  #passed = 0;
  #timer: Stop | undefined;
  #isStopped = false;

  constructor(steps: readonly Step[], clock: Clock, speed: number, play: (step: Step) => void) {
    this.#steps = steps;
    this.#clock = clock;
    this.#speed = speed;
    this.#play = play;
  }

  /** To be called at the beginning, and when a step was done. */
  advance(): void {
    if (this.#timer !== undefined || this.#isStopped) return;
    const step = this.#next();
    if (step === undefined || isAction(step.entry)) return;
    this.#timer = this.#clock.after((step.entry.t - this.#passed) / this.#speed, () => {
      this.#timer = undefined;
      step.isDone = true;
      this.#play(step);
      this.advance();
    });
  }

  #next(): Step | undefined {
    for (let step = this.#steps[this.#front]; step !== undefined; step = this.#steps[++this.#front]) {
      // Nothing follows from what was not taken.
      if (step.entry.ev === "full") continue;
      if (!step.isDone) return step;
      this.#passed = step.entry.t;
    }
    return undefined;
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.();
    this.#timer = undefined;
  }
}
