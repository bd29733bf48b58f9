// A client with a network watchdog, with promises. 网络看门狗（Promise 写法）。
import type { Device } from "@luat/libnet";
import { longConnection } from "@luat/libnet/long-connection";
import type { WatchdogOptions } from "./options.js";

/** Gets news until the device stops. */
export async function watchedNews(device: Device, { host, port, timeout, onNews }: WatchdogOptions): Promise<void> {
  const long = longConnection({ host, port, timeout: 15_000, retry: 5_000, watchdog: { timeout, onBite: () => device.rtos.reboot() } }, device);
  for await (const data of long) onNews(data);
}
