import type { Endpoint } from "./endpoint.js";
import type { Fault } from "./fault.js";
import type { SecureInfo, SecureOptions } from "./secure.js";
import type { SendResult } from "./stream.js";

/** How to bind a datagram socket. Sending to broadcast addresses is always allowed. */
export interface BindOptions {
  /** The local port; absent or 0: chosen by the card. */
  readonly port?: number | undefined;
  /** The local address; absent: all of the card's, of the peer's kind where there is a peer, else the IPv4 ones. */
  readonly host?: string | undefined;
  /** A literal address: `send` without an address goes here, and only what comes from here is reported. */
  readonly peer?: Endpoint | undefined;
  /**
   * DTLS with the peer, which there must be, as its client (`Traits.dtls`): the handshake begins at once, and what is lost of it
   * is sent again. `alpn` and `name` are not looked at. Absent: plain UDP.
   */
  readonly secure?: SecureOptions | undefined;
  /** Only where `Traits.multicast` is true. */
  readonly multicast?: MulticastOptions | undefined;
}

/** How datagrams go to groups; see `Traits.multicast`. */
export interface MulticastOptions {
  /** How many networks they may cross, 0 to 255: with 0 they stay on this host, with 1 on its network. Default: 1. */
  readonly ttl?: number | undefined;
  /** Whether this host hears them, where it has joined the group. Default: true. */
  readonly loopback?: boolean | undefined;
  /** A literal address of the interface from which they leave. Default: the system chooses. */
  readonly interface?: string | undefined;
}

/** The most bytes that one datagram holds over IPv4: 65,535 less the headers of IP and UDP. */
export const MAX_DATAGRAM = 65_507;

/**
 * A low-level datagram socket of a card.
 *
 * Calls do not throw for what the network does, and never call the sink before they return. After `close()`, and after
 * the sink's `closed()`, every call is allowed and does nothing (`send` then answers FULL).
 */
export interface Datagrams {
  /**
   * Takes one datagram (which may be empty) whole or not at all. Allowed from `bound()` on (with DTLS from `secured()`); the
   * bytes may not be changed until it is settled (SENT, or told by `sent()`).
   *
   * FULL is answered only while something is queued, and promises one `drained()`; SENT only when all that was taken before
   * is settled too. What was taken and cannot be sent is
   * told by `failed()`; the socket goes on.
   *
   * @param to - a literal address with a port above 0; absent: the peer. After a first send elsewhere than to the peer
   * the socket goes on to report only what comes from the peer. With DTLS there is only the peer.
   * @throws TypeError without `to` where there is no peer, when `to.host` is no literal address, or, with DTLS, not the peer's.
   */
  send(bytes: Uint8Array, to?: Endpoint): SendResult;
  /**
   * From now on, what is sent to this group and to the port of this socket is reported; allowed from `bound()` on, and for sockets
   * that were bound without a host. What others on this host have joined may be reported too, as Linux does. Absent: the card
   * has no groups (`Traits.multicast`).
   *
   * @param on - a literal address of the interface on which it is heard; absent: the system chooses.
   * @returns why not: `"in-use"`, it has joined already; `"address"`, there is no such interface; or what the system says.
   * @throws TypeError when `group` is no address of a group, or `on` no literal address.
   */
  join?(group: string, on?: string): Fault | undefined;
  /** Ends what {@link join} began. @returns why not: `"address"`, it has not joined. @throws as join. */
  leave?(group: string, on?: string): Fault | undefined;
  /** Ends it; what was taken before still goes out, as if it had not ended. The sink is silent from this call on. */
  close(): void;
}

/**
 * Who is told what a {@link Datagrams} socket does. Order: `bound` once, with DTLS then `secured` once, then any of
 * `received`, `sent`, `drained` and `failed`, and `closed` last; or only `closed(fault)`. A handshake that fails, which takes a
 * bounded time, gives `bound` and `closed(fault)`.
 */
export interface DatagramSink {
  /** It is open, and this is its own address. */
  bound(local: Endpoint): void;
  /** The DTLS handshake is done: it can be sent from now on. Only where `secure` was asked for, and then it must be there. */
  secured?(info: SecureInfo): void;
  /**
   * One whole datagram, the first `length` of `bytes` (0 when it is empty), lent as in `StreamSink.received`. There is no
   * pausing: who cannot keep it drops it.
   *
   * @param isCut - the card kept only the beginning of it. Absent, or false: it is whole.
   */
  received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint, isCut?: boolean): void;
  /** The first `total` datagrams ever taken are settled: the system has them, but for those told by `failed` before. */
  sent(total: number): void;
  /** After a FULL: there is room again. */
  drained(): void;
  /**
   * One datagram failed; the socket lives on.
   *
   * @param nth - which one could not be sent, counted from 1; absent when the network sent one back, as "refused" for a
   * port of the peer where nobody is (not every system tells).
   */
  failed(fault: Fault, nth?: number): void;
  /**
   * It is over, as after the fault "link", or with DTLS after the peer's farewell, which has no fault; what was not settled is
   * lost. Exactly once, unless `close()` came first.
   */
  closed(fault?: Fault): void;
}
