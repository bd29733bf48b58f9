// A TCP server for one client at a time, with promises. TCP 服务器，一对一（Promise 写法）。
import { LuatError, type Connection, type Device } from "@luat/libnet";
import type { ServerOneOptions } from "./options.js";

/** Serves until the device stops; run it as a task. */
export async function serveOne(device: Device, options: ServerOneOptions): Promise<never> {
  for (;;) {
    try {
      await device.ready();
      // Who comes meanwhile waits for its turn.
      await using server = await device.listen({ port: options.port, backlog: 8 });
      for await (const connection of server) await serve(device, connection, options);
    } catch (error) {
      if (!(error instanceof LuatError)) throw error;
      device.log.warn("tcp_server_one", String(error));
    }
    await device.sys.wait(5_000);
  }
}

async function serve(device: Device, connection: Connection, { answer, onClient }: ServerOneOptions): Promise<void> {
  onClient(`${connection.peer.host}:${connection.peer.port}`);
  try {
    for (;;) {
      const data = await connection.rx({ timeout: 300_000 });
      if (data === undefined) break;
      await connection.tx(answer(data), { timeout: 15_000 });
    }
    await connection.close();
  } catch (error) {
    if (!(error instanceof LuatError)) throw error;
    device.log.warn("tcp_server_one", String(error));
  } finally {
    connection.abort();
  }
  onClient(undefined);
}
