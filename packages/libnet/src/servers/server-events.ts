import type { Endpoint } from "@luat/contract";
import type { ConnectionEnd } from "../connection/connection.js";
import type { LuatError } from "../errors.js";
import type { Client } from "./client.js";

/**
 * Why a client was not let in.
 *
 * | reason | meaning |
 * |---|---|
 * | `clients` | there are `maxClients` |
 * | `address` | there are `maxPerAddress` from its address |
 * | `rate` | more came than `acceptRate` allows |
 * | `backlog` | as many wait to be handed out as `backlog` allows |
 * | `tls` | the TLS handshake with it failed |
 */
export type RefusalReason = "clients" | "address" | "rate" | "backlog" | "tls";

/** A client that was not let in. */
export interface Refusal {
  /** Which limit it met. */
  readonly reason: RefusalReason;
  /** Its address. */
  readonly from: Endpoint;
  /** What was wrong with the handshake, where the reason is `"tls"`. */
  readonly error?: LuatError | undefined;
}

/**
 * Why the server ended a client.
 *
 * | reason | meaning |
 * |---|---|
 * | `replaced` | its device connected anew, and was identified |
 * | `login` | it was not identified within `loginTimeout` |
 * | `idle` | nothing came from it for `idleTimeout` |
 * | `slow` | more than `maxQueued` bytes waited for it, and `slowClients` is `"disconnect"` |
 * | `stopped` | the server was closed, or its device stopped |
 */
export type Dismissal = "replaced" | "login" | "idle" | "slow" | "stopped";

/** How a client left: as any connection ends, or because the server ended it. */
export type Departure = (ConnectionEnd | { readonly kind: Dismissal }) & {
  /** How many bytes it should have got and did not, as far as this side knows. */
  readonly unsent: number;
};

/** A message that a client did not get. */
export interface Dropped {
  /** Who did not get it. */
  readonly client: Client;
  /** `"slow"`: too much waits for it already; `"closed"`: it is over, or about to be. */
  readonly reason: "slow" | "closed";
}

/**
 * The events of a server, each told from outside of any call. There is no `"error"`: `"close"` says how it ended.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { serve } from "@luat/libnet/servers";
 *
 * const server = await serve({ port: 6000, maxClients: 1 });
 * server.on("refused", ({ reason, from }) => console.log(reason, from.host)); // prints "clients 127.0.0.1"
 * await connect({ host: "127.0.0.1", port: 6000 });
 * await connect({ host: "127.0.0.1", port: 6000 });
 * ```
 */
export interface ManagedServerEvents {
  /** A client was let in. */
  accepted: (client: Client) => void;
  /** A client was sent away. */
  refused: (refusal: Refusal) => void;
  /** A client was identified; `replaced` is the one that had the id before, and was ended. */
  identified: (client: Client, replaced: Client | undefined) => void;
  /** A client is gone. */
  left: (client: Client, departure: Departure) => void;
  /** A client did not get a message of `broadcast` or `unicast`. */
  dropped: (drop: Dropped) => void;
  /** A handler of `each` failed. Where nobody listens to this, the device's `onTaskError` is told. */
  failed: (error: unknown, client: Client) => void;
  /** It is over: closed, or with the error that it broke with. */
  close: (error: LuatError | undefined) => void;
}
