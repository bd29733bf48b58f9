// TCP long connection client, with promises: the same behaviour in at most 40 lines of code.
// TCP 长连接客户端（Promise 写法）：功能与 faithful-client.ts 相同，代码不超过 40 行。
//
// 用法 / use: install(device, { host: "netlab.luatos.com", port: 40123 });
// 发送 / send: sys.publish("SEND_DATA_REQ", "hello", (ok) => log.info("app", ok));
// 接收 / receive: sys.subscribe("RECV_DATA_FROM_SERVER", (data) => log.info("app", data));
import { TaskStopped } from "@luat/corelib";
import { ClosedError, type Connection, type Device } from "@luat/libnet";
import type { Client, ClientOptions } from "./client.js";

/** Installs the client on a device. */
export function install(device: Device, options: ClientOptions): Client {
  const { sys, log, rtos } = device;
  const { host, port, localPort, timeout = 15_000, retry = 5_000 } = options;
  // The connection, or the attempt to get one. It is also the send queue: what is to be sent waits for it.
  let online: Promise<Connection>;

  // The network watchdog. To start a timer that runs is to start it anew.
  const feed = (): unknown => sys.timerStart(rtos.reboot, 180_000);

  async function open(pause: number): Promise<Connection> {
    await sys.wait(pause);
    await device.ready();
    log.info("tcp_client", "connect", host, port);
    return device.connect({ host, port, localPort, timeout, keepAlive: { idle: 300, interval: 10, count: 3 } });
  }

  sys.taskInit(async () => {
    feed();
    for (let pause = 0; ; pause = retry) {
      try {
        await using connection = await (online = open(pause));
        log.info("tcp_client", "on line");
        for await (const data of connection) {
          feed();
          sys.publish("RECV_DATA_FROM_SERVER", data);
        }
        log.warn("tcp_client", "the server ended the connection");
      } catch (error) {
        if (error instanceof TaskStopped) throw error;
        if (!(error instanceof ClosedError)) log.warn("tcp_client", String(error));
      }
    }
  });

  sys.subscribe("SEND_DATA_REQ", async (data, cb) => {
    const connection = await online.catch(() => undefined);
    const sent = await connection?.tx(data, { timeout, until: "sent" }).then(() => true, () => false);
    if (sent) feed();
    else connection?.abort();
    cb?.(sent === true);
  });
  return { stop: () => device.stop({ deadline: 5_000 }) };
}
