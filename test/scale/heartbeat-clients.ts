import { LuatError, type Device, type Luat } from "@luat/libnet";
import { chanceOf, type Totals } from "./totals.js";

/** Where the server is, and how long its answer to a heartbeat may take, in ms. */
export interface Beat {
  readonly host: string;
  readonly port: number;
  readonly patience: number;
}

/** Between two heartbeats, in ms. */
const beatPause = (random: () => number): number => 30_000 + Math.floor(30_000 * random());
/** Before it is tried again, in ms: a fleet that was cut off does not come back in one moment. */
const retryPause = (random: () => number): number => 1_000 + Math.floor(9_000 * random());

/** Keeps a connection with a heartbeat, as a program of the Promise face. */
export function keepBeating(device: Device, n: number, { host, port, patience }: Beat, totals: Totals): void {
  const random = chanceOf(n + 1);

  device.sys.taskInit(async () => {
    for (;;) {
      let isOnline = false;
      totals.dials++;
      try {
        const connection = await device.connect({ host, port, timeout: patience });
        isOnline = true;
        totals.online++;
        try {
          while ((await connection.wait({ timeout: beatPause(random) })) === "timeout") {
            totals.lost++;
            await connection.tx(`beat of ${n}`);
            if ((await connection.rx({ timeout: patience })) === undefined) break;
            totals.lost--;
            totals.answer(n);
          }
        } finally {
          connection.abort();
        }
      } catch (error) {
        if (!(error instanceof LuatError)) throw error;
      }
      totals.end(isOnline);
      await device.sys.wait(retryPause(random));
    }
  });
}

/** The same in LuatOS's words. */
export function keepBeatingFaithfully({ sys, socket, libnet, zbuff }: Luat, n: number, { host, port, patience }: Beat, totals: Totals): void {
  const random = chanceOf(n + 1);
  const buff = zbuff.create(64);

  sys.taskInitEx(async () => {
    for (;;) {
      const ctrl = socket.create(null, "BEAT");
      socket.config(ctrl);
      totals.dials++;
      const isOnline = await libnet.connect("BEAT", patience, ctrl, host, port);
      if (isOnline) totals.online++;
      while (isOnline) {
        const [isAlive, hasEvent] = await libnet.wait("BEAT", beatPause(random), ctrl);
        if (!isAlive || hasEvent) break;
        totals.lost++;
        await libnet.tx("BEAT", patience, ctrl, `beat of ${n}`);
        const [isThere, hasAnswer] = await libnet.wait("BEAT", patience, ctrl);
        if (!isThere || !hasAnswer) break;
        totals.lost--;
        totals.answer(n);
        socket.rx(ctrl, buff);
        buff?.del();
      }
      totals.end(isOnline);
      await libnet.close("BEAT", 2_000, ctrl);
      socket.release(ctrl);
      await sys.wait(retryPause(random));
    }
  }, "BEAT");
}
