// A UDP server that also broadcasts. UDP 服务器，并定时广播。
import type { Luat } from "@luat/libnet";
import type { Ctrl } from "@luat/socket";
import type { UdpServerOptions } from "./options.js";

const TASK = "udp_server";
const EVERYBODY = "255.255.255.255";

export function install({ sys, socket, libnet, zbuff, str, log }: Luat, options: UdpServerOptions): void {
  const { port, answer, interval, beacon, beaconPort } = options;
  const buff = zbuff.create(1500);
  let due = false;

  sys.taskInitEx(async () => {
    for (;;) {
      await networkReady();
      sys.cleanMsg(TASK);
      const netc = socket.create(null, TASK);
      socket.config(netc, port, true);
      // To be connected with nobody is to hear everybody.
      if (await libnet.connect(TASK, 15_000, netc, EVERYBODY, 0)) await serve(netc);
      log.error(TASK, "closed");
      await libnet.close(TASK, 5_000, netc);
      socket.release(netc);
      await sys.wait(5_000);
    }
  }, TASK);

  sys.timerLoopStart(() => {
    due = true;
    sys.sendMsg(TASK, socket.EVENT, 0);
  }, interval);

  async function networkReady(): Promise<void> {
    while (!socket.adapter(socket.dft()[0])[0]) await sys.waitUntil("IP_READY", 1_000);
  }

  async function serve(netc: Ctrl | undefined): Promise<void> {
    for (;;) {
      if (!receive(netc)) return;
      if (due) {
        due = false;
        socket.tx(netc, beacon, EVERYBODY, beaconPort);
      }
      const [ok] = await libnet.wait(TASK, 15_000, netc);
      if (!ok) return;
    }
  }

  /** Answers all datagrams that are there; false: the socket is broken. */
  function receive(netc: Ctrl | undefined): boolean {
    for (;;) {
      buff.del();
      const [ok, length, addr, from] = socket.rx(netc, buff);
      if (ok !== true) return false;
      const data = buff.query();
      if (length === 0 || data === undefined) return true;
      if (addr === undefined || from === undefined) continue;
      const host = str.ipText(addr);
      const [sent] = socket.tx(netc, answer(data, { host, port: from }), host, from);
      if (sent !== true) log.warn(TASK, "no answer could be sent to", host, from);
    }
  }
}
