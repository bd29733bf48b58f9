import type { Clock } from "./clock.js";
import type { BindOptions, Datagrams, DatagramSink } from "./datagrams.js";
import type { Endpoint, LocalAddress } from "./endpoint.js";
import type { Fault } from "./fault.js";
import type { Listener, ListenOptions, ListenSink } from "./listener.js";
import type { Credentials, TlsConfig } from "./secure.js";
import type { Stop } from "./stop.js";
import type { DialOptions, Stream, StreamSink } from "./stream.js";
import type { Traits } from "./traits.js";

/** What to ask of the name service. */
export interface DnsQuery {
  /** 4: A records, 6: AAAA records, absent: both. */
  readonly family?: 4 | 6 | undefined;
  /** Addresses of the name servers to ask, in order, each with `:port` where it is not 53. Absent or empty: the system's own way. */
  readonly servers?: readonly string[] | undefined;
}

/** The addresses in the order to try them, at least one; or why there are none. */
export type DnsAnswer = { readonly addresses: readonly string[] } | { readonly fault: Fault };

/** The most addresses of one answer that are kept. */
export const MAX_ADDRESSES = 4;

/**
 * One network card: the only way in which the SDK reaches a network.
 *
 * Laws that hold for every method: it only starts work and never calls a sink or callback before it returns; it
 * does not throw for what the network does (that is told as a {@link Fault}), only for a programmer's mistake; and
 * what it was not made for (see {@link Traits}) is told as the fault `"unsupported"`. While the card is down, `dial`,
 * `listen` and `bind` end with the fault `"link"`; when it goes down, so does everything that is open on it.
 */
export interface Adapter {
  /** For logs and messages; never compared. */
  readonly name: string;
  /** What it can do; fixed for its life. */
  readonly traits: Traits;
  /** The time it lives in, where that is not the host's; devices on the card live in the same. */
  readonly clock?: Clock | undefined;
  /** Whether the link is up and an address is set. */
  isReady(): boolean;
  /** The card's addresses, `undefined` while it has none. */
  address(): LocalAddress | undefined;
  /** Tells each change of `isReady()` from now on, until stopped; `isReady()` agrees inside the call. */
  watch(onLink: (up: boolean) => void): Stop;
  /**
   * Checks TLS settings and makes them ready for use, at once; equal settings may give the same credentials. A fault has
   * the reason `"tls"` and says in `tls` which part of the settings is wrong.
   */
  credentials(config: TlsConfig): Credentials | Fault;
  /** Looks a name up (only where `traits.names` is `"resolve"`); up to {@link MAX_ADDRESSES}, without repeats. After the returned stop, `done` is not called. */
  resolve(name: string, query: DnsQuery, done: (answer: DnsAnswer) => void): Stop;
  /** Connects to a literal address, or to a name where `traits.names` is `"opaque"`. */
  dial(to: Endpoint, options: DialOptions, sink: StreamSink): Stream;
  /** Opens a listener on one of the card's addresses, or on all of them. */
  listen(options: ListenOptions, sink: ListenSink): Listener;
  /** Opens a datagram socket. */
  bind(options: BindOptions, sink: DatagramSink): Datagrams;
}
