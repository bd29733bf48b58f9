const LONGEST_V4 = "255.255.255.255".length;
const ZERO = 48;
const NINE = 57;
const DOT = 46;
const V6_GROUP = /^[\da-f]{1,4}$/i;

/**
 * The four octets of an IPv4 address in dotted text, or `undefined` when the text is not one.
 *
 * @example
 * ```ts
 * import { parseIPv4 } from "@luat/contract";
 *
 * parseIPv4("10.0.0.1"); // Uint8Array.of(10, 0, 0, 1)
 * parseIPv4("10.0.1"); // undefined
 * ```
 */
export function parseIPv4(text: string): Uint8Array | undefined {
  if (text.length > LONGEST_V4) return undefined;
  const octets = new Uint8Array(4);
  let place = 0;
  let octet = -1;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === DOT) {
      if (octet < 0 || place === 3) return undefined;
      octets[place++] = octet;
      octet = -1;
    } else {
      // No digit follows a leading zero, which some take for octal.
      if (code < ZERO || code > NINE || octet === 0) return undefined;
      octet = Math.max(octet, 0) * 10 + code - ZERO;
      if (octet > 255) return undefined;
    }
  }
  if (octet < 0 || place !== 3) return undefined;
  octets[3] = octet;
  return octets;
}

function groups(text: string, isTail: boolean): number[] | undefined {
  if (text === "") return [];
  const words: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (isTail && i === parts.length - 1 && part.includes(".")) {
      const v4 = parseIPv4(part);
      if (v4 === undefined) return undefined;
      words.push(((v4[0] ?? 0) << 8) | (v4[1] ?? 0), ((v4[2] ?? 0) << 8) | (v4[3] ?? 0));
    } else if (V6_GROUP.test(part)) {
      words.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return words;
}

/**
 * The sixteen octets of an IPv6 address (RFC 4291 text, a zone after `%` is ignored), or `undefined`.
 *
 * @example
 * ```ts
 * import { parseIPv6 } from "@luat/contract";
 *
 * parseIPv6("::ffff:10.0.0.1")?.slice(10); // Uint8Array.of(255, 255, 10, 0, 0, 1)
 * parseIPv6("10.0.0.1"); // undefined
 * ```
 */
export function parseIPv6(text: string): Uint8Array | undefined {
  const zone = text.indexOf("%");
  const address = zone < 0 ? text : text.slice(0, zone);
  const halves = address.split("::");
  if (halves.length > 2 || !address.includes(":")) return undefined;
  const head = groups(halves[0] ?? "", halves.length === 1);
  const tail = groups(halves[1] ?? "", true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const words = [...head, ...new Array<number>(missing).fill(0), ...tail];
  return Uint8Array.from(words.flatMap((word) => [word >> 8, word & 255]));
}

/**
 * Which kind of literal address a text is: 4, 6, or 0 when it is a name.
 *
 * @example
 * ```ts
 * import { ipVersion } from "@luat/contract";
 *
 * ipVersion("10.0.0.1"); // 4
 * ipVersion("fe80::1"); // 6
 * ipVersion("example.test"); // 0
 * ```
 */
export function ipVersion(text: string): 0 | 4 | 6 {
  if (parseIPv4(text) !== undefined) return 4;
  return parseIPv6(text) === undefined ? 0 : 6;
}

/**
 * Whether a literal address is that of a multicast group: 224.0.0.0 to 239.255.255.255, or ff00::/8.
 *
 * @example
 * ```ts
 * import { isMulticast } from "@luat/contract";
 *
 * isMulticast("239.1.2.3"); // true
 * isMulticast("ff02::fb"); // true
 * isMulticast("10.0.0.1"); // false
 * ```
 */
export function isMulticast(address: string): boolean {
  const [first = 0] = parseIPv4(address) ?? [];
  return (first >= 224 && first < 240) || parseIPv6(address)?.[0] === 255;
}
