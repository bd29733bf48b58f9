import { formatEndpoint } from "@luat/contract";
import type { ConnectOptions } from "../connection/connect.js";

/** One of several servers: where it is, and what is special about it. */
export type LongEndpoint = Pick<ConnectOptions, "host" | "port" | "tls" | "family">;

/** What a function that chooses the server is told. */
export interface EndpointQuestion {
  /** 1 for the first attempt since the last stable connection, and so on. */
  readonly attempt: number;
  /** Why the attempt before failed, or the connection before ended; `undefined`: there was none. */
  readonly cause: unknown;
}

/**
 * Chooses the server for each attempt.
 *
 * @example
 * ```ts
 * import { longConnection, type EndpointChooser } from "@luat/libnet/long-connection";
 *
 * const servers = ["10.0.0.1", "netlab.luatos.com"];
 * const endpoints: EndpointChooser = async ({ attempt }) => ({ host: servers[attempt % servers.length] ?? "10.0.0.1", port: 40123 });
 * await using long = longConnection({ endpoints });
 * (await long.online()).endpoint; // "netlab.luatos.com:40123"
 * ```
 */
export type EndpointChooser = (question: EndpointQuestion) => LongEndpoint | Promise<LongEndpoint>;

/** Which server is next: of a list the same until it fails. */
export class Endpoints {
  readonly #source: readonly LongEndpoint[] | EndpointChooser;
  #place = 0;

  constructor(source: readonly LongEndpoint[] | EndpointChooser) {
    this.#source = source;
  }

  /** The next one where that is known without asking. */
  get known(): LongEndpoint | undefined {
    return typeof this.#source === "function" ? undefined : this.#source[this.#place % this.#source.length];
  }

  async next(question: EndpointQuestion): Promise<LongEndpoint> {
    return typeof this.#source === "function" ? this.#source(question) : (this.known as LongEndpoint);
  }

  /** It failed: the next one's turn. */
  failed(): void {
    this.#place++;
  }

  /** All of them, for messages. */
  toString(): string {
    return typeof this.#source === "function" ? "chosen endpoints" : this.#source.map(({ host, port }) => formatEndpoint({ host, port })).join(" or ");
  }
}
