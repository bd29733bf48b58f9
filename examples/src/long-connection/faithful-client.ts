// TCP long connection client, in the shape that LuatOS programs have: main, sender, receiver and network watchdog.
// TCP 长连接客户端（LuatOS 写法）：主任务、发送、接收、网络环境检测看门狗，逻辑与 Lua 版逐行对应。
//
// 用法 / use: install(device, { host: "netlab.luatos.com", port: 40123 });
// 发送 / send: sys.publish("SEND_DATA_REQ", "hello", (ok) => log.info("app", ok));
// 接收 / receive: sys.subscribe("RECV_DATA_FROM_SERVER", (data) => log.info("app", data));
import type { Luat } from "@luat/libnet";
import { STATES, type Ctrl } from "@luat/socket";
import type { Client, ClientOptions, SendItem } from "./client.js";

/** The name of the main task: `socket.create`, `libnet` and `sys.sendMsg` must all be given this same one. */
const TASK_NAME = "tcp_client_main";
const WATCHDOG = 180_000;

/** Installs the client on a device. */
export function install(luat: Luat, options: ClientOptions): Client {
  const { sys, socket, libnet, log } = luat;
  const { host, port, localPort, timeout = 15_000, retry = 5_000 } = options;
  const sender = createSender(luat, timeout);
  const receiver = createReceiver(luat);
  let netc: Ctrl | undefined;
  let stopping = false;

  // ---- main: connect, keep talking, and after any failure begin again / 主任务 ----

  async function main(): Promise<void> {
    try {
      for (;;) {
        await networkReady();
        // Messages of the connection before must not be taken for those of the next one.
        sys.cleanMsg(TASK_NAME);
        netc = socket.create(null, TASK_NAME);
        await connection();
        // Whatever ended it, the rest is the same (in Lua: goto EXCEPTION_PROC).
        sender.fail();
        await libnet.close(TASK_NAME, 5_000, netc);
        socket.release(netc);
        if (stopping) break;
        log.info("tcp_client_main", "connect again in", retry, "ms");
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
      log.warn("tcp_client_main", "wait IP_READY", socket.dft()[0]);
      // IP_READY may have been published before this wait began: the time limit makes it look again.
      await sys.waitUntil("IP_READY", 1_000);
    }
  }

  /** One connection, from connecting to its end. */
  async function connection(): Promise<void> {
    socket.debug(netc, true);
    if (socket.config(netc, localPort, false, false, 300, 10, 3) !== true) {
      log.error("tcp_client_main", "socket.config error");
      return;
    }
    log.info("tcp_client_main", "libnet.connect", host, port);
    if (!(await libnet.connect(TASK_NAME, timeout, netc, host, port))) {
      log.error("tcp_client_main", "libnet.connect error");
      return;
    }
    log.info("tcp_client_main", "libnet.connect success");
    while (!stopping) {
      // Receiving comes first: libnet.wait tells only what arrives after it.
      if (!receiver.proc(netc)) return;
      if (!(await sender.proc(netc))) return;
      const [ok, hasEvent] = await libnet.wait(TASK_NAME, 15_000, netc);
      if (!ok) {
        log.warn("tcp_client_main", "the connection is over");
        return;
      }
      log.debug("tcp_client_main", hasEvent ? "event" : "nothing new for 15 s");
    }
  }

  watchNetwork(luat);
  const task = sys.taskInitEx(main, TASK_NAME, (msg) => log.debug("tcp_client_main", "other message", msg));
  return {
    async stop() {
      stopping = true;
      if (socket.state(netc)[0] !== STATES.ONLINE) return;
      sys.sendMsg(TASK_NAME, socket.EVENT, 0);
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

function createSender({ sys, socket, libnet, log }: Luat, timeout: number): Sender {
  const queue: SendItem[] = [];

  sys.subscribe("SEND_DATA_REQ", (data, cb) => {
    queue.push({ data, cb });
    // Ends the main task's libnet.wait, so that this goes out now.
    sys.sendMsg(TASK_NAME, socket.EVENT, 0);
  });

  return {
    async proc(netc) {
      for (let item = queue[0]; item !== undefined; item = queue[0]) {
        const [ok, full] = await libnet.tx(TASK_NAME, timeout, netc, item.data);
        if (!ok) {
          log.error("tcp_client_sender", "libnet.tx error");
          return false;
        }
        // Nothing of it was taken: it keeps its place, and is sent after the next event.
        if (full) return true;
        queue.shift();
        item.cb?.(true);
        sys.publish("FEED_NETWORK_WATCHDOG");
      }
      return true;
    },
    fail() {
      for (const item of queue.splice(0)) item.cb?.(false);
    },
  };
}

// ---- receiver: reads all there is and hands it on / 接收 ----

interface Receiver {
  /** Reads until nothing is left; false: the connection is over. */
  proc(netc: Ctrl | undefined): boolean;
}

function createReceiver({ sys, socket, zbuff, log }: Luat): Receiver {
  const buff = zbuff.create(1024);

  return {
    proc(netc) {
      for (;;) {
        const [ok] = socket.rx(netc, buff);
        if (ok !== true) {
          log.error("tcp_client_receiver", "socket.rx error");
          return false;
        }
        const data = buff.query();
        if (data === undefined) return true;
        buff.del();
        log.debug("tcp_client_receiver", "socket.rx", data.length);
        sys.publish("RECV_DATA_FROM_SERVER", data);
        sys.publish("FEED_NETWORK_WATCHDOG");
      }
    },
  };
}

// ---- network watchdog: no success for three minutes, so start anew / 网络看门狗 ----

function watchNetwork({ sys, rtos, log }: Luat): void {
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
