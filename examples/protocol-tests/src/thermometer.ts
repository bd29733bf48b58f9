import type { Luat } from "@luat/libnet";

/** What a thermometer needs to know. */
export interface ThermometerOptions {
  readonly host: string;
  readonly port: number;
  readonly read: () => string;
}

/** Reports a temperature every minute. It was a LuatOS program, and was ported line by line. */
export function install({ sys, socket, libnet, zbuff, log }: Luat, { host, port, read }: ThermometerOptions): void {
  const taskName = "THERMOMETER";

  sys.taskInitEx(async () => {
    const buff = zbuff.create(256);
    for (;;) {
      const netc = socket.create(null, taskName);
      socket.config(netc, null, false, false, 300, 10, 3);
      if (await libnet.connect(taskName, 15_000, netc, host, port)) {
        for (;;) {
          const [sent] = await libnet.tx(taskName, 15_000, netc, `${read()}\n`);
          if (!sent) break;
          const [ok] = await libnet.wait(taskName, 60_000, netc);
          if (!ok) break;
          socket.rx(netc, buff);
          if (buff.used() > 0) log.info("thermometer", "received", buff.query());
          buff.del();
        }
      }
      await libnet.close(taskName, 5_000, netc);
      socket.release(netc);
      await sys.wait(5_000);
    }
  }, taskName);
}
