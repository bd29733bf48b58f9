import type { Endpoint } from "@luat/contract";
import { checksum } from "./checksum.js";
import { ICMP, ICMPV6, IpRoute, TCP, UDP, words } from "./ip-packet.js";

export const FIN = 1;
export const SYN = 2;
export const RST = 4;
export const PSH = 8;
export const ACK = 16;

/** The most data that a segment has: what a packet of IPv6 takes, and more than one of a real line. */
export const MOST_DATA = 65_475;

/** The ends of a packet. */
export interface Ends {
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** What is in the header of TCP. */
export interface TcpHeader {
  readonly sequence: number;
  readonly acknowledged: number;
  /** A sum of {@link SYN} and its like. */
  readonly flags: number;
  /** As it is on the wire: scaled. */
  readonly window: number;
  /** Only with {@link SYN}: by how many bits windows are scaled. */
  readonly scale?: number | undefined;
}

/** A segment of TCP with its header of IP. */
export function tcpPacket({ from, to }: Ends, { sequence, acknowledged, flags, window, scale }: TcpHeader, data: Uint8Array, id: number): Uint8Array {
  const options = scale === undefined ? [] : [2, 4, ...words(MOST_DATA), 1, 3, 3, scale];
  const length = 20 + options.length;
  const segment = new Uint8Array(length + data.length);
  segment.set(words(from.port, to.port, sequence >>> 16, sequence, acknowledged >>> 16, acknowledged, (length << 10) | flags, window));
  segment.set(options, 20);
  segment.set(data, length);
  const route = new IpRoute(from.host, to.host);
  segment.set(words(route.checksum(TCP, segment)), 16);
  return route.packet(TCP, segment, id);
}

/** A datagram with its header of IP. */
export function udpPacket({ from, to }: Ends, data: Uint8Array, id: number): Uint8Array {
  const datagram = new Uint8Array(8 + data.length);
  datagram.set(words(from.port, to.port, datagram.length));
  datagram.set(data, 8);
  const route = new IpRoute(from.host, to.host);
  // 0 would say that there is no checksum.
  datagram.set(words(route.checksum(UDP, datagram) || 0xffff), 6);
  return route.packet(UDP, datagram, id);
}

/** The begin of something that came back. */
export interface Quoted {
  readonly protocol: typeof TCP | typeof UDP;
  /** The first eight bytes of its header. */
  readonly begin: Uint8Array;
  /** Of all behind its header of IP. */
  readonly length: number;
}

/** What ICMP says to `to` of what it sent to `from`: that there is nobody. */
export function unreachablePacket({ from, to }: Ends, { protocol, begin, length }: Quoted, id: number): Uint8Array {
  const route = new IpRoute(from.host, to.host);
  const quoted = new IpRoute(to.host, from.host).header(protocol, length, id);
  const message = new Uint8Array(8 + quoted.length + begin.length);
  // No such port on the host, or no such host.
  const code = protocol === UDP ? { v4: 3, v6: 4 } : { v4: 1, v6: 3 };
  message.set(route.isV4 ? [3, code.v4] : [1, code.v6]);
  message.set(quoted, 8);
  message.set(begin, 8 + quoted.length);
  message.set(words(route.isV4 ? checksum(message) : route.checksum(ICMPV6, message)), 2);
  return route.packet(route.isV4 ? ICMP : ICMPV6, message, id);
}
