import type { Log } from "../log/log.js";
import { TaskStopped } from "../sys/task-stopped.js";

/**
 * What becomes of an error that user code (a task, subscriber, timer function or callback) throws or rejects with:
 * `"log"` writes it to the device's log, with its stack; `"throw"` throws it from a job of its own, so that the host
 * sees an uncaught exception; a function gets it, and text that says where it was thrown.
 */
export type OnTaskError = "log" | "throw" | ((error: unknown, where: string) => void);

/** Applies the device's `onTaskError`. {@link TaskStopped} is how waits end when the device stops, and no error. */
export class TaskErrors {
  readonly #policy: OnTaskError;
  readonly #log: Log;

  constructor(policy: OnTaskError, log: Log) {
    this.#policy = policy;
    this.#log = log;
  }

  /** Reports an error; `where` names the code that failed, such as `subscriber of "IP_READY"`. Never throws. */
  report(error: unknown, where: string): void {
    if (error instanceof TaskStopped) return;
    if (this.#policy === "log") {
      this.#log.error("sys", `${where} failed:`, error);
    } else if (this.#policy === "throw") {
      throwLater(error);
    } else {
      try {
        this.#policy(error, where);
      } catch (another) {
        throwLater(another);
      }
    }
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

function throwLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
