import { describeValue } from "../log/format-value.js";
import { bytesOf, type Zbuff, type ZbuffData } from "../zbuff/zbuff.js";

const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * Bytes of data, which are yours: of text its UTF-8, of bytes a copy, of a zbuff a copy of what is used.
 * 把文本（UTF-8）转换为数据；数据则复制一份。
 *
 * Not in LuatOS, where a string is bytes already.
 *
 * @param data - text, or bytes.
 * @returns the bytes.
 * @throws TypeError when it is neither text nor bytes.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.bytes("é"); // Uint8Array.of(0xc3, 0xa9)
 * ```
 */
export function bytes(data: ZbuffData): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytesOf("data", data));
}

/**
 * The text that bytes hold as UTF-8; what is none becomes U+FFFD.
 * 把数据按 UTF-8 转换为文本。
 *
 * Not in LuatOS, where a string is bytes already.
 *
 * @param data - the bytes, or the used ones of a zbuff. Text stays as it is.
 * @returns the text.
 * @throws TypeError when it is neither text nor bytes.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.text(Uint8Array.of(0xc3, 0xa9)); // "é"
 * ```
 */
export function text(data: ZbuffData): string {
  return typeof data === "string" ? data : utf8.decode(bytesOf("data", data));
}

/**
 * Text in which each character stands for one byte, to bytes; and bytes to such text.
 * 单字节文本与数据互相转换：每个字符对应一个字节。
 *
 * So Lua's `"\x7e\xff"` is `str.latin1("\x7e\xff")` here; and bytes as text can be a key, or be searched by patterns,
 * and lose nothing on the way. Not in LuatOS, where a string is bytes already.
 *
 * @param data - text of characters up to U+00FF; or bytes.
 * @returns bytes of text; text of bytes.
 * @throws TypeError when it is neither text nor bytes, RangeError for a character above U+00FF.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.latin1("\x7e\xff"); // Uint8Array.of(0x7e, 0xff)
 * str.latin1(Uint8Array.of(0x7e, 0xff)); // "\x7e\xff"
 * ```
 */
export function latin1(data: string): Uint8Array<ArrayBuffer>;
export function latin1(data: Uint8Array | Zbuff): string;
export function latin1(data: ZbuffData): Uint8Array<ArrayBuffer> | string {
  if (typeof data !== "string") return binaryText(bytesOf("data", data));
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const code = data.charCodeAt(i);
    if (code > 255) throw new RangeError(`data has ${describeValue(data.charAt(i))} at index ${i}; expected characters up to U+00FF`);
    out[i] = code;
  }
  return out;
}

function binaryText(from: Uint8Array): string {
  let out = "";
  for (const byte of from) out += String.fromCharCode(byte);
  return out;
}
