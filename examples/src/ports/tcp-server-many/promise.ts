// A TCP server for many clients, with promises. TCP 服务器，一对多（Promise 写法）。
import { LuatError, type Device } from "@luat/libnet";
import { frames, lines } from "@luat/libnet/frames";
import { serve } from "@luat/libnet/servers";
import type { ServerManyOptions } from "./options.js";

const LIMITS = { maxClients: 100, maxPerAddress: 10, idleTimeout: 300_000, maxQueued: 65_536, slowClients: "drop" } as const;

/** Serves until the device stops; run it as a task. */
export async function serveMany(device: Device, options: ServerManyOptions): Promise<never> {
  const { port, answer, interval, news, onCount } = options;
  const { sys, log } = device;
  for (;;) {
    let timer: number | undefined;
    try {
      await device.ready();
      await using server = await serve({ port, ...LIMITS }, device);
      for (const event of ["accepted", "left"] as const) server.on(event, () => onCount(server.status().clients));
      server.on("failed", (error, { peer }) => log.warn("tcp_server_many", peer.host, String(error)));
      timer = sys.timerLoopStart(() => server.broadcast(`${news()}\n`), interval);
      await server.each(async (client) => {
        const chat = frames(client, lines({ max: 1_024 }));
        for await (const line of chat) await chat.tx(answer(line));
      });
    } catch (error) {
      if (!(error instanceof LuatError)) throw error;
      log.warn("tcp_server_many", String(error));
    } finally {
      sys.timerStop(timer);
    }
    await sys.wait(5_000);
  }
}
