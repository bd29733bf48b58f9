/**
 * What a network card can really do. Traits are promises: the conformance suite tests each one that is claimed and
 * skips what is not, and every layer above asks the trait, never the card's name.
 */
export interface Traits {
  /** `"resolve"`: the card turns names into addresses with {@link Adapter.resolve}; `"opaque"`: names are dialled as they are. */
  readonly names: "resolve" | "opaque";
  /** Streams can be dialled. */
  readonly tcp: boolean;
  /** Listeners can be opened. */
  readonly listen: boolean;
  /** `"many"`: a listener serves many clients at once. `"one"`: it refuses all others from when one came until that one's stream has ended. */
  readonly clients: "many" | "one";
  /** Datagram sockets can be bound. */
  readonly udp: boolean;
  /** Dialling (and, with `listen`, listening) can be secured with TLS. */
  readonly tls: boolean;
  /** Where there is TLS, it can be had with a pre-shared key too. Absent: no. */
  readonly psk?: boolean | undefined;
  /** `"psk"`: datagram sockets with a peer can be secured with DTLS, by a pre-shared key. Absent, or false: they cannot. */
  readonly dtls?: "psk" | false | undefined;
  /** Datagram sockets can join multicast groups. Absent: no. */
  readonly multicast?: boolean | undefined;
  /** TLS can be dialled inside streams that are open: {@link DialOptions.tunnel}. Absent: no. */
  readonly tunnel?: boolean | undefined;
  /** After the peer's FIN this side can go on sending; after {@link Stream.finish} it can go on receiving. */
  readonly halfClose: boolean;
  /** `destroy("reset")` makes the peer see a reset instead of an orderly end. */
  readonly reset: boolean;
  /** `"full"`: idle, interval and count are applied; `"idle"`: only the idle time is; `"none"`: keep-alive is ignored. */
  readonly keepAlive: "full" | "idle" | "none";
  /** A local port can be chosen for dialling. */
  readonly localPort: boolean;
  /** IPv6 addresses and AAAA look-ups work. */
  readonly ipv6: boolean;
  /** A paused stream still reports the peer's FIN or reset. Node's sockets do not see them until they are resumed. */
  readonly pausedSeesEnd: boolean;
}
