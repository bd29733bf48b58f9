import type { Clock } from "@luat/contract";
import type { Bus } from "../bus/bus.js";
import type { Log } from "../log/log.js";
import type { OpenItem } from "../open/open-item.js";
import type { Origins } from "../open/origins.js";
import { Mailboxes } from "./mailboxes.js";
import { taskFunctions, type TaskFunctions } from "./task-functions.js";
import { Tasks } from "./tasks.js";
import { timerFunctions, type TimerFunctions } from "./timer-functions.js";
import { Timers } from "./timers.js";
import { topicFunctions, type TopicFunctions } from "./topic-functions.js";
import type { TopicTable } from "./topic-table.js";
import { Waits } from "./wait.js";

/**
 * LuatOS's `sys` library (alias `sysplus`): tasks, messages to tasks, topics and timers of one device.
 * LuatOS 的 `sys` 库（别名 `sysplus`）：一个设备的任务、定向消息、主题和定时器。
 *
 * Its functions need no `this` and may be taken out of the table, as in Lua. nil is `null` or `undefined`; results
 * use `undefined`. What else is not as in LuatOS: the guide "Porting from LuatOS", section `sys`.
 */
export interface Sys extends TaskFunctions, TopicFunctions, TimerFunctions {
  /**
   * Lasts as long as the device. Tasks, topics and timers work without it; in LuatOS it is a program's last line.
   * 启动系统，在 LuatOS 中是程序的最后一行。
   *
   * Promise face: not needed, as the program runs anyway.
   *
   * @returns a promise that resolves when the device has stopped.
   * @example
   * ```ts
   * sys.timerLoopStart(() => log.info("demo", "alive"), 60_000);
   * await sys.run();
   * ```
   */
  run(): Promise<void>;
}

/** The `sys` of one device, and how to stop it. */
export interface SysControl {
  readonly sys: Sys;
  /** How messages are called in texts for people. */
  readonly messageNames: Map<unknown, string>;
  /** What its users started that has not ended. */
  open(): readonly OpenItem[];
  stop(): void;
}

/** @param topics - the table that the bus dispatches to. */
export function createSys(clock: Clock, bus: Bus, topics: TopicTable, log: Log, origins: Origins): SysControl {
  const tasks = new Tasks(bus.errors, log, origins);
  const waits = new Waits(clock, bus, origins);
  const timers = new Timers(clock, bus, log, origins);
  const mailboxes = new Mailboxes(waits, topics, bus.errors, log);
  let ended = (): void => undefined;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  return {
    sys: {
      ...taskFunctions(tasks, waits, mailboxes),
      ...topicFunctions(waits, topics, bus),
      ...timerFunctions(waits, timers),
      run: () => end,
    },
    messageNames: mailboxes.names,
    open: () => [...tasks.open(), ...waits.open(), ...timers.open(), ...topics.open()],
    stop() {
      tasks.stop();
      timers.stop();
      mailboxes.stop();
      waits.stop();
      topics.clear();
      ended();
    },
  };
}
