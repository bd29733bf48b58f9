import type { Origin } from "@luat/corelib";
import { Deadline, type Engine } from "@luat/socket/runtime";
import { AbortWatch } from "./abort-watch.js";
import { blame } from "./blame.js";

/** A promise that is settled from outside, or by a time limit or signal of its own. Stop it when it is settled. */
export class LimitedWait<T> {
  resolve!: (value: T) => void;
  reject!: (reason: unknown) => void;
  /** How long it may take, in milliseconds. */
  limit = Infinity;
  readonly origin: Origin | undefined;
  readonly #engine: Engine;
  #deadline: Deadline | undefined;
  #watch: AbortWatch | undefined;

  /** @param origin - where the call comes from that waits. */
  constructor(engine: Engine, origin: Origin | undefined) {
    this.#engine = engine;
    this.origin = origin;
  }

  /** Begins it; `give up` is called, with what it is to be rejected with, when a limit is reached. */
  start(timeout: number | undefined, signal: AbortSignal | undefined, giveUp: (reason: "timeout" | { readonly signal: unknown }) => void): Promise<T> {
    const promise = new Promise<T>((resolve, reject) => {
      this.resolve = resolve;
      const { origin } = this;
      this.reject = origin === undefined ? reject : (reason) => { reject(blame(origin, reason)); };
    });
    if (timeout !== undefined) {
      this.limit = timeout;
      this.#deadline = new Deadline(() => {
        giveUp("timeout");
      });
      this.#engine.deadlines.arm(this.#deadline, timeout);
    }
    if (signal !== undefined) {
      this.#watch = new AbortWatch((reason) => {
        giveUp({ signal: reason });
      });
      this.#watch.hear(signal);
    }
    return promise;
  }

  /** Lets go of its limits. */
  stop(): void {
    this.#watch?.stop();
    if (this.#deadline !== undefined) this.#engine.deadlines.forget(this.#deadline);
  }
}
