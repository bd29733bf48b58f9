import type { Connection } from "../connection/connection.js";

/**
 * A connection with a client of a {@link ManagedServer}.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { serve } from "@luat/libnet/servers";
 *
 * const server = await serve({ port: 6000 });
 * await connect({ host: "127.0.0.1", port: 6000 });
 * for await (const client of server) {
 *   server.identify(client, "pump 1");
 *   console.log(client.peer.host, client.deviceId, client.queued); // prints "127.0.0.1 pump 1 0"
 *   break;
 * }
 * ```
 */
export interface Client extends Connection {
  /** What it was identified as; `undefined` before. */
  readonly deviceId: string | undefined;
  /** How many bytes were given to it to be sent, and are not with the system yet. */
  readonly queued: number;
}
