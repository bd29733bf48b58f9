import { bytesOf, type ZbuffData } from "../zbuff/zbuff.js";
import { decodeBase64, encodeBase64 } from "./base64-codec.js";

const ascii = new TextDecoder();

/**
 * The base64 text of bytes, with padding and without line ends.
 * 把数据编码为 base64 文本。
 *
 * @param s - bytes, or text (its UTF-8).
 * @returns the text.
 * @throws TypeError when it is neither text nor bytes.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.toBase64("LuatOS"); // "THVhdE9T"
 * ```
 */
export function toBase64(s: ZbuffData): string {
  return ascii.decode(encodeBase64(bytesOf("s", s)));
}

/**
 * The bytes of base64 text. Line ends are skipped, and spaces before them and at the end.
 * 把 base64 文本解码为数据。
 *
 * @param s - the text.
 * @returns the bytes. None when there is anything else in the text (the characters `-` and `_` of URLs, too), or data
 * behind padding. The last two or three characters are left out when their padding is missing.
 * @throws TypeError when it is neither text nor bytes.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.text(str.fromBase64("THVhdE9T")); // "LuatOS"
 * str.fromBase64("no base64!").length; // 0
 * ```
 */
export function fromBase64(s: ZbuffData): Uint8Array<ArrayBuffer> {
  return decodeBase64(bytesOf("s", s));
}
