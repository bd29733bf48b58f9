// Four rules, as a program for LuatOS-Air. 四条规则，LuatOS-Air（LuaTask）写法。
import type { Air, SocketClient } from "@luat/air";
import { HEARTBEAT, INTERVAL, PAUSE, type FourRulesOptions } from "./options.js";

const WINDOW = 2_000;
const MOST_FAILURES = 5;

export function install({ sys, socket, link, net, log, os, str }: Air, { host, port }: FourRulesOptions): void {
  const queue: Array<string | Uint8Array> = [];

  function answer(data: Uint8Array): void {
    if (str.startsWith(data, "back")) queue.push(data);
    else if (str.eq(data, "bin")) queue.push(str.fromHex("112233"));
    else if (str.eq(data, "time")) queue.push(String(os.time()));
  }

  async function receive(c: SocketClient): Promise<boolean> {
    for (;;) {
      const [result, data] = await c.recv(WINDOW);
      if (!result) return data === "timeout";
      answer(data);
      // Else a server that sends all the time would keep the answers waiting.
      if (queue.length > 0) return true;
    }
  }

  async function send(c: SocketClient): Promise<boolean> {
    for (let data = queue.shift(); data !== undefined; data = queue.shift()) {
      if (!(await c.send(data))) return false;
    }
    return true;
  }

  sys.taskInit(async function connection() {
    let failures = 0;
    for (;;) {
      if (!socket.isReady()) {
        failures = 0;
        await sys.waitUntil("IP_READY_IND", 300_000);
      }
      if (!socket.isReady()) {
        net.switchFly(true);
        await sys.wait(20_000);
        net.switchFly(false);
        continue;
      }
      const c = socket.tcp();
      if ((await c.connect(host, port))[0]) {
        failures = 0;
        while ((await receive(c)) && (await send(c)));
      } else {
        failures++;
        log.warn("four-rules", "connect failed", failures);
      }
      await c.close();
      if (failures >= MOST_FAILURES) {
        link.shut();
        failures = 0;
      }
      await sys.wait(PAUSE);
    }
  });

  sys.taskInit(async function heartbeat() {
    for (;;) {
      if (socket.isReady()) {
        queue.push(HEARTBEAT);
        await sys.wait(INTERVAL);
      } else {
        await sys.wait(1_000);
      }
    }
  });
}
