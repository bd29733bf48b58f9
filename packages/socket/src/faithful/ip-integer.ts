import { parseIPv4 } from "@luat/contract";

/**
 * The text of an address given as an integer: LuatOS's word in memory order, whose least significant byte is the
 * first octet. Lua's 32-bit integers may be negative.
 *
 * @example
 * ```ts
 * import { ipText } from "@luat/socket";
 *
 * ipText(0x0a01a8c0); // "192.168.1.10"
 * ```
 */
export function ipText(word: number): string {
  const bits = word >>> 0;
  return `${bits & 255}.${(bits >>> 8) & 255}.${(bits >>> 16) & 255}.${bits >>> 24}`;
}

/**
 * The integer of a dotted address, in LuatOS's order (see {@link ipText}); `undefined` when the text is none.
 *
 * @example
 * ```ts
 * import { ipInteger } from "@luat/socket";
 *
 * ipInteger("192.168.1.10"); // 0x0a01a8c0
 * ipInteger("example.com"); // undefined
 * ```
 */
export function ipInteger(text: string): number | undefined {
  const octets = parseIPv4(text);
  if (octets === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}
