import type { Clock, Endpoint } from "@luat/contract";
import { shown } from "../expect.js";
import type { Connection } from "./connection.js";
import type { TlsOptions } from "./tls-options.js";
import type { WaitOptions } from "./wait-options.js";

/** Something on the way to a server. */
export interface Hop extends Endpoint {
  /** TLS with it. Default: none. */
  readonly tls?: boolean | TlsOptions | undefined;
}

/** How long a way may take. */
export interface WayLimits {
  /** Milliseconds in all. */
  readonly timeout: number;
  /** What is left of it, for the next wait. */
  left(): WaitOptions;
}

/** A way to servers other than dialling them, such as a proxy's: `@luat/libnet/proxies` makes them. */
export interface Way {
  /**
   * Connects by it.
   *
   * @param target - the server.
   * @param dial - connects to something on the way itself, with the other options of the call.
   * @param limits - within which it is to be done.
   */
  reach(target: Endpoint, dial: (hop: Hop) => Promise<Connection>, limits: WayLimits): Promise<Connection>;
}

/** A way, or none. @param tls - of the server. */
export function expectWay(value: Way | undefined, tls: boolean | TlsOptions | undefined): Way | undefined {
  if (value === undefined) return undefined;
  if (typeof value?.reach !== "function") throw new TypeError(`through is ${shown(value)}; expected a way, such as httpConnect() makes`);
  if (tls !== undefined && tls !== false) throw new TypeError(`tls is ${shown(tls)}; expected none with through: TLS begins where a server is dialled, and a proxy dials for us`);
  return value;
}

/** The limits of a way that begins now. */
export function limitsFrom(clock: Clock, timeout = Infinity, signal?: AbortSignal): WayLimits {
  const due = clock.now() + timeout;
  return { timeout, left: () => ({ timeout: Math.max(1, due - clock.now()), signal }) };
}
