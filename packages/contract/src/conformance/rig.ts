import type { Adapter } from "../adapter.js";
import type { PreSharedKey, TlsConfig } from "../secure.js";

/** What the rig's name service knows. */
export interface RigNames {
  /** A name that resolves; where names are opaque, one that leads to {@link Rig.host}. */
  readonly known: string;
  /** What the name service says of `known`, in its order; repeats and more than are kept are allowed, to see them cut. */
  readonly addresses: readonly string[];
  /** How many of these the card keeps. Default: `MAX_ADDRESSES`. */
  readonly kept?: number | undefined;
  /** A name that nobody knows. */
  readonly unknown: string;
}

/** Settings for the laws about TLS. The keys of `bad` are what `Fault.tls` must say of each. */
export interface RigTls {
  /** The name that the certificates of listeners are for. */
  readonly name: string;
  /** For a listener: a good certificate; asks clients for none. */
  readonly server: TlsConfig;
  /** For a listener: the same, and clients must have a certificate of the same authority. */
  readonly mutual: TlsConfig;
  /** For a listener: certificates that `careful` does not take, by what `Fault.tls` must say of each. Clients show the one of `untrusted` to `mutual`. */
  readonly poor: { readonly [reason in "untrusted" | "expired" | "not-yet-valid" | "name"]: TlsConfig };
  /** For who dials: verifies nothing. */
  readonly trusting: TlsConfig;
  /** For who dials: verifies against the authority of `server`. */
  readonly careful: TlsConfig;
  /** For who dials: as `careful`, with a client's certificate. */
  readonly client: TlsConfig;
  /** Settings that are wrong, by what `Fault.tls` must say of each. */
  readonly bad: { readonly [reason in "ca" | "certificate" | "key" | "password" | "mismatch"]: readonly TlsConfig[] };
  /** Absent: laws about revocation are skipped. */
  readonly revocation?: RigRevocation | undefined;
}

/** Settings for the laws about revocation. */
export interface RigRevocation {
  /** For a listener: as `server`, with a certificate that was revoked. Clients show it to `mutual`. */
  readonly revoked: TlsConfig;
  /** For who dials: as `careful`, with the list on which that certificate is, and on which that of `server` is not. */
  readonly careful: TlsConfig;
  /** For a listener: as `mutual`, with that list. */
  readonly mutual: TlsConfig;
  /** For who dials: as `careful`, with a list of the same authority that is not valid any more. */
  readonly stale: TlsConfig;
  /** Lists that cannot be read. */
  readonly bad: readonly TlsConfig[];
}

/** A server of DTLS for one client at a time, that talks in lines. */
export interface DtlsServer {
  /** Where it listens, at `host`. */
  readonly port: number;
  /** All that it heard, or said itself about that. */
  readonly heard: string;
  /** Sends the client a line, which ends with `\n`. */
  say(line: string): void;
}

/**
 * The bench on which one card is tested: the card, another one that plays the other side, and a way to let things
 * happen. Every law gets a fresh rig.
 *
 * The laws never look at a clock: they say what they wait for, and the rig waits for it in real time, or moves
 * virtual time until it is there.
 */
export interface Rig {
  /** The card under test. */
  readonly adapter: Adapter;
  /** A good card on the same network, which can dial, listen, and whatever else `adapter` says it can. May be the same object, as on a loopback. */
  readonly peer: Adapter;
  /** The literal address at which listeners of `peer` are dialled from `adapter`, and on which `peer` listens. */
  readonly host: string;
  /** The literal address at which listeners of `adapter` are dialled from `peer`, and on which `adapter` listens. */
  readonly selfHost: string;
  /** Absent: laws about names are skipped. */
  readonly names?: RigNames | undefined;
  /** Absent: laws about TLS are skipped. */
  readonly tls?: RigTls | undefined;
  /** An address at which a datagram reaches all sockets of this network that are bound without a host. Absent: laws about it are skipped. */
  readonly broadcast?: string | undefined;
  /** An address of a group that reaches both hosts, and is used by nobody else. Absent: laws about groups are skipped. */
  readonly multicast?: string | undefined;
  /** How many sockets of all kinds `adapter` can have open at once, at least 8. Absent: more than any law opens. */
  readonly sockets?: number | undefined;
  /** Literal IPv6 addresses of both, where `host` and `selfHost` are of IPv4. Absent: laws about them are skipped. */
  readonly ipv6?: { readonly host: string; readonly selfHost: string } | undefined;
  /** Opens a server of DTLS at `host` that knows this key; it is there until `dispose()`. Absent: laws about DTLS are skipped. */
  readonly dtls?: ((psk: PreSharedKey) => Promise<DtlsServer>) | undefined;
  /** A port at `host` where nobody listens. */
  closedPort(): Promise<number>;
  /** Switches the link of `adapter`, which is up at the start. Absent: laws about link changes are skipped. */
  readonly setLink?: ((up: boolean) => void) | undefined;
  /** Lets nothing get from or to a port at `host` any more, and tells nobody; the function that it gives ends that. Absent: laws about it are skipped. */
  readonly silence?: ((port: number) => () => void) | undefined;
  /**
   * Lets things happen until `done()` holds.
   *
   * @throws Error that names `what` when `done()` can not become true any more, or did not within a time that is
   * ample for this network.
   */
  until(done: () => boolean, what: string): Promise<void>;
  /** Lets everything that is under way happen, so that what did not happen by then never will. */
  idle(): Promise<void>;
  /** Ends all that the rig itself holds. The laws have ended their own streams and listeners by then. */
  dispose(): Promise<void>;
}

/** Makes a fresh rig. */
export type MakeRig = () => Rig | Promise<Rig>;
