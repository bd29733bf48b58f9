import type { Endpoint } from "./endpoint.js";
import type { Fault } from "./fault.js";
import type { SecureOptions } from "./secure.js";
import type { SendResult } from "./stream.js";

/** How to bind a datagram socket. */
export interface BindOptions {
  /** The local port; absent or 0: chosen by the card. */
  readonly port?: number | undefined;
  /** The local address; absent: all of the card's. */
  readonly host?: string | undefined;
  /** Allow sending to broadcast addresses. */
  readonly broadcast?: boolean | undefined;
  /** Let others bind the same port. */
  readonly reuse?: boolean | undefined;
  /** Only datagrams from here are reported, and `send` without an address goes here. */
  readonly peer?: Endpoint | undefined;
  /** DTLS with the peer. */
  readonly secure?: SecureOptions | undefined;
}

/** A low-level datagram socket. */
export interface Datagrams {
  /** Sends one datagram, whole or not at all; `to` is a literal address, absent: the peer. */
  send(bytes: Uint8Array, to?: Endpoint): SendResult;
  /** Joins a multicast group. */
  join(group: string): void;
  /** Datagrams that were dropped because nobody took them in time. */
  readonly dropped: number;
  /** Ends it; the sink is silent from this call on. */
  close(): void;
}

/** Who is told what a {@link Datagrams} socket does. */
export interface DatagramSink {
  /** It is open, and this is its own address. */
  bound(local: Endpoint): void;
  /** One datagram, the first `length` of `bytes` (may be 0), lent as in `StreamSink.received`. */
  received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint): void;
  /** The system took `total` datagrams so far. */
  sent(total: number): void;
  /** One datagram failed; the socket lives on. */
  failed(fault: Fault): void;
  /** It is over. Exactly once, unless `close()` came first. */
  closed(fault?: Fault): void;
}
