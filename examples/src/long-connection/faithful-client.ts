// Long connection client for TCP, UDP and TLS, in the shape that LuatOS programs have: main, sender and receiver.
// TCP、UDP、TLS 长连接客户端（LuatOS 写法）：主任务、发送、接收，逻辑与 Lua 版逐行对应。
//
// 用法 / use: install(device, { host: "netlab.luatos.com", port: 40123 });
//            install(device, { host: "netlab.luatos.com", port: 40124, kind: "tls", tls: { ca } });
// 发送 / send: sys.publish("SEND_DATA_REQ", "hello", (ok, tag) => log.info("app", tag, ok));
// 接收 / receive: sys.subscribe("RECV_DATA_FROM_SERVER", (data, tag) => log.info("app", tag, data));
import type { Luat } from "@luat/libnet";
import { STATES, type Ctrl } from "@luat/socket";
import type { Client, ClientOptions, Kind, SendItem } from "./client.js";

/** Installs the client on a device; several with tags of their own run side by side. */
export function install(luat: Luat, options: ClientOptions): Client {
  const { sys, socket, libnet, log } = luat;
  const { host, port, kind = "tcp", tag = kind, tls = {}, localPort, timeout = 15_000, retry = 5_000 } = options;
  // The name of the main task: socket.create, libnet and sys.sendMsg must all be given this same one.
  const taskName = `${tag}_client_main`;
  const sender = createSender(luat, { taskName, tag, kind, timeout });
  const receiver = createReceiver(luat, tag);
  let netc: Ctrl | undefined;
  let stopping = false;

  // ---- main: connect, keep talking, and after any failure begin again / 主任务 ----

  async function main(): Promise<void> {
    try {
      for (;;) {
        await networkReady();
        // Messages of the connection before must not be taken for those of the next one.
        sys.cleanMsg(taskName);
        netc = socket.create(null, taskName);
        await connection();
        // Whatever ended it, the rest is the same (in Lua: goto EXCEPTION_PROC).
        sender.fail();
        await libnet.close(taskName, 5_000, netc);
        socket.release(netc);
        if (stopping) break;
        log.info(taskName, "connect again in", retry, "ms");
        await sys.wait(retry);
      }
    } finally {
      // When the device stops, the wait that runs rejects; this has no like in Lua.
      sender.fail();
    }
  }

  async function networkReady(): Promise<void> {
    const isReady = (): boolean => socket.adapter(socket.dft()[0])[0];
    while (!isReady()) {
      log.warn(taskName, "wait IP_READY", socket.dft()[0]);
      // IP_READY may have been published before this wait began: the time limit makes it look again.
      await sys.waitUntil("IP_READY", 1_000);
    }
  }

  /** One connection, from connecting to its end. */
  async function connection(): Promise<void> {
    socket.debug(netc, true);
    // Whether it is UDP, whether it is TLS, keep-alive, and certificates: of the server's authority, and of this side.
    const { ca, cert, key, passphrase } = tls;
    if (socket.config(netc, localPort, kind === "udp", kind === "tls", 300, 10, 3, ca, cert, key, passphrase) !== true) {
      log.error(taskName, "socket.config error");
      return;
    }
    log.info(taskName, "libnet.connect", host, port);
    if (!(await libnet.connect(taskName, timeout, netc, host, port))) {
      log.error(taskName, "libnet.connect error");
      return;
    }
    log.info(taskName, "libnet.connect success");
    sys.publish("CONNECTED_TO_SERVER", tag);
    while (!stopping) {
      // Receiving comes first: libnet.wait tells only what arrives after it.
      if (!receiver.proc(netc)) return;
      if (!(await sender.proc(netc))) return;
      const [ok, hasEvent] = await libnet.wait(taskName, 15_000, netc);
      if (!ok) {
        log.warn(taskName, "the connection is over");
        return;
      }
      log.debug(taskName, hasEvent ? "event" : "nothing new for 15 s");
    }
  }

  const task = sys.taskInitEx(main, taskName, (msg) => log.debug(taskName, "other message", msg));
  return {
    async stop() {
      stopping = true;
      if (socket.state(netc)[0] !== STATES.ONLINE) return;
      sys.sendMsg(taskName, socket.EVENT, 0);
      await Promise.race([task.done, sys.wait(5_000)]);
    },
  };
}

// ---- sender: what other parts want sent waits in a queue / 发送 ----

interface Sender {
  /** Sends what is queued; false: the connection is over. */
  proc(netc: Ctrl | undefined): Promise<boolean>;
  /** Tells all that is queued that it failed. */
  fail(): void;
}

interface SenderOptions {
  readonly taskName: string;
  readonly tag: string;
  readonly kind: Kind;
  readonly timeout: number;
}

function createSender({ sys, socket, libnet, log }: Luat, { taskName, tag, kind, timeout }: SenderOptions): Sender {
  const queue: SendItem[] = [];

  sys.subscribe("SEND_DATA_REQ", (data, cb) => {
    queue.push({ data, cb });
    // Ends the main task's libnet.wait, so that this goes out now.
    sys.sendMsg(taskName, socket.EVENT, 0);
  });

  return {
    async proc(netc) {
      for (let item = queue[0]; item !== undefined; item = queue[0]) {
        const [ok, full] = await libnet.tx(taskName, timeout, netc, item.data);
        if (!ok) {
          log.error(`${tag}_client_sender`, "libnet.tx error");
          return false;
        }
        // Nothing of it was taken: it keeps its place, and is sent after the next event.
        if (full) return true;
        queue.shift();
        item.cb?.(true, tag);
        // A datagram that was sent proves nothing: only what comes back does.
        if (kind !== "udp") sys.publish("FEED_NETWORK_WATCHDOG");
      }
      return true;
    },
    fail() {
      for (const item of queue.splice(0)) item.cb?.(false, tag);
    },
  };
}

// ---- receiver: reads all there is and hands it on / 接收 ----

interface Receiver {
  /** Reads until nothing is left; false: the connection is over. */
  proc(netc: Ctrl | undefined): boolean;
}

function createReceiver({ sys, socket, zbuff, log }: Luat, tag: string): Receiver {
  const buff = zbuff.create(1024);

  return {
    proc(netc) {
      for (;;) {
        const [ok] = socket.rx(netc, buff);
        if (ok !== true) {
          log.error(`${tag}_client_receiver`, "socket.rx error");
          return false;
        }
        const data = buff.query();
        if (data === undefined) return true;
        buff.del();
        log.debug(`${tag}_client_receiver`, "socket.rx", data.length);
        sys.publish("RECV_DATA_FROM_SERVER", data, tag);
        sys.publish("FEED_NETWORK_WATCHDOG");
      }
    },
  };
}
