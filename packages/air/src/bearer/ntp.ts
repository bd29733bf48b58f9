import type { Device } from "@luat/libnet";
import { LuatError } from "@luat/libnet";
import { expectFunction, wrongType, type Nil } from "../arguments.js";

declare module "@luat/corelib" {
  interface Topics {
    /** LuatOS-Air: the clock is set. */
    NTP_SUCCEED: [];
  }
}

/** Milliseconds that a server has. */
const PATIENCE = 8_000;
/** Hours. */
const LONGEST_PERIOD = 555;

/** LuatOS-Air's `ntp` library. LuatOS-Air 的 `ntp` 库。 */
export interface Ntp {
  /**
   * Starts a task that asks time servers, sets the device's time of day, and publishes `NTP_SUCCEED`. It waits for the network first.
   * `os` heeds the time; the host's clock stays as it is.
   * 启动一个任务同步时间。
   *
   * It asks `ntp.aliyun.com`, `ntp.ntsc.ac.cn` and `time1.cloud.tencent.com`, on UDP port 123, one after the other, once each, for 8
   * seconds at most. When none answers it gives up, which `fnc` and the log are told, and asks again only after `period`.
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

function periodOf(hours: number): number {
  if (typeof hours !== "number") throw wrongType("period", hours, "a number of hours, or nil");
  if (!(hours > 0 && hours <= LONGEST_PERIOD)) throw new RangeError(`period is ${hours}; expected more than 0 and at most ${LONGEST_PERIOD} hours`);
  return Math.max(1, Math.round(hours * 3_600_000));
}

export function createNtp(device: Device, isReady: () => boolean): Ntp {
  const { sys, os, log } = device;

  async function sync(): Promise<boolean> {
    while (!isReady()) await sys.waitUntil("IP_READY_IND");
    try {
      await device.sntp({ set: true, serverTimeout: PATIENCE, tries: 1, timeout: Infinity });
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
      const ms = period == null ? undefined : periodOf(period);
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
