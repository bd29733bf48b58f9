import { LuatError, type Connection, type Device } from "@luat/libnet";
import type { Totals } from "./totals.js";

/** How long a client may be silent, in ms: after that it is cut, as it may have been forgotten on the way. */
export const LONGEST_SILENCE = 150_000;

/** Sends back every heartbeat. */
export function serveHeartbeats({ sys, listen }: Device, port: number, totals: Totals): void {
  const talk = async (connection: Connection): Promise<void> => {
    try {
      for (;;) {
        const bytes = await connection.rx({ timeout: LONGEST_SILENCE });
        if (bytes === undefined) break;
        totals.received++;
        await connection.tx(bytes);
      }
      await connection.close();
    } catch (error) {
      if (!(error instanceof LuatError)) throw error;
      connection.abort();
    }
  };
  sys.taskInit(async () => {
    for await (const connection of await listen({ port, backlog: 2_000 })) sys.taskInit(talk, connection);
  });
}
