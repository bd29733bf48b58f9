import type { Endpoint, SecureInfo } from "@luat/contract";
import type { TxOptions } from "../connection/connection.js";
import type { WaitOptions } from "../connection/wait-options.js";

/** How a connection came to its end: you paused or stopped, the peer ended it in order, or it broke. */
export type SessionEnd =
  | { readonly kind: "closed" }
  | { readonly kind: "ended" }
  | { readonly kind: "broken"; readonly error: unknown };

/**
 * One physical connection of a long connection, from its login on. Reading it ends where it ends, so that the cut between it
 * and the next one is seen.
 *
 * @example
 * ```ts
 * import { longConnection } from "@luat/libnet/long-connection";
 *
 * const long = longConnection({ host: "10.0.0.1", port: 40123 });
 * const session = await long.online();
 * await session.tx("hello");
 * new TextDecoder().decode(await session.rx()); // "hello"
 * session.number; // 1
 * await long.stop();
 * session.end; // { kind: "closed" }
 * ```
 */
export interface Session<In, Out> extends AsyncIterable<In> {
  /** 1 for the first connection that was made, and so on; one whose login failed has a number, too. */
  readonly number: number;
  /** Where it was to go, such as `"host:1883"`. */
  readonly endpoint: string;
  /** This side's address and port. */
  readonly local: Endpoint;
  /** The other side's. */
  readonly peer: Endpoint;
  /** What the TLS handshake settled; absent with plain TCP. */
  readonly security: SecureInfo | undefined;
  /** Bytes that were received over it. */
  readonly bytesIn: number;
  /** Bytes that it has accepted for sending. */
  readonly bytesOut: number;
  /** How it ended; absent while it lasts. */
  readonly end: SessionEnd | undefined;
  /**
   * The next of what was received over this connection; `undefined` when it is over and all was read. One reader at a time.
   *
   * @param options - how long to wait; default: until there is something, or it is over.
   * @throws TypeError, RangeError, TimeoutError, or the signal's reason; nothing is lost by it.
   */
  rx(options?: WaitOptions): Promise<In | undefined>;
  /**
   * Sends over this connection and no other, past the queue: for logins, and for answers that mean nothing to the next connection.
   *
   * @param out - what to send.
   * @param options - as those of `Connection.tx`.
   * @throws as `Connection.tx`; and what the codec throws.
   */
  tx(out: Out, options?: TxOptions): Promise<void>;
}
