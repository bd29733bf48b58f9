import { UNSET, type NtpTime } from "./ntp-time.js";

/** What a packet says who sent it: what a client and a server say. */
const CLIENT_MODE = 3;
export const SERVER_MODE = 4;

/** A packet of NTP (RFC 5905, without extensions), field by field. */
export interface Packet {
  /** 0 to 3; 1 and 2: a leap second is due; 3: the clock is not synchronised. */
  readonly leap: number;
  /** 0 to 7. */
  readonly version: number;
  /** 0 to 7. */
  readonly mode: number;
  /** 1: it has a reference clock; up to 15: so many servers to one that has; 0: none of that. */
  readonly stratum: number;
  /** Seconds between requests, as power of 2. */
  readonly poll: number;
  /** How fine the clock is: seconds, as power of 2. */
  readonly precision: number;
  /** Milliseconds to the reference clock and back. */
  readonly rootDelay: number;
  /** Milliseconds by which it may differ from the reference clock. */
  readonly rootDispersion: number;
  /** Four bytes: the reference clock's name, the address of the server above, or, with stratum 0, why there is no time. */
  readonly reference: Uint8Array;
  /** When the clock was last set. */
  readonly updated: NtpTime;
  /** What the request has in `transmit`. */
  readonly origin: NtpTime;
  /** When the request arrived. */
  readonly receive: NtpTime;
  /** When this packet was sent. */
  readonly transmit: NtpTime;
}

export const PACKET_SIZE = 48;
/** LuatOS takes packets from this size on; the fraction of `transmit` is then missing. */
const LEAST_SIZE = 44;

const EMPTY: Packet = {
  ...{ leap: 0, version: 4, mode: CLIENT_MODE, stratum: 0, poll: 0, precision: 0, rootDelay: 0, rootDispersion: 0 },
  ...{ reference: new Uint8Array(4), updated: UNSET, origin: UNSET, receive: UNSET, transmit: UNSET },
};

/** Milliseconds in 2^-16 s. */
const SHORT = 1000 / 65_536;

/**
 * The bytes of a packet; what is not given is 0, but that it is a client's of version 4.
 *
 * @example
 * ```ts
 * import { encodePacket, ntpTime } from "@luat/socket/sntp";
 *
 * const asked = ntpTime(Date.now());
 * const request = encodePacket({ transmit: asked });
 * const now = ntpTime(Date.UTC(2026, 6, 1));
 * const answer = encodePacket({ mode: 4, stratum: 1, origin: asked, receive: now, transmit: now });
 * [request.length, answer.length]; // [48, 48]
 * ```
 */
export function encodePacket(fields: Partial<Packet>): Uint8Array {
  const packet = { ...EMPTY, ...fields };
  const bytes = new Uint8Array(PACKET_SIZE);
  const view = new DataView(bytes.buffer);
  bytes[0] = (packet.leap << 6) | (packet.version << 3) | packet.mode;
  bytes[1] = packet.stratum;
  view.setInt8(2, packet.poll);
  view.setInt8(3, packet.precision);
  view.setUint32(4, Math.round(packet.rootDelay / SHORT));
  view.setUint32(8, Math.round(packet.rootDispersion / SHORT));
  bytes.set(packet.reference, 12);
  for (const [i, { seconds, fraction }] of [packet.updated, packet.origin, packet.receive, packet.transmit].entries()) {
    view.setUint32(16 + 8 * i, seconds);
    view.setUint32(20 + 8 * i, fraction);
  }
  return bytes;
}

/**
 * What the bytes mean; `undefined` for fewer than 44. What follows the packet is not looked at.
 *
 * @example
 * ```ts
 * import { decodePacket, encodePacket } from "@luat/socket/sntp";
 *
 * const packet = decodePacket(encodePacket({ stratum: 2 }));
 * [packet?.version, packet?.mode, packet?.stratum]; // [4, 3, 2]
 * ```
 */
export function decodePacket(bytes: Uint8Array): Packet | undefined {
  if (bytes.length < LEAST_SIZE) return undefined;
  const whole = new Uint8Array(PACKET_SIZE);
  whole.set(bytes.subarray(0, PACKET_SIZE));
  const view = new DataView(whole.buffer);
  const first = view.getUint8(0);
  const time = (at: number): NtpTime => ({ seconds: view.getUint32(at), fraction: view.getUint32(at + 4) });
  return {
    leap: first >> 6,
    version: (first >> 3) & 7,
    mode: first & 7,
    stratum: view.getUint8(1),
    poll: view.getInt8(2),
    precision: view.getInt8(3),
    rootDelay: view.getUint32(4) * SHORT,
    rootDispersion: view.getUint32(8) * SHORT,
    reference: whole.slice(12, 16),
    updated: time(16),
    origin: time(24),
    receive: time(32),
    transmit: time(40),
  };
}
