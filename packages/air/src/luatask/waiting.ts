import type { Sys } from "@luat/corelib";

/** Why a waiting call goes on. */
export type Cause = "data" | "message" | "error" | "done" | "queued" | "aborted";

/** A call of a socket object that waits, as a topic of its own: whoever wakes it first says why. */
export class Waiting {
  cause: Cause | undefined;
  readonly #sys: Sys;
  readonly #what: string;

  constructor(sys: Sys, what: string) {
    this.#sys = sys;
    this.#what = what;
  }

  toString(): string {
    return this.#what;
  }

  /** @returns whether it waited still. */
  wake(cause: Cause): boolean {
    if (this.cause !== undefined) return false;
    this.cause = cause;
    this.#sys.publish<object>(this);
    return true;
  }

  /**
   * Waits until it is woken.
   *
   * @param ms - absent: for ever.
   * @returns why; `undefined`: the time is over.
   */
  async end(ms: number | undefined): Promise<Cause | undefined> {
    if (this.cause === undefined) await this.#sys.waitUntil(this, ms);
    const { cause } = this;
    this.cause ??= "done";
    return cause;
  }
}
