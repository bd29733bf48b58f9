/**
 * What LuatOS adds to Lua's `string`, and what there is to do with bytes where strings are text.
 * LuatOS 对 `string` 库的扩展，以及文本与数据之间的转换。
 *
 * A string given means its UTF-8; hex and base64 are strings; what is decoded is bytes. Numbers are not taken for their
 * text, as Lua does: write `String(n)`.
 *
 * @module
 */
export { fromBase32, toBase32 } from "./base32.js";
export { fromBase64, toBase64 } from "./base64.js";
export { bytes, latin1, text } from "./conversions.js";
export { fromHex, toHex, toValue } from "./hex.js";
export { ipInt, ipText } from "./ip-address.js";
export { endsWith, eq, split, startsWith, trim } from "./parts.js";
export { urlEncode } from "./url-encode.js";
