import { parseIPv4 } from "@luat/contract";
import { describeValue } from "../log/format-value.js";

const V4 = 0;
const V6 = 1;

/**
 * The text of an address in any of the forms in which LuatOS gives one.
 * 把 LuatOS 的 IP 地址（数据或整数）转换为文本。
 *
 * Not in LuatOS.
 *
 * @param address - what `socket.rx` gives for UDP: a byte 0 and four octets, or a byte 1 and the sixteen of IPv6; or an
 * integer, whose least significant byte is the first octet. Lua's 32-bit integers may be negative.
 * @returns dotted text, or IPv6 in its shortest form (RFC 5952).
 * @throws TypeError when it is neither bytes nor a number, RangeError for any other bytes or number.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.ipText(Uint8Array.of(0, 192, 168, 1, 10)); // "192.168.1.10"
 * str.ipText(0x0a01a8c0); // "192.168.1.10"
 * ```
 */
export function ipText(address: Uint8Array | number): string {
  if (typeof address === "number") return ipv4Text(octetsOf(address));
  if (!(address instanceof Uint8Array)) throw new TypeError(`address is ${describeValue(address)}; expected bytes or an integer`);
  if (address.length === 5 && address[0] === V4) return ipv4Text(address.subarray(1));
  if (address.length === 17 && address[0] === V6) return ipv6Text(address.subarray(1));
  throw new RangeError(`address is ${address.length} bytes that begin with ${address[0]}; expected 0 and 4 octets, or 1 and 16 octets`);
}

/**
 * The integer of a dotted address, as LuatOS has it: its least significant byte is the first octet, see {@link ipText}.
 * 把点分十进制的 IP 地址转换为整数。
 *
 * Not in LuatOS.
 *
 * @param text - the text.
 * @returns the integer, from 0 to 4294967295 (Lua's 32-bit integers are `| 0` of it); `undefined` when the text is no
 * IPv4 address, such as a name.
 * @throws TypeError when it is no text.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.ipInt("192.168.1.10"); // 0x0a01a8c0
 * str.ipInt("example.com"); // undefined
 * ```
 */
export function ipInt(text: string): number | undefined {
  if (typeof text !== "string") throw new TypeError(`text is ${describeValue(text)}; expected a string`);
  const octets = parseIPv4(text);
  return octets && new DataView(octets.buffer).getUint32(0, true);
}

function octetsOf(word: number): number[] {
  if (!Number.isInteger(word) || word < -(2 ** 31) || word >= 2 ** 32) {
    throw new RangeError(`address is ${word}; expected an integer of 32 bits`);
  }
  return [word & 255, (word >>> 8) & 255, (word >>> 16) & 255, word >>> 24];
}

function ipv4Text(octets: Iterable<number>): string {
  return [...octets].join(".");
}

function ipv6Text(octets: Uint8Array): string {
  const view = new DataView(octets.buffer, octets.byteOffset, 16);
  const words = Array.from({ length: 8 }, (_, i) => view.getUint16(2 * i));
  if (words.slice(0, 5).every((word) => word === 0) && words[5] === 0xffff) return `::ffff:${ipv4Text(octets.subarray(12))}`;
  const [start, length] = longestZeros(words);
  const text = (part: readonly number[]): string => part.map((word) => word.toString(16)).join(":");
  return length < 2 ? text(words) : `${text(words.slice(0, start))}::${text(words.slice(start + length))}`;
}

/** The first of the longest runs of zeros. */
function longestZeros(words: readonly number[]): [start: number, length: number] {
  let best: [number, number] = [0, 0];
  for (let start = 0; start < words.length; start++) {
    let length = 0;
    while (words[start + length] === 0) length++;
    if (length > best[1]) best = [start, length];
  }
  return best;
}
