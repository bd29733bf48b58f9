import type { Clock } from "@luat/contract";

/**
 * As much of LuatOS's `rtos` library as makes sense on a host.
 * LuatOS 的 `rtos` 库中在主机上有意义的部分。
 */
export interface Rtos {
  /**
   * Asks for a restart of the device: calls the option `onReboot` of the device, else writes a warning to the log.
   * 重启设备。
   *
   * @example
   * ```ts
   * sys.timerStart(() => rtos.reboot(), 60_000);
   * ```
   */
  reboot(): void;
  /**
   * Whole milliseconds since some fixed moment; never goes back.
   * 获取系统滴答数，单位毫秒。
   *
   * @example
   * ```ts
   * const start = rtos.tick();
   * log.info("took", rtos.tick() - start, "ms");
   * ```
   */
  tick(): number;
  /**
   * The model of the board.
   * 获取硬件型号。
   *
   * @returns `"PC"`, as on LuatOS's own simulator.
   * @example
   * ```ts
   * if (rtos.bsp() === "PC") log.info("demo", "no hardware here");
   * ```
   */
  bsp(): string;
}

export function createRtos(clock: Clock, onReboot: () => void): Rtos {
  return {
    reboot() {
      onReboot();
    },
    tick: () => Math.floor(clock.now()),
    bsp: () => "PC",
  };
}
