// A TCP server for one client at a time: the socket that listens becomes the connection. TCP 服务器，一对一。
import type { Luat } from "@luat/libnet";
import type { Ctrl } from "@luat/socket";
import type { ServerOneOptions } from "./options.js";

const TASK = "tcp_server_one";

export function install({ sys, socket, libnet, zbuff, log }: Luat, { port, answer, onClient }: ServerOneOptions): void {
  const buff = zbuff.create(1024);

  sys.taskInitEx(async () => {
    for (;;) {
      await networkReady();
      sys.cleanMsg(TASK);
      const netc = socket.create(null, TASK);
      // A client that has vanished is found out by keep-alive alone.
      socket.config(netc, port, false, false, 300, 10, 3);
      if (await libnet.listen(TASK, 0, netc)) {
        const [, , ip, from] = socket.accept(netc, null);
        onClient(`${ip}:${from}`);
        await serve(netc);
        onClient(undefined);
      } else {
        log.error(TASK, "libnet.listen error");
      }
      await libnet.close(TASK, 5_000, netc);
      socket.release(netc);
      await sys.wait(5_000);
    }
  }, TASK);

  async function networkReady(): Promise<void> {
    while (!socket.adapter(socket.dft()[0])[0]) await sys.waitUntil("IP_READY", 1_000);
  }

  async function serve(netc: Ctrl | undefined): Promise<void> {
    for (;;) {
      const [ok] = socket.rx(netc, buff);
      if (ok !== true) return;
      const data = buff.query();
      if (data === undefined) {
        const [alive] = await libnet.wait(TASK, 15_000, netc);
        if (!alive) return;
        continue;
      }
      buff.del();
      const [sent] = await libnet.tx(TASK, 15_000, netc, answer(data));
      if (!sent) return;
    }
  }
}
