import type { Sys } from "@luat/corelib";
import type { Nil } from "./arguments.js";

/** LuaTask's `sys`: as the device's, but for these. LuaTask 的 `sys` 库。 */
export interface AirSys extends Sys {
  /**
   * Lets time pass.
   * 延时。
   *
   * @param ms - milliseconds, above 0.
   * @throws TypeError or RangeError for a bad time, 0 among them; rejects with `TaskStopped` when the device stops.
   *
   * @example
   * ```ts
   * await sys.wait(500);
   * ```
   */
  wait(ms: number): Promise<void>;
  /**
   * Starts the device; here it is started already, and this does nothing.
   * 初始化（空操作）。
   *
   * @example
   * ```ts
   * sys.init(0, 0);
   * ```
   */
  init(mode?: number | Nil, lprfnc?: unknown): void;
}

export function createSys(sys: Sys): AirSys {
  return {
    ...sys,
    async wait(ms) {
      if (ms === 0) throw new RangeError("ms is 0; expected more than 0");
      return sys.wait(ms);
    },
    init() {
      // The device runs since it was made.
    },
  };
}
