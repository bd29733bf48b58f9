import { systemClock, type Clock, type LogLevel, type LogPort, type Stop } from "@luat/contract";
import { Bus } from "./bus/bus.js";
import { TaskErrors, type OnTaskError } from "./bus/task-errors.js";
import { describeValue } from "./log/format-value.js";
import { consoleLog } from "./log/console-log.js";
import { createLog, type Log } from "./log/log.js";
import type { OpenItem } from "./open/open-item.js";
import { Origins } from "./open/origins.js";
import { createOs, type Os } from "./os/os.js";
import * as pack from "./pack/pack.js";
import { createRtos, type Rtos } from "./rtos/rtos.js";
import * as str from "./str/str.js";
import { createSys, type Sys } from "./sys/sys.js";
import type { Topic } from "./sys/topics.js";
import { TopicTable } from "./sys/topic-table.js";
import { createZbuffLibrary, type ZbuffLibrary } from "./zbuff/library.js";

/** How to make a {@link Corelib}. */
export interface CorelibOptions {
  /** Its time. Default: that of the host. */
  readonly clock?: Clock | undefined;
  /** Where its log lines go. Default: {@link consoleLog}. */
  readonly log?: LogPort | undefined;
  /** The level below which log lines are dropped. Default: `"debug"`, so none is. */
  readonly logLevel?: LogLevel | "silent" | undefined;
  /**
   * What becomes of errors in tasks, subscribers, timer functions and callbacks. Default: `"throw"` on a clock that has `fail`,
   * so that tests fail with them, else `"log"`.
   */
  readonly onTaskError?: OnTaskError | undefined;
  /**
   * Whether it keeps where tasks, waits, timers and subscriptions are made, for {@link Corelib.open}, which takes some
   * microseconds each. Default: `true` on a clock that has `fail`, which is one made for tests, else `false`.
   */
  readonly origins?: boolean | undefined;
  /** What `rtos.reboot()` does. Default: a warning in the log. */
  readonly onReboot?: (() => void) | undefined;
}

/** The core library of one device; devices share nothing. */
export interface Corelib {
  /** Its time; all its waits and timers go by it. */
  readonly clock: Clock;
  /** The queue through which everything goes that calls user code; for libraries on top of this one. */
  readonly bus: Bus;
  /** Where the calls of its users come from; for libraries on top of this one, which note it of what they make. */
  readonly origins: Origins;
  /** How messages are called in {@link Corelib.open}; libraries on top of this one add those that they send to tasks. */
  readonly messageNames: Map<unknown, string>;
  /** Tasks, messages, topics and timers. */
  readonly sys: Sys;
  /** Its log. */
  readonly log: Log;
  /** Blocks of bytes. */
  readonly zbuff: ZbuffLibrary;
  /** Values to and from bytes; the same for all devices. */
  readonly pack: typeof pack;
  /** LuatOS's additions to Lua's `string`; the same for all devices. */
  readonly str: typeof str;
  /** The time of day. */
  readonly os: Os;
  /** Restart, ticks, model. */
  readonly rtos: Rtos;
  /**
   * What has not ended: tasks, waits, timers, and subscriptions. Nothing when it is stopped.
   *
   * @returns one entry for each, in this order.
   * @example
   * ```ts
   * import { createCorelib } from "@luat/corelib";
   *
   * const { sys, open } = createCorelib();
   * sys.timerLoopStart(function beat() {}, 60_000);
   * sys.subscribe("DOOR", () => undefined);
   * open().map(({ what }) => what); // ["timer function beat, every 60000 ms", 'subscription to "DOOR"']
   * ```
   */
  open(): readonly OpenItem[];
  /**
   * Hears a topic, as `sys.subscribe` does, for a library on top of this one: it is not among {@link Corelib.open}.
   *
   * @param topic - the topic.
   * @param fn - is called for each publication. It may not throw.
   * @returns what stops it.
   */
  watch(topic: Topic, fn: () => void): Stop;
  /** Whether {@link Corelib.stop} was called. */
  readonly stopped: boolean;
  /** Milliseconds that the device's time of day is ahead of its clock's `wall()`; SNTP sets it, `os` heeds it. */
  wallOffset: number;
  /**
   * Ends it for good: waits reject with `TaskStopped`, timers and subscriptions go, what is queued is dropped, and
   * `sys.run()` resolves. Afterwards waits reject at once, and nothing can be started any more. Calling it again does
   * nothing.
   */
  stop(): void;
}

/**
 * Makes the core library of a new device. It starts nothing by itself: no timer, no handle.
 *
 * @param options - see {@link CorelibOptions}.
 * @returns the device's core library.
 * @throws TypeError when `clock`, `onTaskError`, `origins` or `logLevel` is none of its values.
 * @example
 * ```ts
 * import { createCorelib } from "@luat/corelib";
 *
 * const { sys, log, stop } = createCorelib({ logLevel: "info" });
 * sys.taskInit(async () => {
 *   await sys.wait(1_000);
 *   log.info("demo", "a second later"); // prints "I/demo a second later"
 *   stop();
 * });
 * await sys.run();
 * ```
 */
export function createCorelib(options: CorelibOptions = {}): Corelib {
  const { clock = systemClock } = options;
  if (typeof clock.now !== "function" || typeof clock.after !== "function") {
    const hint = typeof clock === "object" && "clock" in clock ? "; did you mean net.clock?" : "";
    throw new TypeError(`clock is ${describeValue(clock)}; expected a Clock, such as systemClock${hint}`);
  }
  const { onTaskError = clock.fail === undefined ? "log" : "throw" } = options;
  if (onTaskError !== "log" && onTaskError !== "throw" && typeof onTaskError !== "function") {
    throw new TypeError(`onTaskError is ${describeValue(onTaskError)}; expected "log", "throw" or a function`);
  }
  const { origins: keepsOrigins = clock.fail !== undefined } = options;
  if (typeof keepsOrigins !== "boolean") throw new TypeError(`origins is ${describeValue(keepsOrigins)}; expected true or false`);
  const log = createLog(options.log ?? consoleLog, options.logLevel ?? "debug");
  const errors = new TaskErrors(onTaskError, log, clock);
  const origins = new Origins(clock, keepsOrigins);
  const topics = new TopicTable(errors, origins);
  const bus = new Bus(clock, errors, (topic, args) => {
    topics.dispatch(topic, args);
  });
  const control = createSys(clock, bus, topics, log, origins);
  const onReboot = options.onReboot ?? ((): void => log.warn("rtos", "reboot() was called, but the device has no onReboot"));
  let stopped = false;
  const corelib: Corelib = {
    clock,
    bus,
    origins,
    messageNames: control.messageNames,
    sys: control.sys,
    log,
    zbuff: createZbuffLibrary(log),
    pack,
    str,
    os: createOs(clock, () => clock.wall() + corelib.wallOffset),
    rtos: createRtos(clock, onReboot),
    open: control.open,
    watch(topic, fn) {
      const watcher = { published: fn };
      topics.add(topic, watcher);
      return () => {
        topics.remove(topic, watcher);
      };
    },
    get stopped() {
      return stopped;
    },
    wallOffset: 0,
    stop() {
      if (stopped) return;
      stopped = true;
      bus.stop();
      control.stop();
    },
  };
  return corelib;
}
