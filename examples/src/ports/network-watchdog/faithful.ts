// A client that feeds a network watchdog; without food it restarts the device. 网络看门狗：长时间收不到数据就重启。
import type { Luat } from "@luat/libnet";
import type { Ctrl } from "@luat/socket";
import type { WatchdogOptions } from "./options.js";

const TASK = "news";

export function install({ sys, socket, libnet, zbuff, rtos, log }: Luat, { host, port, timeout, onNews }: WatchdogOptions): void {
  const buff = zbuff.create(1024);

  sys.taskInit(async () => {
    for (;;) {
      const [fed] = await sys.waitUntil("FEED_NETWORK_WATCHDOG", timeout);
      if (fed) continue;
      log.error("network_watchdog", "nothing received for", timeout, "ms");
      rtos.reboot();
    }
  });

  sys.taskInitEx(async () => {
    for (;;) {
      await networkReady();
      sys.cleanMsg(TASK);
      const netc = socket.create(null, TASK);
      socket.config(netc, null, false, false, 300, 10, 3);
      if (await libnet.connect(TASK, 15_000, netc, host, port)) await listen(netc);
      log.warn(TASK, "not connected");
      await libnet.close(TASK, 5_000, netc);
      socket.release(netc);
      await sys.wait(5_000);
    }
  }, TASK);

  async function networkReady(): Promise<void> {
    while (!socket.adapter(socket.dft()[0])[0]) await sys.waitUntil("IP_READY", 1_000);
  }

  async function listen(netc: Ctrl | undefined): Promise<void> {
    for (;;) {
      const [ok] = socket.rx(netc, buff);
      if (ok !== true) return;
      const data = buff.query();
      buff.del();
      if (data !== undefined) {
        sys.publish("FEED_NETWORK_WATCHDOG");
        onNews(data);
      }
      const [alive] = await libnet.wait(TASK, 15_000, netc);
      if (!alive) return;
    }
  }
}
