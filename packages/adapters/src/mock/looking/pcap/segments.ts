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

/** So much of a packet is sent back by who cannot deliver it: the begin of its header, with the ports. */
const QUOTED = 8;

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

/** Puts the header of IP before a payload. @param id - tells packets of a host apart. */
export function ipPacket({ from, to }: Ends, protocol: number, payload: Uint8Array, id: number): Uint8Array {
  return new IpRoute(from.host, to.host).packet(protocol, payload, id);
}

/** A segment of TCP. */
export function tcpSegment({ from, to }: Ends, { sequence, acknowledged, flags, window, scale }: TcpHeader, data: Uint8Array): Uint8Array {
  const options = scale === undefined ? [] : [2, 4, ...words(MOST_DATA), 1, 3, 3, scale];
  const length = 20 + options.length;
  const segment = new Uint8Array(length + data.length);
  segment.set(words(from.port, to.port, sequence >>> 16, sequence, acknowledged >>> 16, acknowledged, (length << 10) | flags, window));
  segment.set(options, 20);
  segment.set(data, length);
  segment.set(words(new IpRoute(from.host, to.host).checksum(TCP, segment)), 16);
  return segment;
}

/** A datagram of UDP. */
export function udpDatagram({ from, to }: Ends, data: Uint8Array): Uint8Array {
  const datagram = new Uint8Array(8 + data.length);
  datagram.set(words(from.port, to.port, datagram.length));
  datagram.set(data, 8);
  // 0 would say that there is no checksum.
  datagram.set(words(new IpRoute(from.host, to.host).checksum(UDP, datagram) || 0xffff), 6);
  return datagram;
}

/**
 * What ICMP says to `to` of what it sent to `from`: that there is nobody.
 *
 * @param about - the segment or datagram, of which the begin is quoted.
 */
export function unreachablePacket({ from, to }: Ends, protocol: typeof TCP | typeof UDP, about: Uint8Array, id: number): Uint8Array {
  const route = new IpRoute(from.host, to.host);
  const quoted = new IpRoute(to.host, from.host).header(protocol, about.length, id);
  const begin = about.subarray(0, QUOTED);
  const message = new Uint8Array(8 + quoted.length + begin.length);
  // No such port on the host, or no such host.
  const code = protocol === UDP ? { v4: 3, v6: 4 } : { v4: 1, v6: 3 };
  message.set(route.isV4 ? [3, code.v4] : [1, code.v6]);
  message.set(quoted, 8);
  message.set(begin, 8 + quoted.length);
  message.set(words(route.isV4 ? checksum(message) : route.checksum(ICMPV6, message)), 2);
  return route.packet(route.isV4 ? ICMP : ICMPV6, message, id);
}
