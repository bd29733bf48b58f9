import type { Clock } from "@luat/contract";
import type { Log } from "../log/log.js";
import { isStop } from "../sys/task-stopped.js";
import { sayWhere } from "./say-where.js";

/**
 * What becomes of an error that user code (a task, subscriber, timer function or callback) throws or rejects with:
 * `"log"` writes it to the device's log, with its stack; `"throw"` throws it from a job of its own, so that the host
 * sees an uncaught exception; a function gets it, and text that says where it was thrown.
 *
 * On a clock that has `fail`, which is one made for tests, `"throw"` logs the error and tells it to `clock.fail`: the test
 * gets the very error that was thrown, with a line about where it was thrown at the end of its message.
 */
export type OnTaskError = "log" | "throw" | ((error: unknown, where: string) => void);

/** Applies the device's `onTaskError`. How waits end when the device stops is no error. */
export class TaskErrors {
  readonly #policy: OnTaskError;
  readonly #log: Log;
  readonly #clock: Clock;

  constructor(policy: OnTaskError, log: Log, clock: Clock) {
    this.#policy = policy;
    this.#log = log;
    this.#clock = clock;
  }

  /** Reports an error; `where` names the code that failed, such as `subscriber of "IP_READY"`. Never throws. */
  report(error: unknown, where: string): void {
    if (isStop(error)) return;
    const policy = this.#policy;
    if (typeof policy === "function") {
      this.#tell(policy, error, where);
      return;
    }
    const inTest = this.#clock.fail !== undefined;
    if (policy === "log" || inTest) this.#log.error("sys", `${where} failed:`, error);
    if (policy === "log") return;
    if (inTest) sayWhere(error, where);
    this.#throw(error);
  }

  #tell(policy: (error: unknown, where: string) => void, error: unknown, where: string): void {
    try {
      policy(error, where);
    } catch (another) {
      this.#throw(another);
    }
  }

  #throw(error: unknown): void {
    if (this.#clock.fail !== undefined) {
      this.#clock.fail(error);
      return;
    }
    queueMicrotask(() => {
      throw error;
    });
  }

  /** Looks at what a function of the user's returned: when it is a promise, its rejection is reported. */
  watch(result: unknown, where: string): void {
    if (isThenable(result)) {
      Promise.resolve(result).catch((error: unknown) => {
        this.report(error, where);
      });
    }
  }
}

/** Whether a value can be awaited for longer than a job. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === "object" && value !== null && "then" in value && typeof value.then === "function";
}
