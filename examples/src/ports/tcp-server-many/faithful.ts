// A TCP server for many clients, with news for all of them. TCP 服务器，一对多，并向所有客户端广播。
import type { Zbuff } from "@luat/corelib";
import type { Luat } from "@luat/libnet";
import type { Ctrl } from "@luat/socket";
import type { ServerManyOptions } from "./options.js";

const TASK = "tcp_server_many";
const BACKLOG = 8;

interface Client {
  readonly netc: Ctrl;
  readonly buff: Zbuff;
}

export function install({ sys, socket, libnet, zbuff, str, log }: Luat, options: ServerManyOptions): void {
  const { port, answer, interval, news, onCount } = options;
  /** By the text of their ctrl. */
  const clients = new Map<string, Client>();

  sys.taskInitEx(async () => {
    for (;;) {
      await networkReady();
      sys.cleanMsg(TASK);
      const server = socket.create(null, TASK);
      socket.config(server, port, false, false, 300, 10, 3);
      while (await libnet.listen(TASK, 0, server, BACKLOG)) {
        const [ok, netc, ip, from] = socket.accept(server, onEvent);
        if (ok !== true || netc === undefined) continue;
        log.info(TASK, "client", ip, from);
        clients.set(String(netc), { netc, buff: zbuff.create(1024) });
        onCount(clients.size);
      }
      log.error(TASK, "libnet.listen error");
      for (const { netc } of [...clients.values()]) leave(netc);
      await libnet.close(TASK, 5_000, server);
      socket.release(server);
      await sys.wait(5_000);
    }
  }, TASK);

  async function networkReady(): Promise<void> {
    while (!socket.adapter(socket.dft()[0])[0]) await sys.waitUntil("IP_READY", 1_000);
  }

  function onEvent(netc: Ctrl, event: number, param: number): void {
    const client = clients.get(String(netc));
    if (client === undefined) return;
    if (param !== 0) leave(netc);
    else if (event === socket.EVENT) receive(client);
  }

  function receive({ netc, buff }: Client): void {
    const [ok] = socket.rx(netc, buff);
    const data = buff.query();
    buff.del();
    if (ok !== true) leave(netc);
    // As programs for LuatOS do, it takes what has come by now for one line.
    else if (data !== undefined) send(netc, answer(str.trim(str.text(data))));
  }

  function send(netc: Ctrl, line: string): void {
    const [ok, full] = socket.tx(netc, `${line}\n`);
    if (ok !== true) leave(netc);
    else if (full) log.warn(TASK, "full, dropped", String(netc));
  }

  function leave(netc: Ctrl): void {
    clients.delete(String(netc));
    socket.close(netc);
    socket.release(netc);
    onCount(clients.size);
  }

  sys.timerLoopStart(() => {
    const line = news();
    for (const { netc } of [...clients.values()]) send(netc, line);
  }, interval);
}
