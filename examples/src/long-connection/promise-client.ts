// TCP and TLS long connection client, with promises: the same behaviour in at most 40 lines of code.
// TCP、TLS 长连接客户端（Promise 写法）：功能与 faithful-client.ts 相同，代码不超过 40 行。
//
// 用法 / use: install(device, { host: "netlab.luatos.com", port: 40123 });
//            install(device, { host: "netlab.luatos.com", port: 40124, kind: "tls", tls: { ca } });
// 发送 / send: sys.publish("SEND_DATA_REQ", "hello", (ok, tag) => log.info("app", tag, ok));
// 接收 / receive: sys.subscribe("RECV_DATA_FROM_SERVER", (data, tag) => log.info("app", tag, data));
import { TaskStopped } from "@luat/corelib";
import { ClosedError, type Connection, type Device } from "@luat/libnet";
import type { Client, ClientOptions } from "./client.js";

/** Installs the client on a device; several with tags of their own run side by side. */
export function install(device: Device, options: ClientOptions): Client {
  const { sys, log } = device;
  const { host, port, kind = "tcp", tag = kind, tls = true, localPort, timeout = 15_000, retry = 5_000 } = options;
  // The connection, or the attempt to get one. It is also the send queue: what is to be sent waits for it.
  let online: Promise<Connection>;

  async function open(pause: number): Promise<Connection> {
    await sys.wait(pause);
    await device.ready();
    log.info(`${tag}_client`, "connect", host, port);
    const keepAlive = { idle: 300, interval: 10, count: 3 };
    return device.connect({ host, port, tls: kind === "tls" && tls, localPort, timeout, keepAlive });
  }

  sys.taskInit(async () => {
    for (let pause = 0; ; pause = retry) {
      try {
        await using connection = await (online = open(pause));
        sys.publish("CONNECTED_TO_SERVER", tag);
        for await (const data of connection) {
          sys.publish("FEED_NETWORK_WATCHDOG");
          sys.publish("RECV_DATA_FROM_SERVER", data, tag);
        }
        log.warn(`${tag}_client`, "the server ended the connection");
      } catch (error) {
        if (error instanceof TaskStopped) throw error;
        if (!(error instanceof ClosedError)) log.warn(`${tag}_client`, String(error));
      }
    }
  });

  sys.subscribe("SEND_DATA_REQ", async (data, cb) => {
    const connection = await online.catch(() => undefined);
    const sent = await connection?.tx(data, { timeout, until: "sent" }).then(() => true, () => false);
    if (sent) sys.publish("FEED_NETWORK_WATCHDOG");
    else connection?.abort();
    cb?.(sent === true, tag);
  });
  return { stop: () => device.stop({ deadline: 5_000 }) };
}
