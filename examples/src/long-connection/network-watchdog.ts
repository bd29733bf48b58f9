import type { Luat } from "@luat/libnet";

const WATCHDOG = 180_000;

/**
 * Starts anew when no client had success for three minutes; one for all clients of a device.
 * 网络环境检测看门狗：三分钟内没有任何客户端成功收发数据，就重启。
 */
export function installWatchdog({ sys, rtos, log }: Luat): void {
  sys.taskInit(async () => {
    for (;;) {
      const [fed] = await sys.waitUntil("FEED_NETWORK_WATCHDOG", WATCHDOG);
      if (fed) continue;
      log.error("network_watchdog", "nothing sent or received for", WATCHDOG / 1000, "s, reboot");
      rtos.reboot();
      return;
    }
  });
}
