import { formatEndpoint, type Endpoint, type FaultReason } from "@luat/contract";
import type { Connection } from "../connection/connection.js";
import { SocketConnection } from "../connection/socket-connection.js";
import type { WaitOptions } from "../connection/wait-options.js";
import type { Hop, Way, WayLimits } from "../connection/way.js";
import { ClosedError, errorOf, LuatError, TimeoutError, type TlsError } from "../errors.js";
import { expectHost, expectPort } from "../expect.js";
import { Refusal } from "./refusal.js";

/** Asks a proxy, to which it is connected, for a server. @param left - the limits of the next wait. @throws Refusal when it does not connect. */
export type Ask = (connection: Connection, target: Endpoint, left: () => WaitOptions) => Promise<void>;

/** The way through a proxy: connects to it, asks, and then the connection is with the server. */
export class ProxyWay implements Way {
  readonly #proxy: Hop;
  readonly #ask: Ask;

  constructor({ host, port, tls }: Hop, ask: Ask) {
    this.#proxy = { host: expectHost(host, "host"), port: expectPort(port, "port", 1), tls };
    this.#ask = ask;
  }

  async reach(target: Endpoint, dial: (hop: Hop) => Promise<Connection>, limits: WayLimits): Promise<Connection> {
    const endpoint = formatEndpoint(target);
    const connection = await dial(this.#proxy).catch((error: unknown) => {
      throw this.#unreached(error, endpoint, limits.timeout);
    });
    try {
      await this.#ask(connection, target, () => limits.left());
      await connection.flushed(limits.left());
    } catch (error) {
      connection.abort();
      throw this.#explain(error, endpoint, limits.timeout);
    }
    if (connection instanceof SocketConnection) connection.name(endpoint);
    return connection;
  }

  get #name(): string {
    return `the proxy "${formatEndpoint(this.#proxy)}"`;
  }

  /** The error for the server of one about the proxy, of the same kind. */
  #unreached(error: unknown, endpoint: string, timeout: number): unknown {
    if (!(error instanceof LuatError) || error instanceof ClosedError) return error;
    const details = { op: "connect", endpoint, note: `dialling ${this.#name}`, cause: error };
    if (error instanceof TimeoutError) return new TimeoutError(timeout, details);
    const { errno, tls, peerCertificates } = error as LuatError & Partial<Pick<TlsError, "errno" | "tls" | "peerCertificates">>;
    return errorOf({ reason: error.code as FaultReason, errno, tls, peerCertificates }, details);
  }

  #explain(error: unknown, endpoint: string, timeout: number): unknown {
    const proxy = this.#name;
    const details = { op: "connect", endpoint, cause: error };
    if (error instanceof Refusal) return errorOf({ reason: error.reason }, { ...details, note: `${proxy} says: ${error.message}` });
    if (error instanceof TimeoutError) return new TimeoutError(timeout, { ...details, note: `waiting for ${proxy}` });
    if (error instanceof LuatError && error.code !== "stopped") return errorOf({ reason: "broken" }, { ...details, note: `${proxy} has left` });
    return error;
  }
}
