// The long connection client over `longConnection`: TCP, TLS, and TLS with a CA once the time is known.
// 长连接客户端（longConnection 写法）：TCP、TLS，以及对时之后再校验证书的 TLS。
import { LuatError, type Device } from "@luat/libnet";
import { longConnection, type LongEndpoint } from "@luat/libnet/long-connection";
import type { ClientOptions } from "../../long-connection/client.js";

/** The options of the clients of the long connection example, and who tells the time before they connect. */
export interface LongClientOptions extends ClientOptions {
  /** Default: nobody is asked for the time. */
  readonly timeServers?: readonly string[] | undefined;
}

/** Talks until the device stops; run it as a task. */
export async function longClient(device: Device, options: LongClientOptions): Promise<void> {
  const { host, port, kind = "tcp", tag = kind, tls = true, localPort, timeout = 15_000, retry = 5_000, timeServers } = options;
  const { sys, rtos } = device;
  const keepAlive = { idle: 300, interval: 10, count: 3 };
  const watchdog = { timeout: 180_000, feedOnSend: true, onBite: () => rtos.reboot() };
  let time: Promise<void> | undefined;
  const endpoints = async (): Promise<LongEndpoint> => {
    if (timeServers !== undefined) await (time ??= timeKnown(device, timeServers));
    return { host, port, tls: kind === "tls" && tls };
  };
  const long = longConnection({ endpoints, localPort, timeout, keepAlive, retry, watchdog }, device);
  long.on("state", ({ kind: state }) => state === "online" && sys.publish("CONNECTED_TO_SERVER", tag));
  sys.subscribe("SEND_DATA_REQ", async (data, cb) => {
    const sent = await long.tx(data).then(() => true, () => false);
    cb?.(sent, tag);
  });
  for await (const data of long) sys.publish("RECV_DATA_FROM_SERVER", data, tag);
}

async function timeKnown(device: Device, servers: readonly string[]): Promise<void> {
  for (;;) {
    try {
      await device.sntp({ servers, timeout: 30_000, set: true });
      return;
    } catch (error) {
      if (!(error instanceof LuatError)) throw error;
      device.log.warn("sntp", String(error));
    }
    await device.sys.wait(10_000);
  }
}
