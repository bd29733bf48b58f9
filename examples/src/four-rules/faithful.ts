// Four rules, as a program for LuatOS with libnet. 四条规则，LuatOS（libnet）写法。
import type { Luat } from "@luat/libnet";
import type { Ctrl } from "@luat/socket";
import { HEARTBEAT, INTERVAL, PAUSE, type FourRulesOptions } from "./options.js";

const TASK = "four_rules";
const WINDOW = 2_000;

export function install({ sys, socket, libnet, zbuff, log, os, str }: Luat, { host, port }: FourRulesOptions): void {
  const queue: Array<string | Uint8Array> = [];
  const buff = zbuff.create(2_048);

  function isReady(): boolean {
    return socket.adapter(socket.dft()[0])[0];
  }

  function answer(data: Uint8Array): void {
    if (str.startsWith(data, "back")) queue.push(data);
    else if (str.eq(data, "bin")) queue.push(str.fromHex("112233"));
    else if (str.eq(data, "time")) queue.push(String(os.time()));
  }

  async function receive(netc: Ctrl | undefined): Promise<boolean> {
    const [ok, hasEvent] = await libnet.wait(TASK, WINDOW, netc);
    if (!ok) return false;
    if (!hasEvent) return true;
    socket.rx(netc, buff);
    const data = buff.query();
    buff.del();
    if (data !== undefined) answer(data);
    return true;
  }

  async function send(netc: Ctrl | undefined): Promise<boolean> {
    for (let data = queue[0]; data !== undefined; data = queue[0]) {
      const [ok, full] = await libnet.tx(TASK, 120_000, netc, data);
      if (!ok) return false;
      // Nothing was taken: again after the next wait.
      if (full) return true;
      queue.shift();
    }
    return true;
  }

  sys.taskInitEx(async () => {
    for (;;) {
      while (!isReady()) await sys.waitUntil("IP_READY", 1_000);
      sys.cleanMsg(TASK);
      const netc = socket.create(null, TASK);
      socket.config(netc);
      if (await libnet.connect(TASK, 120_000, netc, host, port)) while ((await receive(netc)) && (await send(netc)));
      else log.warn(TASK, "connect failed");
      await libnet.close(TASK, 5_000, netc);
      socket.release(netc);
      await sys.wait(PAUSE);
    }
  }, TASK);

  sys.taskInit(async () => {
    for (;;) {
      if (isReady()) {
        queue.push(HEARTBEAT);
        await sys.wait(INTERVAL);
      } else {
        await sys.wait(1_000);
      }
    }
  });
}
