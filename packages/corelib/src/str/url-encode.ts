import { expectInteger } from "../expect.js";
import { describeValue } from "../log/format-value.js";
import { bytesOf, type ZbuffData } from "../zbuff/zbuff.js";

const SPACE = 32;
const ALWAYS_KEPT = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Encodes bytes for a URL: letters and digits stay, the others become `%` and two hex digits in capitals.
 * 对数据进行 URL 编码。
 *
 * @param s - text (its UTF-8), or bytes.
 * @param mode - 1: `.-_` stay too, a space becomes `%20` (and `~` becomes `%7E`); -1: as the two other arguments say;
 * any other: `.-*_` stay too, a space becomes `+`. Default: 0.
 * @param space - for mode -1: what a space becomes, 0 for `+`, any other for `%20`.
 * @param keep - for mode -1: the ASCII characters that stay, besides letters and digits; a space may be among them.
 * @returns the text.
 * @throws TypeError or RangeError when an argument is missing or not of its type.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.urlEncode("a b&c"); // "a+b%26c"
 * str.urlEncode("a b&c", 1); // "a%20b%26c"
 * str.urlEncode("a b&c", -1, 1, "&"); // "a%20b&c"
 * ```
 */
export function urlEncode(s: ZbuffData, mode?: number | null): string;
export function urlEncode(s: ZbuffData, mode: -1, space: number, keep: string): string;
export function urlEncode(s: ZbuffData, mode?: number | null, space?: number, keep?: string): string {
  const bytes = bytesOf("s", s);
  switch (expectInteger("mode", mode ?? 0)) {
    case -1:
      return percentEncode(bytes, expectInteger("space", space) === 0 ? "+" : "%20", expectAscii("keep", keep));
    case 1:
      return percentEncode(bytes, "%20", ".-_");
    default:
      return percentEncode(bytes, "+", ".-*_");
  }
}

function expectAscii(name: string, text: unknown): string {
  if (typeof text !== "string") throw new TypeError(`${name} is ${describeValue(text)}; expected a string`);
  if (bytesOf(name, text).length !== text.length) throw new RangeError(`${name} is ${describeValue(text)}; expected ASCII characters`);
  return text;
}

function percentEncode(bytes: Uint8Array, space: string, keep: string): string {
  const kept = new Set(bytesOf("keep", ALWAYS_KEPT + keep));
  let text = "";
  for (const byte of bytes) {
    if (kept.has(byte)) text += String.fromCharCode(byte);
    else if (byte === SPACE) text += space;
    else text += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return text;
}
