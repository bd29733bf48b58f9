import type { Clock } from "@luat/contract";
import { Origin } from "./origin.js";

/**
 * Keeps for one device where its users' calls come from, or does not: each costs microseconds, so it is for tests.
 */
export class Origins {
  /** Whether they are kept. */
  readonly kept: boolean;
  readonly #clock: Clock;

  constructor(clock: Clock, kept: boolean) {
    this.#clock = clock;
    this.kept = kept;
  }

  /** Where the call that runs now comes from; `undefined` when that is not kept. Call it before anything is awaited. */
  note(): Origin | undefined {
    return this.kept ? new Origin(this.#clock.now()) : undefined;
  }
}
