/**
 * What a wait rejects with when its device stops. Let it pass: the task then ends (its `finally` blocks run), and
 * whoever started the task takes this error as the orderly end that it is.
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

  constructor() {
    super("the device has stopped");
  }
}
