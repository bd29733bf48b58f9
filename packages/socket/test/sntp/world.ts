import { MockNet, type MockHost } from "@luat/adapters/mock";
import type { LogPort } from "@luat/contract";
import { createCorelib, type Corelib } from "@luat/corelib";
import { createSocketLibrary, type SocketLibrary, type SocketLimits } from "../../src/socket-library.js";
import type { SocketTable } from "../../src/socket-table.js";

/** A device at 10.0.0.2 on a mock network, and what it says about the time. */
export interface TimeWorld {
  readonly net: MockNet;
  readonly card: MockHost;
  readonly corelib: Corelib;
  readonly library: SocketLibrary;
  readonly socket: SocketTable;
  readonly lines: string[];
  /** `NTP_UPDATE` and `NTP_ERROR`, each with its arguments and the virtual time. */
  readonly news: string[];
  /** Lets everything happen that is left to happen, and takes the news. */
  rest(): Promise<string[]>;
  /** Ends the device, and gives what is open. */
  stop(): Promise<number>;
}

export function timeWorld(limits?: SocketLimits): TimeWorld {
  const net = new MockNet();
  const card = net.host("10.0.0.2");
  const lines: string[] = [];
  const news: string[] = [];
  const log: LogPort = {
    write: (level, tag, parts) => {
      lines.push(`${level} ${tag} ${parts.join(" ")}`);
    },
  };
  const corelib = createCorelib({ clock: net.clock, log, onTaskError: "throw" });
  const library = createSocketLibrary({ corelib, adapters: { LWIP_GP: card }, limits });
  for (const topic of ["NTP_UPDATE", "NTP_ERROR"] as const) {
    corelib.sys.subscribe(topic, (...args: unknown[]) => news.push([topic, ...args, `at ${net.clock.now()}`].join(" ")));
  }
  return {
    ...{ net, card, corelib, library, lines, news },
    socket: library.socket,
    async rest() {
      await net.clock.run();
      return news.splice(0);
    },
    async stop() {
      corelib.stop();
      library.stop();
      await net.clock.advance(0);
      return card.openDatagrams + net.clock.waiting;
    },
  };
}
