import { jobsDry, systemClock } from "@luat/contract";
import type { Timeline } from "./timeline.js";

/** What others keep in their own time may want jobs once more when its first have run. */
const ROUNDS_OVER_OTHERS = 2;

/** How often it is looked again before it is said that nothing is left to happen. */
const SECOND_LOOKS = 10;

interface Failure {
  readonly error: unknown;
}

/** A call that waits for something to happen. */
interface Wait {
  readonly done: () => boolean;
  /** Told whether it is done, or can never be. */
  readonly resolve: (done: boolean) => void;
  readonly reject: (error: unknown) => void;
}

/** Those who wait for something to happen on a timeline. As long as there is one, time moves whenever everything is idle. */
export class Waits {
  readonly #timeline: Timeline;
  readonly #fail: (error: unknown) => void;
  readonly #waits = new Set<Wait>();
  #driving = false;
  /** What {@link fail} was told while nobody waited. */
  #failure: Failure | undefined;

  /** @param fail - told what goes wrong when time is moved; {@link fail}, if nobody knows more about it. */
  constructor(timeline: Timeline, fail: (error: unknown) => void) {
    this.#timeline = timeline;
    this.#fail = fail;
  }

  /** Waits until it is done, which is asked whenever something may have changed; false: nothing is left to happen. */
  add(done: () => boolean): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#waits.add({ done, resolve, reject });
      this.#timeline.drive();
      if (this.#failure !== undefined) this.#rejectAll(this.#failure);
      if (!this.#driving) void this.#drive();
    });
  }

  get isEmpty(): boolean {
    return this.#waits.size === 0;
  }

  /** Ends all waits, or the next one, or else is an uncaught exception. */
  fail(error: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = { error };
    if (this.#waits.size > 0) {
      this.#rejectAll(this.#failure);
      return;
    }
    systemClock.turn(() => {
      if (this.#failure === undefined) return;
      this.#failure = undefined;
      throw error;
    });
  }

  #rejectAll(failure: Failure): void {
    this.#failure = undefined;
    for (const wait of this.#waits) wait.reject(failure.error);
    this.#waits.clear();
  }

  /** Goes from instant to instant as long as somebody waits. */
  async #drive(): Promise<void> {
    this.#driving = true;
    for (let looks = 0; this.#waits.size > 0; ) {
      try {
        if (await this.#settledWhileIdle()) looks = 0;
        else if (this.#timeline.waiting > 0) {
          looks = 0;
          this.#timeline.moveOn();
        } else if (++looks === SECOND_LOOKS) this.#settle(() => false);
      } catch (error) {
        this.#fail(error);
      }
    }
    this.#driving = false;
    this.#timeline.leave();
  }

  /** Waits until everything is idle, or somebody need not wait any more: then code goes on that may want more. */
  async #settledWhileIdle(): Promise<boolean> {
    const timeline = this.#timeline;
    const rounds = timeline.time.isMovedByOthers ? ROUNDS_OVER_OTHERS : 1;
    for (let quiet = 0; quiet < rounds && this.#waits.size > 0; ) {
      timeline.time.runJobs();
      do await new Promise<void>(jobsDry);
      while (timeline.isBusy && this.#waits.size > 0);
      // For code that waits for a turn itself (`setImmediate`): it asked before, so it has it before.
      await new Promise<void>(systemClock.turn);
      if (this.#settle((wait) => (wait.done() ? true : undefined))) return true;
      quiet = timeline.isBusy || timeline.isPausing ? 0 : quiet + 1;
    }
    return false;
  }

  /** Ends the waits for which there is an answer; returns whether there was one. */
  #settle(answer: (wait: Wait) => boolean | undefined): boolean {
    const before = this.#waits.size;
    for (const wait of [...this.#waits]) {
      try {
        const done = answer(wait);
        if (done === undefined) continue;
        wait.resolve(done);
      } catch (error) {
        wait.reject(error);
      }
      this.#waits.delete(wait);
    }
    return this.#waits.size < before;
  }
}
