// Short connections, with promises. 短连接（Promise 写法）。
import { LuatError, type Connection, type Device } from "@luat/libnet";
import { frames, lines } from "@luat/libnet/frames";
import type { ShortConnectionOptions } from "./options.js";

const TRIES = 3;

/** Reports until the device stops; run it as a task. */
export async function shortConnections(device: Device, options: ShortConnectionOptions): Promise<never> {
  for (;;) {
    options.onReport(await report(device, options, options.read()));
    await device.sys.wait(options.interval);
  }
}

async function report(device: Device, { host, port }: ShortConnectionOptions, line: string): Promise<string | undefined> {
  for (let tries = 1; tries <= TRIES; tries++) {
    if (tries > 1) await device.sys.wait(5_000);
    let connection: Connection | undefined;
    try {
      await device.ready();
      connection = await device.connect({ host, port, timeout: 15_000 });
      const chat = frames(connection, lines());
      await chat.tx(line);
      const answer = await chat.rx({ timeout: 10_000 });
      await connection.close();
      if (answer !== undefined) return answer;
      device.log.warn("short_connection", "the server left without an answer");
    } catch (error) {
      if (!(error instanceof LuatError)) throw error;
      device.log.warn("short_connection", String(error));
    } finally {
      connection?.abort();
    }
  }
  return undefined;
}
