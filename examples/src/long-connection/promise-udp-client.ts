// UDP long connection client, with promises: as promise-client.ts, but what comes and goes is datagrams.
// UDP 长连接客户端（Promise 写法）：与 promise-client.ts 相同，只是收发的是数据报。
import { TaskStopped } from "@luat/corelib";
import { ClosedError, type DatagramSocket, type Device } from "@luat/libnet";
import type { Client, ClientOptions } from "./client.js";

/** Installs the client on a device; several with tags of their own run side by side. */
export function install(device: Device, options: ClientOptions): Client {
  const { sys, log } = device;
  const { host, port, tag = "udp", localPort, timeout = 15_000, retry = 5_000 } = options;
  // The socket, or the attempt to open one. It is also the send queue: what is to be sent waits for it.
  let online: Promise<DatagramSocket>;

  async function open(pause: number): Promise<DatagramSocket> {
    await sys.wait(pause);
    await device.ready();
    log.info(`${tag}_client`, "bind", host, port);
    return device.bind({ peer: { host, port }, port: localPort, timeout });
  }

  sys.taskInit(async () => {
    for (let pause = 0; ; pause = retry) {
      try {
        await using socket = await (online = open(pause));
        sys.publish("CONNECTED_TO_SERVER", tag);
        for await (const { bytes } of socket) {
          sys.publish("FEED_NETWORK_WATCHDOG");
          sys.publish("RECV_DATA_FROM_SERVER", bytes, tag);
        }
      } catch (error) {
        if (error instanceof TaskStopped) throw error;
        if (!(error instanceof ClosedError)) log.warn(`${tag}_client`, String(error));
      }
    }
  });

  sys.subscribe("SEND_DATA_REQ", async (data, cb) => {
    const socket = await online.catch(() => undefined);
    // That a datagram was sent proves nothing, so it feeds no watchdog: only what comes back does.
    const sent = await socket?.tx(data, undefined, { timeout }).then(() => true, () => false);
    if (!sent) await socket?.close();
    cb?.(sent === true, tag);
  });
  return { stop: () => device.stop({ deadline: 5_000 }) };
}
