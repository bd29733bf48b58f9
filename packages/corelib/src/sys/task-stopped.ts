/** Of an error of another library: it says that the device was stopped, and ends a task as quietly as {@link TaskStopped} does. */
export const IS_STOP: unique symbol = Symbol("the device has stopped");

/** Whether an error only says that the device was stopped. */
export function isStop(error: unknown): boolean {
  return error instanceof TaskStopped || (typeof error === "object" && error !== null && IS_STOP in error && error[IS_STOP] === true);
}

/**
 * What a wait rejects with when its device stops. Let it pass: the task then ends (its `finally` blocks run), and
 * whoever started the task takes this error as the orderly end that it is. Start loops with `sys.taskInit`, so that the
 * device ends them quietly; an async function that runs by itself must handle this error, or it is an unhandled rejection.
 * On a device that keeps origins (see `origins`), message and stack tell what waited, and where.
 *
 * @example
 * ```ts
 * sys.taskInit(async () => {
 *   try {
 *     await sys.waitUntil("NEVER");
 *   } finally {
 *     log.info("demo", "cleaning up"); // prints "I/demo cleaning up"
 *   }
 * });
 * await device.stop();
 * ```
 */
export class TaskStopped extends Error {
  override readonly name = "TaskStopped";

  /** @param during - what waited, and where. */
  constructor(during?: string) {
    super(during === undefined ? "the device has stopped" : `the device has stopped, and this was open: ${during}`);
  }
}
