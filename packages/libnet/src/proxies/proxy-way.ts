import { formatEndpoint, type Clock, type Endpoint } from "@luat/contract";
import { CONNECT_TIMEOUT, type ConnectOptions } from "../connection/connect.js";
import type { Connection } from "../connection/connection.js";
import { SocketConnection } from "../connection/socket-connection.js";
import type { TlsOptions } from "../connection/tls-options.js";
import type { WaitOptions } from "../connection/wait-options.js";
import type { Way } from "../connection/way.js";
import { errorOf, LuatError, TimeoutError } from "../errors.js";
import { expectHost, expectPort } from "../expect.js";
import { Refusal } from "./refusal.js";

/** Asks a proxy, to which it is connected, for a server. @param limits - those of the next wait. @throws Refusal when it does not connect. */
export type Ask = (connection: Connection, target: Endpoint, limits: () => WaitOptions) => Promise<void>;

/** The way through a proxy: connects to it, asks, and then the connection is with the server. */
export class ProxyWay implements Way {
  readonly #proxy: Endpoint;
  readonly #tls: boolean | TlsOptions | undefined;
  readonly #ask: Ask;

  constructor(proxy: Endpoint, ask: Ask, tls?: boolean | TlsOptions) {
    this.#proxy = { host: expectHost(proxy.host, "host"), port: expectPort(proxy.port, "port", 1) };
    this.#tls = tls;
    this.#ask = ask;
  }

  async reach(options: ConnectOptions, dial: (options: ConnectOptions) => Promise<Connection>, clock: Clock): Promise<Connection> {
    const { host, port, timeout = CONNECT_TIMEOUT, signal, tls } = options;
    if (tls !== undefined && tls !== false) {
      throw new TypeError("tls is set; expected none with through: TLS begins where a server is dialled, and a proxy dials for us");
    }
    const endpoint = formatEndpoint({ host, port });
    const due = clock.now() + timeout;
    const connection = await dial({ ...options, ...this.#proxy, tls: this.#tls, through: undefined });
    try {
      await this.#ask(connection, { host, port }, () => ({ timeout: Math.max(1, due - clock.now()), signal }));
    } catch (error) {
      connection.abort();
      throw this.#explain(error, endpoint, timeout);
    }
    if (connection instanceof SocketConnection) connection.name(endpoint);
    return connection;
  }

  #explain(error: unknown, endpoint: string, timeout: number): unknown {
    const proxy = `the proxy "${formatEndpoint(this.#proxy)}"`;
    const details = { op: "connect", endpoint, cause: error };
    if (error instanceof Refusal) return errorOf({ reason: error.reason }, { ...details, note: `${proxy} says: ${error.message}` });
    if (error instanceof TimeoutError) return new TimeoutError(timeout, { ...details, note: `waiting for ${proxy}` });
    if (error instanceof LuatError && error.code !== "stopped") return errorOf({ reason: "broken" }, { ...details, note: `${proxy} has left` });
    return error;
  }
}
