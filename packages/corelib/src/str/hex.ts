import { describeValue } from "../log/format-value.js";
import { bytesOf, type ZbuffData } from "../zbuff/zbuff.js";

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).toUpperCase().padStart(2, "0"));

/**
 * The hex text of bytes, in capitals.
 * 把数据转换为十六进制文本。
 *
 * @param s - bytes, or text (its UTF-8).
 * @param separator - put after every byte, the last one included. Default: nothing.
 * @returns the text. (LuatOS gives its length without separators as a second result.)
 * @throws TypeError when an argument is not of its type.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.toHex(Uint8Array.of(1, 171)); // "01AB"
 * str.toHex(Uint8Array.of(1, 171), " "); // "01 AB "
 * ```
 */
export function toHex(s: ZbuffData, separator?: string | null): string {
  const between = separator ?? "";
  if (typeof between !== "string") throw new TypeError(`separator is ${describeValue(between)}; expected a string`);
  let text = "";
  for (const byte of bytesOf("s", s)) text += (PAIRS[byte] ?? "") + between;
  return text;
}

/**
 * The bytes of hex text, in capitals or not. What is no hex digit is skipped, and a digit whose neighbour is none is
 * left out, so `"12 34"` and `"0x1234"` are two bytes, and `"1 2"` is none.
 * 把十六进制文本转换为数据。
 *
 * @param s - the text.
 * @returns the bytes.
 * @throws TypeError when it is neither text nor bytes.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.fromHex("01ab"); // Uint8Array.of(1, 171)
 * ```
 */
export function fromHex(s: ZbuffData): Uint8Array<ArrayBuffer> {
  const text = bytesOf("s", s);
  const bytes = new Uint8Array(text.length >> 1);
  let length = 0;
  let high = -1;
  for (const code of text) {
    const digit = hexDigit(code);
    if (digit < 0 || high < 0) {
      high = digit;
    } else {
      bytes[length++] = (high << 4) | digit;
      high = -1;
    }
  }
  return bytes.slice(0, length);
}

/**
 * The value of each character of hex text as a byte of its own: 9 for `9`, 10 for `A` and `a`.
 * 把每个字符转换为它的数值。
 *
 * @param s - the text. A character that is no hex digit gives four bits of its code, of codes from `:` to 127 plus 9.
 * @returns as many bytes as `s` has. (LuatOS gives their number as a second result.)
 * @throws TypeError when it is neither text nor bytes.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.toValue("09aF"); // Uint8Array.of(0, 9, 10, 15)
 * ```
 */
export function toValue(s: ZbuffData): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bytesOf("s", s), (code) => (code > 0x39 && code < 0x80 ? code + 9 : code) & 15);
}

function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}
