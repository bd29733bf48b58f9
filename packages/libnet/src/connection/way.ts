import type { Clock, Endpoint, Tunnel } from "@luat/contract";
import { errorOf } from "../errors.js";
import { shown } from "../expect.js";
import type { Connection } from "./connection.js";
import { SocketConnection } from "./socket-connection.js";
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
   * Connects by it. Where TLS is to go inside, it takes the stream of the connection that this gives: one that `dial` gave, with
   * nothing queued.
   *
   * @param target - the server.
   * @param dial - connects to something on the way itself, with the other options of the call.
   * @param limits - within which it is to be done.
   */
  reach(target: Endpoint, dial: (hop: Hop) => Promise<Connection>, limits: WayLimits): Promise<Connection>;
}

/** A way, or none. */
export function expectWay(value: Way | undefined): Way | undefined {
  if (value === undefined || typeof value?.reach === "function") return value;
  throw new TypeError(`through is ${shown(value)}; expected a way, such as httpConnect() makes`);
}

/** What a way has led to, for TLS inside it. @param endpoint - the server. */
export function tunnelOf(connection: Connection, endpoint: string): Tunnel {
  if (!(connection instanceof SocketConnection)) throw new TypeError(`the connection of through is ${shown(connection)}; expected one that dial gave, as TLS is to go inside it`);
  const tunnel = connection.surrender();
  if (tunnel !== undefined) return tunnel;
  const { end } = connection;
  throw errorOf({ reason: "broken" }, { op: "connect", endpoint, note: "the way there has ended", cause: end?.kind === "broken" ? end.error : undefined });
}

/** The limits of a way that begins now. */
export function limitsFrom(clock: Clock, timeout = Infinity, signal?: AbortSignal): WayLimits {
  const due = clock.now() + timeout;
  return { timeout, left: () => ({ timeout: Math.max(1, due - clock.now()), signal }) };
}
