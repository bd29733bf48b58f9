import { wrongType, type Nil } from "../arguments.js";
import type { Bearer } from "./bearer.js";

/** The part of LuatOS-Air's `net` library that programs with sockets use. LuatOS-Air 的 `net` 库中与网络连接有关的部分。 */
export interface Net {
  /**
   * Switches flight mode: while it is on there is no network. `FLYMODE` is published once it has taken effect.
   * 切换飞行模式。
   *
   * @param mode - `true`: on.
   * @throws TypeError when it is no boolean.
   *
   * @example
   * ```ts
   * net.switchFly(true);
   * await sys.wait(20_000);
   * net.switchFly(false);
   * ```
   */
  switchFly(mode: boolean): void;
  /**
   * Asks the module for the quality of the signal in intervals; there is none here, and it does nothing.
   * 定时查询信号质量（空操作）。
   *
   * @example
   * ```ts
   * net.startQueryAll(60_000, 60_000);
   * ```
   */
  startQueryAll(csqQryPeriod?: number | Nil, cengQryPeriod?: number | Nil): void;
}

export function createNet(bearer: Bearer): Net {
  return {
    switchFly(mode) {
      if (typeof mode !== "boolean") throw wrongType("mode", mode, "true or false");
      bearer.fly(mode);
    },
    startQueryAll() {
      // There is no signal to ask about.
    },
  };
}
