import { bytesOf, type ZbuffData } from "../zbuff/zbuff.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SKIPPED = " \t\r\n-";

/** The value of each character, -1 for what is skipped. */
const VALUES = new Map<number, number>();
for (const [value, char] of [...ALPHABET].entries()) {
  VALUES.set(char.charCodeAt(0), value);
  VALUES.set(char.toLowerCase().charCodeAt(0), value);
}
// Digits that are easily written for letters.
for (const pair of ["0O", "1L", "8B"]) VALUES.set(pair.charCodeAt(0), ALPHABET.indexOf(pair.charAt(1)));
for (const char of SKIPPED) VALUES.set(char.charCodeAt(0), -1);

/**
 * The base32 text of bytes, in capitals and without padding.
 * 把数据编码为 base32 文本，不带填充。
 *
 * @param s - bytes, or text (its UTF-8).
 * @returns the text.
 * @throws TypeError when it is neither text nor bytes.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.toBase32("LuatOS"); // "JR2WC5CPKM"
 * ```
 */
export function toBase32(s: ZbuffData): string {
  const bytes = bytesOf("s", s);
  let text = "";
  let bits = 0;
  let count = 0;
  for (const byte of bytes) {
    bits = ((bits & 31) << 8) | byte;
    for (count += 8; count >= 5; count -= 5) text += ALPHABET.charAt((bits >>> (count - 5)) & 31);
  }
  return count > 0 ? text + ALPHABET.charAt((bits << (5 - count)) & 31) : text;
}

/**
 * The bytes of base32 text, in capitals or not. `0`, `1` and `8` are read as `O`, `L` and `B`; spaces, tabs, line ends
 * and `-` are skipped; a zero byte ends it; the bits that are left over are dropped.
 * 把 base32 文本解码为数据。
 *
 * @param s - the text, without padding.
 * @returns the bytes; none when there is anything else in the text, such as the padding `=`.
 * @throws TypeError when it is neither text nor bytes.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.text(str.fromBase32("JR2WC-5CPKM")); // "LuatOS"
 * ```
 */
export function fromBase32(s: ZbuffData): Uint8Array<ArrayBuffer> {
  const text = bytesOf("s", s);
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let length = 0;
  let bits = 0;
  let count = 0;
  for (const code of text) {
    if (code === 0) break;
    const value = VALUES.get(code);
    if (value === undefined) return new Uint8Array(0);
    if (value < 0) continue;
    bits = ((bits & 127) << 5) | value;
    count += 5;
    if (count < 8) continue;
    count -= 8;
    bytes[length++] = bits >>> count;
  }
  return bytes.slice(0, length);
}
