import type { Endpoint } from "@luat/contract";
import type { Connection } from "./connection.js";
import type { WaitOptions } from "./wait-options.js";

/**
 * A server that listens. Clients wait, connected and with their bytes kept, until they are accepted.
 *
 * @example
 * ```ts
 * const server = await listen({ port: 0, host: "127.0.0.1" });
 * console.log(`listening on port ${server.local.port}`);
 * await server.close();
 * ```
 */
export interface Server extends AsyncIterable<Connection>, AsyncDisposable {
  /** Where it listens, with the port that was chosen. */
  readonly local: Endpoint;
  /** How many clients wait to be accepted. */
  readonly waiting: number;
  /**
   * The client that waits longest, or the next to come; `undefined` when the server is closed. One at a time.
   *
   * @throws TimeoutError after `options.timeout`.
   * @throws BrokenError when the card went down.
   */
  accept(options?: WaitOptions): Promise<Connection | undefined>;
  /** Stops listening and sends away who waits; accepted connections live on. */
  close(): Promise<void>;
}
