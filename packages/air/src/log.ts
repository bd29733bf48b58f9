import type { Log } from "@luat/corelib";

/** `log` with the level that only LuatOS-Air has. */
export interface AirLog extends Log {
  /**
   * Writes a line of the lowest level, which is `debug` here.
   * 输出 trace 级别日志。
   *
   * @param tag - what it is about.
   * @param val - what to write.
   *
   * @example
   * ```ts
   * log.trace("app", "begins"); // prints "D/app begins"
   * ```
   */
  trace(tag: string, ...val: unknown[]): void;
}

export function createLog(log: Log): AirLog {
  return {
    ...log,
    trace(tag, ...val) {
      log.debug(tag, ...val);
    },
  };
}
