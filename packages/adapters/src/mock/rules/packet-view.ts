import type { Endpoint } from "@luat/contract";

/** What every packet of a mock network shows. */
interface Seen {
  /** When it leaves, in virtual ms. */
  readonly time: number;
  /** The end that it leaves. */
  readonly from: Endpoint;
  /** Of a datagram for everybody: the address of the host that this copy of it is for. */
  readonly to: Endpoint;
  /** What it carries, in a copy; empty where it carries nothing. */
  readonly bytes: Uint8Array;
  /** The number of the TCP connection; of datagrams, that of the two ends. Each protocol counts from 1. */
  readonly connection: number;
  /** 1, and one more each time that it is sent again. */
  readonly attempt: number;
}

/**
 * A segment of TCP. `ack` says that bytes were read, or answers a `keep-alive`; `unreachable` is what routers say of an
 * address that no host has. That data arrived is told by an `ack` of its own only to hosts that count it as sent then: see
 * `HostProfile`.
 */
export interface TcpView extends Seen {
  /** Tells it from a datagram. */
  readonly protocol: "tcp";
  /** How many bytes of data went this way before it. */
  readonly sequence: number;
  /** By how many bytes it opens the window of who sent it: of `syn` and `syn-ack`, and of an `ack` of bytes that were read; else 0. */
  readonly window: number;
  /** What it does. */
  readonly kind: "syn" | "syn-ack" | "data" | "ack" | "keep-alive" | "fin" | "reset" | "unreachable";
}

/** A datagram, or what the host that it was for says when nobody is there (`unreachable`). */
export interface UdpView extends Seen {
  /** Tells it from a segment of TCP. */
  readonly protocol: "udp";
  /** What it is. */
  readonly kind: "datagram" | "unreachable";
}

/**
 * A packet of a mock network as rules see it. Nothing that is done to it changes the packet.
 *
 * @example
 * ```ts
 * import { MockNet, type PacketView } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * const seen: PacketView[] = [];
 * net.rule((packet) => void seen.push(packet));
 * await net.clock.run(async () => {
 *   net.host("10.0.0.1");
 *   await device.connect({ host: "10.0.0.1", port: 1883 }).catch(() => undefined);
 * });
 * seen.map(({ protocol, kind, to }) => [protocol, kind, to.host]); // [["tcp", "syn", "10.0.0.1"], ["tcp", "reset", "10.0.0.2"]]
 * ```
 */
export type PacketView = TcpView | UdpView;
