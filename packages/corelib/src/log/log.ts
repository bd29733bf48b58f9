import type { LogLevel, LogPort } from "@luat/contract";
import { describeValue, formatValue } from "./format-value.js";

/** The names that {@link Log.setLevel} takes. */
export type LogLevelName = "SILENT" | "DEBUG" | "INFO" | "WARN" | "ERROR" | "FATAL";

const LEVELS = { SILENT: 0, DEBUG: 1, INFO: 2, WARN: 3, ERROR: 4, FATAL: 5 } as const satisfies Record<LogLevelName, number>;

/**
 * LuatOS's `log` library.
 * LuatOS 的 `log` 库。
 *
 * Lines below the level are dropped before anything is built; the others go to the log port of the device, the values
 * as they were given.
 *
 * @example
 * ```ts
 * import { log } from "@luat/corelib";
 *
 * log.setLevel("INFO");
 * log.info("net", "ready", true, null); // prints "I/net ready true nil"
 * ```
 */
export interface Log {
  /** For `setLevel`: nothing is written. */
  readonly LOG_SILENT: 0;
  /** For `setLevel`: everything is. */
  readonly LOG_DEBUG: 1;
  /** For `setLevel`: from `info` on. */
  readonly LOG_INFO: 2;
  /** For `setLevel`: from `warn` on. */
  readonly LOG_WARN: 3;
  /** For `setLevel`: from `error` on. */
  readonly LOG_ERROR: 4;
  /** For `setLevel`: `fatal` alone. */
  readonly LOG_FATAL: 5;
  /**
   * Writes a line of level debug.
   * 输出 debug 级别的日志。
   *
   * @param tag - who speaks.
   * @param val - what to print; see `formatValue` for the text of each kind of value.
   */
  debug(tag: string, ...val: unknown[]): void;
  /**
   * Writes a line of level info.
   * 输出 info 级别的日志。
   *
   * @param tag - who speaks.
   * @param val - what to print.
   */
  info(tag: string, ...val: unknown[]): void;
  /**
   * Writes a line of level warn.
   * 输出 warn 级别的日志。
   *
   * @param tag - who speaks.
   * @param val - what to print.
   */
  warn(tag: string, ...val: unknown[]): void;
  /**
   * Writes a line of level error.
   * 输出 error 级别的日志。
   *
   * @param tag - who speaks.
   * @param val - what to print.
   */
  error(tag: string, ...val: unknown[]): void;
  /**
   * Writes a line above level error; the log port sees it as an error.
   * 输出 fatal 级别的日志。
   *
   * @param tag - who speaks.
   * @param val - what to print.
   */
  fatal(tag: string, ...val: unknown[]): void;
  /**
   * Sets the level below which lines are dropped.
   * 设置日志级别，低于该级别的日志不输出。
   *
   * @param level - a name, or a number such as `log.LOG_WARN`; `"SILENT"` drops all.
   * @throws TypeError for anything else.
   */
  setLevel(level: LogLevelName | number): void;
  /**
   * The level that is set, as a number.
   * 获取日志级别。
   *
   * @returns such as `log.LOG_DEBUG`, the level at the start unless the device has the option `logLevel`.
   */
  getLevel(): number;
}

/** A {@link Log} that writes to a port. */
export function createLog(port: LogPort, level: LogLevel | "silent"): Log {
  let lowest = firstLevelOf(level);
  const writer =
    (rank: number, to: LogLevel) =>
    (tag: string, ...val: unknown[]): void => {
      if (lowest !== LEVELS.SILENT && rank >= lowest) port.write(to, formatValue(tag), val);
    };
  return {
    LOG_SILENT: LEVELS.SILENT,
    LOG_DEBUG: LEVELS.DEBUG,
    LOG_INFO: LEVELS.INFO,
    LOG_WARN: LEVELS.WARN,
    LOG_ERROR: LEVELS.ERROR,
    LOG_FATAL: LEVELS.FATAL,
    debug: writer(LEVELS.DEBUG, "debug"),
    info: writer(LEVELS.INFO, "info"),
    warn: writer(LEVELS.WARN, "warn"),
    error: writer(LEVELS.ERROR, "error"),
    fatal: writer(LEVELS.FATAL, "error"),
    setLevel(next) {
      lowest = levelOf(next);
    },
    getLevel: () => lowest,
  };
}

function firstLevelOf(logLevel: LogLevel | "silent"): number {
  const name = String(logLevel).toUpperCase();
  if (typeof logLevel === "string" && Object.hasOwn(LEVELS, name)) return LEVELS[name as LogLevelName];
  throw new TypeError(`logLevel is ${describeValue(logLevel)}; expected "debug", "info", "warn", "error" or "silent"`);
}

function levelOf(level: unknown): number {
  if (typeof level === "string" && Object.hasOwn(LEVELS, level)) return LEVELS[level as LogLevelName];
  if (Object.values<unknown>(LEVELS).includes(level)) return level as number;
  throw new TypeError(`level is ${describeValue(level)}; expected one of ${Object.keys(LEVELS).join(", ")} or 0 to 5`);
}
