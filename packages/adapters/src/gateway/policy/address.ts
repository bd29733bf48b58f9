import { SocketAddress } from "node:net";
import { parseIPv4, parseIPv6 } from "@luat/contract";

/** A literal address in its one form: IPv4 within IPv6 (`::ffff:a.b.c.d`) is IPv4. */
export interface Address {
  /** What is dialled; made of the octets, so that nobody reads it in another way. */
  readonly text: string;
  /** 4 or 16 of them. */
  readonly octets: Uint8Array;
}

/** Bytes before the IPv4 address in one that is mapped into IPv6. */
const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255];

/** Whether these octets are those of an IPv4 address within IPv6. */
export function isMapped(octets: Uint8Array): boolean {
  return octets.length === 16 && MAPPED.every((octet, i) => octets[i] === octet);
}

/** Reads a literal address; `undefined`: it is none. One with a zone is none, as it means something on one host only. */
export function readAddress(text: string): Address | undefined {
  if (text.includes("%")) return undefined;
  const octets = parseIPv4(text) ?? parseIPv6(text);
  return octets && addressOf(octets);
}

/** The address of these octets. */
export function addressOf(octets: Uint8Array): Address {
  if (isMapped(octets)) return addressOf(octets.slice(12));
  if (octets.length === 4) return { text: octets.join("."), octets };
  const words = Array.from({ length: 8 }, (_, i) => (((octets[2 * i] ?? 0) << 8) | (octets[2 * i + 1] ?? 0)).toString(16));
  return { text: new SocketAddress({ address: words.join(":"), family: "ipv6" }).address, octets };
}
