import { expectFunction, expectInteger } from "../expect.js";
import { describeValue } from "../log/format-value.js";
import { expectLimit, type Limit } from "./limit.js";
import type { Mailboxes, Message } from "./mailboxes.js";
import type { Task } from "./task.js";
import type { Tasks } from "./tasks.js";
import { Sleep, type Waits } from "./wait.js";

/** The part of `sys` that is about tasks and the messages sent to them. */
export interface TaskFunctions {
  /**
   * Starts a task: calls a function, which runs at once up to its first `await`.
   * 创建并启动一个任务。
   *
   * Promise face: call an `async` function.
   *
   * @param fn - usually an async function. What it throws, or rejects with, goes to `onTaskError`.
   * @param args - the arguments of the call.
   * @returns the task.
   * @throws TypeError when `fn` is not a function.
   * @example
   * ```ts
   * sys.taskInit(async () => {
   *   await sys.wait(1_000);
   *   log.info("demo", "a second later"); // prints "I/demo a second later"
   * });
   * ```
   */
  taskInit<A extends unknown[]>(fn: (...args: A) => unknown, ...args: A): Task;
  /**
   * Starts a task that has a name and can be sent messages. Using a name again gives it a new, empty queue.
   * 创建并启动一个有名字的任务，可以接收定向消息。
   *
   * Promise face: call an `async` function; nothing is addressed by name there.
   *
   * @param fn - usually an async function. What it throws, or rejects with, goes to `onTaskError`.
   * @param name - the task's name, for `sendMsg` and `waitMsg`.
   * @param cb - gets each message that a `waitMsg` of this name took but did not wait for; nil: they are dropped.
   * @param args - the arguments of `fn`.
   * @returns the task.
   * @throws TypeError when an argument is not of its type.
   * @example
   * ```ts
   * sys.taskInitEx(async () => {
   *   const msg = await sys.waitMsg("UPLOAD", "GO");
   *   if (msg) log.info("upload", msg[2]); // prints "I/upload file.bin"
   * }, "UPLOAD");
   * sys.sendMsg("UPLOAD", "GO", "file.bin"); // true
   * ```
   */
  taskInitEx<A extends unknown[]>(
    fn: (...args: A) => unknown,
    name: string,
    cb?: ((msg: Message) => unknown) | null,
    ...args: A
  ): Task;
  /**
   * Forgets a name and its messages. The task itself goes on; a `waitMsg` of that name ends with `false`.
   * 删除任务名及其消息队列，不会停止任务本身。
   *
   * Promise face: not needed, as there are no names.
   *
   * @param name - the task's name; an unknown one is ignored.
   * @example
   * ```ts
   * sys.taskInitEx(() => undefined, "SHORT");
   * sys.taskDel("SHORT");
   * ```
   */
  taskDel(name: string): void;
  /**
   * Lets time pass.
   * 延时。
   *
   * Promise face: the same; `setTimeout` would know nothing of virtual time.
   *
   * @param ms - milliseconds, an integer; 0 ends at once.
   * @throws TypeError or RangeError for a bad time; rejects with `TaskStopped` when the device stops.
   * @example
   * ```ts
   * await sys.wait(500);
   * ```
   */
  wait(ms: number): Promise<void>;
  /**
   * Waits for a message to a named task, oldest first. Messages that came before the call count too; those that do
   * not match the target are taken as well, and go to the callback of `taskInitEx`.
   * 等待发给任务的定向消息。
   *
   * Promise face: not needed, as each call waits for its own result.
   *
   * @param name - the name given to `taskInitEx`.
   * @param target - what `msg[1]` must be; nil: any message will do.
   * @param ms - milliseconds; nil or 0: for ever.
   * @returns the message; `undefined` when the time is over; `false` (and a line in the log) when there is no such task.
   * @throws TypeError or RangeError for a bad time; rejects with `TaskStopped` when the device stops.
   * @example
   * ```ts
   * sys.taskInitEx(async () => {
   *   const msg = await sys.waitMsg("UPLOAD", "GO", 5_000);
   *   log.info("upload", msg === undefined ? "nobody said go" : "off we go"); // prints "I/upload nobody said go"
   * }, "UPLOAD");
   * ```
   */
  waitMsg(name: string, target?: unknown, ms?: Limit): Promise<Message | false | undefined>;
  /**
   * Sends a message to a named task.
   * 向任务发送定向消息。
   *
   * The task is woken through a topic of its name, so publishing that topic yourself only wakes it for nothing.
   *
   * Promise face: a function call; nobody needs to be woken.
   *
   * @param name - the name given to `taskInitEx`.
   * @param p1 - `msg[1]`, what `waitMsg` compares with its target.
   * @param p2 - `msg[2]`.
   * @param p3 - `msg[3]`.
   * @param p4 - `msg[4]`.
   * @returns whether there is such a task.
   * @example
   * ```ts
   * sys.sendMsg("NOBODY", "GO", "file.bin"); // false
   * ```
   */
  sendMsg(name: string, p1?: unknown, p2?: unknown, p3?: unknown, p4?: unknown): boolean;
  /**
   * Drops the messages that wait for a named task.
   * 清空任务的消息队列。
   *
   * Promise face: not needed, as nothing of the last connection is left.
   *
   * @param name - the name given to `taskInitEx`.
   * @returns whether there is such a task.
   * @example
   * ```ts
   * sys.taskInitEx(() => sys.wait(1_000), "UPLOAD");
   * sys.sendMsg("UPLOAD", "GO");
   * sys.cleanMsg("UPLOAD"); // true
   * ```
   */
  cleanMsg(name: string): boolean;
}

export function taskFunctions(tasks: Tasks, waits: Waits, mailboxes: Mailboxes): TaskFunctions {
  return {
    taskInit(fn, ...args) {
      expectFunction("fn", fn);
      return tasks.start(fn.name, () => fn(...args));
    },
    taskInitEx(fn, name, cb, ...args) {
      expectFunction("fn", fn);
      if (typeof name !== "string") throw new TypeError(`name is ${describeValue(name)}; expected a string`);
      const other = cb ?? undefined;
      if (other !== undefined) expectFunction("cb", other);
      if (!waits.stopped) mailboxes.register(name, other);
      return tasks.start(name, () => fn(...args));
    },
    taskDel(name) {
      mailboxes.delete(name);
    },
    wait(ms) {
      expectInteger("ms", ms, 0);
      if (waits.stopped) return waits.refuse();
      return ms === 0 ? waits.atOnce(undefined) : new Sleep(waits, ms).promise;
    },
    waitMsg(name, target, ms) {
      const limit = expectLimit(ms);
      if (waits.stopped) return waits.refuse();
      return mailboxes.wait(name, target ?? undefined, limit === 0 ? undefined : limit);
    },
    sendMsg: (name, p1, p2, p3, p4) => mailboxes.send(name, { 1: p1, 2: p2, 3: p3, 4: p4 }),
    cleanMsg: (name) => mailboxes.clean(name),
  };
}
