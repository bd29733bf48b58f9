// A bridge from a serial line to a server: after a gap of 50 ms what came is one packet. 串口透传：50 毫秒断帧。
import type { Luat } from "@luat/libnet";
import type { Ctrl } from "@luat/socket";
import type { BridgeOptions } from "./options.js";
import type { Uart } from "./uart.js";

const TASK = "serial_bridge";
const MOST_QUEUED = 100;

export function install({ sys, socket, libnet, zbuff, log }: Luat, uart: Uart, { host, port, gap = 50 }: BridgeOptions): void {
  const fromLine = zbuff.create(1024);
  const fromServer = zbuff.create(1024);
  const queue: Uint8Array[] = [];

  uart.onReceive((length) => {
    fromLine.copy(null, uart.read(length));
    // Begins anew with each byte, for the same function has one timer.
    sys.timerStart(packetComplete, gap);
  });

  function packetComplete(): void {
    const packet = fromLine.query();
    fromLine.del();
    if (packet === undefined) return;
    if (queue.length === MOST_QUEUED) queue.shift();
    queue.push(packet);
    sys.sendMsg(TASK, socket.EVENT, 0);
  }

  sys.taskInitEx(async () => {
    for (;;) {
      await networkReady();
      sys.cleanMsg(TASK);
      const netc = socket.create(null, TASK);
      socket.config(netc, null, false, false, 300, 10, 3);
      if (await libnet.connect(TASK, 15_000, netc, host, port)) await carry(netc);
      log.warn(TASK, "not connected");
      // What an instrument said long ago is of no use to the server.
      queue.length = 0;
      await libnet.close(TASK, 5_000, netc);
      socket.release(netc);
      await sys.wait(5_000);
    }
  }, TASK);

  async function networkReady(): Promise<void> {
    while (!socket.adapter(socket.dft()[0])[0]) await sys.waitUntil("IP_READY", 1_000);
  }

  async function carry(netc: Ctrl | undefined): Promise<void> {
    for (;;) {
      const [ok] = socket.rx(netc, fromServer);
      if (ok !== true) return;
      const data = fromServer.query();
      fromServer.del();
      if (data !== undefined) uart.write(data);
      for (let packet = queue[0]; packet !== undefined; packet = queue[0]) {
        const [sent] = await libnet.tx(TASK, 15_000, netc, packet);
        if (!sent) return;
        queue.shift();
      }
      const [alive] = await libnet.wait(TASK, 15_000, netc);
      if (!alive) return;
    }
  }
}
