import type { Origin } from "@luat/corelib";
import type { HeldDeadline, Due } from "@luat/socket/runtime";
import { AbortWatch } from "./abort-watch.js";
import { blame } from "./blame.js";
import { capture, captured } from "./capture.js";
import type { SpareDeadline } from "./spare-deadline.js";

/** What ended a wait early: its time limit, or its signal with this reason. */
export type Limit = "timeout" | { readonly signal: unknown };

/** A promise that is settled from outside, or by a time limit or signal of its own. Stop it when it is settled. */
export abstract class LimitedCall<T> implements Due {
  /** How long it may take, in milliseconds. */
  limit = Infinity;
  readonly origin: Origin | undefined;
  readonly #deadlines: SpareDeadline;
  #resolve!: (value: T) => void;
  #reject!: (reason: unknown) => void;
  #deadline: HeldDeadline | undefined;
  #watch: AbortWatch | undefined;

  /** @param origin - where the call comes from that waits. */
  constructor(deadlines: SpareDeadline, origin: Origin | undefined) {
    this.#deadlines = deadlines;
    this.origin = origin;
  }

  /** A limit is reached: stop it, and settle it. */
  protected abstract giveUp(limit: Limit): void;

  /** Begins it. */
  start(timeout: number | undefined, signal: AbortSignal | undefined): Promise<T> {
    const promise = new Promise<T>(capture);
    this.#resolve = captured.resolve as (value: T) => void;
    this.#reject = captured.reject;
    if (timeout !== undefined) {
      this.limit = timeout;
      this.#deadline = this.#deadlines.arm(this, timeout);
    }
    if (signal !== undefined) {
      this.#watch = new AbortWatch((reason) => {
        this.giveUp({ signal: reason });
      });
      this.#watch.hear(signal);
    }
    return promise;
  }

  resolve(value: T): void {
    this.#resolve(value);
  }

  reject(reason: unknown): void {
    this.#reject(blame(this.origin, reason));
  }

  onDue(): void {
    this.giveUp("timeout");
  }

  /** Lets go of its limits. */
  stop(): void {
    this.#watch?.stop();
    if (this.#deadline === undefined) return;
    this.#deadlines.giveBack(this.#deadline);
    this.#deadline = undefined;
  }
}
