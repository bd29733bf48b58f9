// Short connections: connect, send, receive, close, again and again. 短连接：连接、发送、接收、断开，定时重复。
import type { Luat } from "@luat/libnet";
import type { Ctrl } from "@luat/socket";
import type { ShortConnectionOptions } from "./options.js";

const TASK = "short_connection";
const TRIES = 3;

export function install({ sys, socket, libnet, zbuff, str, log }: Luat, options: ShortConnectionOptions): void {
  const { host, port, interval, read, onReport } = options;
  const buff = zbuff.create(1024);

  sys.taskInitEx(async () => {
    for (;;) {
      const line = `${read()}\n`;
      let answer: string | undefined;
      for (let tries = 1; tries <= TRIES && answer === undefined; tries++) {
        if (tries > 1) await sys.wait(5_000);
        await networkReady();
        answer = await exchange(line);
      }
      onReport(answer);
      await sys.wait(interval);
    }
  }, TASK);

  async function networkReady(): Promise<void> {
    while (!socket.adapter(socket.dft()[0])[0]) await sys.waitUntil("IP_READY", 1_000);
  }

  async function exchange(line: string): Promise<string | undefined> {
    sys.cleanMsg(TASK);
    const netc = socket.create(null, TASK);
    socket.config(netc);
    const answer = await talk(netc, line);
    await libnet.close(TASK, 5_000, netc);
    socket.release(netc);
    return answer;
  }

  async function talk(netc: Ctrl | undefined, line: string): Promise<string | undefined> {
    if (!(await libnet.connect(TASK, 15_000, netc, host, port))) {
      log.warn(TASK, "libnet.connect error");
      return undefined;
    }
    const [sent] = await libnet.tx(TASK, 15_000, netc, line);
    if (!sent) {
      log.warn(TASK, "libnet.tx error");
      return undefined;
    }
    await libnet.wait(TASK, 10_000, netc);
    buff.del();
    socket.rx(netc, buff);
    // As programs for LuatOS do, it takes what has come by now for the whole answer.
    const answer = buff.query();
    if (answer === undefined) log.warn(TASK, "no answer");
    return answer === undefined ? undefined : str.trim(str.text(answer));
  }
}
