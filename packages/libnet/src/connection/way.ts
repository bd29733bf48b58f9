import type { Clock } from "@luat/contract";
import { shown } from "../expect.js";
import type { Connection } from "./connection.js";
import type { ConnectOptions } from "./connect.js";

/** A way to servers other than dialling them, such as a proxy's: `@luat/libnet/proxies` makes them. */
export interface Way {
  /**
   * Connects by it.
   *
   * @param options - those of the call, which were found to be right.
   * @param dial - connects to something on the way itself, with options of its own.
   * @param clock - the device's.
   */
  reach(options: ConnectOptions, dial: (options: ConnectOptions) => Promise<Connection>, clock: Clock): Promise<Connection>;
}

/** A way, or none. */
export function expectWay(value: Way | undefined): Way | undefined {
  if (value !== undefined && typeof value?.reach !== "function") throw new TypeError(`through is ${shown(value)}; expected a way, such as httpConnect() makes`);
  return value;
}
