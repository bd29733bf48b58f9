import type { Endpoint } from "./endpoint.js";
import type { Fault } from "./fault.js";
import type { KeepAlive, Stream, StreamSink } from "./stream.js";
import type { SecureInfo, SecureOptions } from "./secure.js";

/** How to listen. */
export interface ListenOptions {
  /** The local port; 0: chosen by the card and told by `listening()`. */
  readonly port: number;
  /** The local address; absent: all of the card's. */
  readonly host?: string | undefined;
  /**
   * How many offers may wait to be accepted (at least 1); more are refused. Clients whose handshake is under way count. A card
   * that serves one client at a time (see `Traits.clients`) lets no other wait, and one that is out of sockets none at all.
   */
  readonly backlog: number;
  /** Applied to every accepted stream. */
  readonly keepAlive?: KeepAlive | undefined;
  /** TLS on every accepted stream; absent: plain TCP. */
  readonly secure?: SecureOptions | undefined;
}

/** A low-level listening socket. */
export interface Listener {
  /**
   * Of one with TLS: handshakes that begin from now on go by these settings. Those under way, the offers that wait and the
   * accepted streams go on as they are. Absent where listeners have no TLS.
   *
   * @returns what the settings lack for a listener, as `closed()` would tell it of a new one; then the old ones stay.
   * @throws TypeError for credentials of others, or for a listener without TLS.
   */
  renew?(secure: SecureOptions): Fault | undefined;
  /** Stops listening; open offers that were not accepted are refused. The sink is silent from this call on. */
  close(): void;
}

/** Who is told what a {@link Listener} does. Order: `listening` once, then any `offered` and `rejected`; or only `closed(fault)`. */
export interface ListenSink {
  /** It listens here. */
  listening(local: Endpoint): void;
  /** A client is connected (with TLS: the handshake is done) and waits. Accepting and refusing are allowed inside this call. */
  offered(offer: Offer): void;
  /** A client came and was sent away, because the TLS handshake with it failed, or took too long. Nothing is to be done. */
  rejected(from: Endpoint, fault: Fault): void;
  /** It could not listen, or stopped listening by itself. Last, and not told after `close()`. */
  closed(fault?: Fault): void;
}

/**
 * A client that waits. It stays paused, so no byte is lost, until exactly one of `accept` and `refuse` is called; of
 * further calls, `refuse` does nothing and `accept` throws. One whose client left meanwhile can be accepted still:
 * its bytes and its end are then reported as usual.
 */
export interface Offer {
  /** The address of the client. */
  readonly from: Endpoint;
  /** The address of this side. */
  readonly local: Endpoint;
  /** What the TLS handshake with it settled; absent without TLS. */
  readonly secure?: SecureInfo | undefined;
  /** Takes the client. The stream is connected already; `received` and the rest are told to `sink`, not before this call has returned. */
  accept(sink: StreamSink): Stream;
  /** Sends the client away. */
  refuse(): void;
}
