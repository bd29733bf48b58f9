import type { Device } from "@luat/libnet";
import { LuatError } from "@luat/libnet";
import { expectFunction, millisecondsOf, type Nil } from "../arguments.js";

declare module "@luat/corelib" {
  interface Topics {
    /** LuatOS-Air: the clock is set. */
    NTP_SUCCEED: [];
  }
}

/** Milliseconds that a server has. */
const PATIENCE = 8_000;

/** LuatOS-Air's `ntp` library. LuatOS-Air 的 `ntp` 库。 */
export interface Ntp {
  /**
   * Starts a task that asks time servers until one answers, sets the device's time of day, and publishes `NTP_SUCCEED`. It waits for
   * the network first. `os` heeds the time; the host's clock stays as it is.
   * 启动一个任务同步时间。
   *
   * @param period - hours after which it does that again; nil: it does it once.
   * @param fnc - is called after each time, with the time in seconds since 1970 and whether that worked.
   * @param fun - is called before each time.
   * @throws TypeError, RangeError when an argument is wrong.
   *
   * @example
   * ```ts
   * ntp.timeSync(undefined, (_, ok) => log.info("ntp", ok)); // prints "I/ntp true"
   * ```
   */
  timeSync(period?: number | Nil, fnc?: ((time: number, ok: boolean) => unknown) | Nil, fun?: (() => unknown) | Nil): void;
}

export function createNtp(device: Device, isReady: () => boolean): Ntp {
  const { sys, os, log } = device;

  async function sync(): Promise<boolean> {
    while (!isReady()) await sys.waitUntil("IP_READY_IND");
    try {
      await device.sntp({ set: true, serverTimeout: PATIENCE });
    } catch (error) {
      if (!(error instanceof LuatError) || error.code === "stopped") throw error;
      log.warn("ntp", error.message);
      return false;
    }
    sys.publish("NTP_SUCCEED");
    return true;
  }

  return {
    timeSync(period, fnc, fun) {
      const ms = period == null ? undefined : millisecondsOf("period", period * 3_600, 0);
      for (const [name, value] of [["fnc", fnc], ["fun", fun]] as const) if (value != null) expectFunction(name, value);
      sys.taskInit(async function timeSync() {
        for (;;) {
          await fun?.();
          const ok = await sync();
          await fnc?.(os.time(), ok);
          if (ms === undefined) return;
          await sys.wait(ms);
        }
      });
    },
  };
}
