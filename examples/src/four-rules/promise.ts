// Four rules, with promises. 四条规则（Promise 写法）。
import { LuatError, type Connection, type Device } from "@luat/libnet";
import { HEARTBEAT, INTERVAL, PAUSE, type FourRulesOptions } from "./options.js";

/** Keeps them until the device stops; run it as a task. */
export async function keepFourRules(device: Device, { host, port }: FourRulesOptions): Promise<never> {
  const { sys, log } = device;
  /** Heartbeats of the time without a server. */
  let due = 0;
  let current: Connection | undefined;

  sys.taskInit(async function heartbeat() {
    for (;;) {
      await device.ready();
      due++;
      if (current !== undefined) await beat(current).catch(() => log.warn("four-rules", "heartbeat not sent"));
      await sys.wait(INTERVAL);
    }
  });

  async function beat(connection: Connection): Promise<void> {
    while (due > 0) {
      // Taken before it is sent, as the other task may come meanwhile.
      due--;
      await connection.tx(HEARTBEAT);
    }
  }

  for (;;) {
    try {
      await device.ready();
      await using connection = await device.connect({ host, port, timeout: 120_000 });
      current = connection;
      await beat(connection);
      for await (const data of connection) {
        const reply = answerTo(device, data);
        if (reply !== undefined) await connection.tx(reply);
      }
    } catch (error) {
      if (!(error instanceof LuatError)) throw error;
      log.warn("four-rules", error.message);
    } finally {
      current = undefined;
    }
    await sys.wait(PAUSE);
  }
}

function answerTo({ str, os }: Device, data: Uint8Array): string | Uint8Array | undefined {
  if (str.startsWith(data, "back")) return data;
  if (str.eq(data, "bin")) return Uint8Array.of(0x11, 0x22, 0x33);
  return str.eq(data, "time") ? String(os.time()) : undefined;
}
