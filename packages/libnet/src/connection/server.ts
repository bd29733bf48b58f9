import type { Endpoint } from "@luat/contract";
import type { Connection } from "./connection.js";
import type { WaitOptions } from "./wait-options.js";

/**
 * A server that listens. Clients wait, connected and with their bytes kept, until they are accepted.
 *
 * @example
 * ```ts
 * import { listen } from "@luat/libnet";
 *
 * const server = await listen({ port: 0, host: "127.0.0.1" });
 * console.log(`listening on port ${server.local.port}`);
 * for await (const connection of server) {
 *   await connection.tx("welcome");
 *   await connection.close();
 * }
 * ```
 */
export interface Server extends AsyncIterable<Connection>, AsyncDisposable {
  /** Where it listens, with the port that was chosen. */
  readonly local: Endpoint;
  /** How many clients wait to be accepted. */
  readonly waiting: number;
  /**
   * The client that waits longest, or the next to come; `undefined` when the server is closed, or the device stopped.
   *
   * @param options - how long to wait; default: for ever.
   * @throws TypeError when another accept waits, TypeError or RangeError when the time-out is wrong.
   * @throws TimeoutError after `options.timeout`, or the signal's reason; the server goes on.
   * @throws BrokenError (`link`, …) when it broke.
   * @see {@link @luat/libnet!LibnetTable.listen | libnet.listen} and {@link @luat/socket!SocketTable.accept | socket.accept}, which do this in
   * LuatOS.
   *
   * @example
   * ```ts
   * const connection = await server.accept({ timeout: 60_000 });
   * await connection?.tx("welcome");
   * ```
   */
  accept(options?: WaitOptions): Promise<Connection | undefined>;
  /**
   * Stops listening and sends away who waits; accepted connections live on, and an accept that waits gets `undefined`.
   *
   * @see {@link @luat/socket!SocketTable.close | socket.close}, which does this in LuatOS.
   *
   * @example
   * ```ts
   * await server.close();
   * await server.accept(); // undefined
   * ```
   */
  close(): Promise<void>;
}
