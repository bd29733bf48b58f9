import { describeValue } from "../log/format-value.js";
import type { Nil } from "../zbuff/memory.js";
import { bytesOf, type Zbuff, type ZbuffData } from "../zbuff/zbuff.js";

const BLANKS = " \t\r\n";

/**
 * Cuts text or bytes into the parts between delimiters. The delimiter is plain text, no pattern.
 * 按分隔符切分字符串。
 *
 * @param s - text, or bytes.
 * @param delimiter - text, or bytes. Default, also when empty: a comma.
 * @param keepEmpty - whether exactly `true`: empty parts are kept, also at the start and the end. Default: `false`.
 * @returns the parts: texts of text, copied bytes of bytes. Of empty text there are none.
 * @throws TypeError when an argument is not of its type.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.split("a,,b"); // ["a", "b"]
 * str.split("a,,b", ",", true); // ["a", "", "b"]
 * ```
 */
export function split(s: string, delimiter?: string | Nil, keepEmpty?: boolean | Nil): string[];
export function split(s: Uint8Array | Zbuff, delimiter?: ZbuffData | Nil, keepEmpty?: boolean | Nil): Array<Uint8Array<ArrayBuffer>>;
export function split(s: ZbuffData, delimiter?: ZbuffData | Nil, keepEmpty?: boolean | Nil): string[] | Array<Uint8Array<ArrayBuffer>> {
  if (typeof s === "string") {
    const between = delimiter ?? ",";
    if (typeof between !== "string") throw new TypeError(`delimiter is ${describeValue(between)}; expected a string, as s is one`);
    const parts = s === "" ? [] : s.split(between === "" ? "," : between);
    return keepEmpty === true ? parts : parts.filter((part) => part !== "");
  }
  const parts = splitBytes(bytesOf("s", s), bytesOf("delimiter", delimiter ?? ","));
  return keepEmpty === true ? parts : parts.filter((part) => part.length > 0);
}

/**
 * Takes spaces, tabs and line ends off the ends, and nothing else.
 * 去除首尾的空白字符。
 *
 * @param s - text, or bytes.
 * @param left - whether at the start. Default: `true`.
 * @param right - whether at the end. Default: `true`.
 * @returns the rest: text of text, copied bytes of bytes.
 * @throws TypeError when it is neither text nor bytes.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.trim(" OK\r\n"); // "OK"
 * str.trim(" OK\r\n", false); // " OK"
 * ```
 */
export function trim(s: string, left?: boolean | Nil, right?: boolean | Nil): string;
export function trim(s: Uint8Array | Zbuff, left?: boolean | Nil, right?: boolean | Nil): Uint8Array<ArrayBuffer>;
export function trim(s: ZbuffData, left?: boolean | Nil, right?: boolean | Nil): string | Uint8Array<ArrayBuffer> {
  const part = typeof s === "string" ? s : bytesOf("s", s);
  const isBlank = (i: number): boolean => BLANKS.includes(typeof part === "string" ? part.charAt(i) : String.fromCharCode(part[i] ?? 0));
  let [start, end] = [0, part.length];
  while (left !== false && start < end && isBlank(start)) start++;
  while (right !== false && start < end && isBlank(end - 1)) end--;
  return typeof part === "string" ? part.slice(start, end) : new Uint8Array(part.subarray(start, end));
}

/**
 * Whether text or bytes begin with others, byte by byte.
 * 判断是否以指定内容开头。
 *
 * @param s - text (its UTF-8), or bytes.
 * @param prefix - text, or bytes; all begin with the empty one.
 * @throws TypeError when one is neither text nor bytes.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.startsWith(Uint8Array.of(0x24, 0x47), "$"); // true
 * ```
 */
export function startsWith(s: ZbuffData, prefix: ZbuffData): boolean {
  const [bytes, start] = [bytesOf("s", s), bytesOf("prefix", prefix)];
  return start.length <= bytes.length && isAt(bytes, start, 0);
}

/**
 * Whether text or bytes end with others, byte by byte.
 * 判断是否以指定内容结尾。
 *
 * @param s - text (its UTF-8), or bytes.
 * @param suffix - text, or bytes; all end with the empty one.
 * @throws TypeError when one is neither text nor bytes.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.endsWith("AT\r\n", "\r\n"); // true
 * ```
 */
export function endsWith(s: ZbuffData, suffix: ZbuffData): boolean {
  const [bytes, end] = [bytesOf("s", s), bytesOf("suffix", suffix)];
  return end.length <= bytes.length && isAt(bytes, end, bytes.length - end.length);
}

/**
 * Whether two hold the same bytes; `===` would tell whether they are the same object.
 * 判断两段数据是否相同。
 *
 * Not in LuatOS, where `==` does it.
 *
 * @param a - text (its UTF-8), or bytes.
 * @param b - the other one.
 * @throws TypeError when one is neither text nor bytes.
 * @example
 * ```ts
 * import { str } from "@luat/corelib";
 *
 * str.eq(Uint8Array.of(79, 75), "OK"); // true
 * ```
 */
export function eq(a: ZbuffData, b: ZbuffData): boolean {
  const [one, other] = [bytesOf("a", a), bytesOf("b", b)];
  return one.length === other.length && isAt(one, other, 0);
}

function splitBytes(bytes: Uint8Array, delimiter: Uint8Array): Array<Uint8Array<ArrayBuffer>> {
  if (bytes.length === 0) return [];
  const between = delimiter.length === 0 ? bytesOf("delimiter", ",") : delimiter;
  const first = between[0] ?? 0;
  const parts: Array<Uint8Array<ArrayBuffer>> = [];
  let start = 0;
  for (let at = bytes.indexOf(first); at >= 0; ) {
    if (isAt(bytes, between, at)) {
      parts.push(new Uint8Array(bytes.subarray(start, at)));
      start = at + between.length;
      at = bytes.indexOf(first, start);
    } else {
      at = bytes.indexOf(first, at + 1);
    }
  }
  parts.push(new Uint8Array(bytes.subarray(start)));
  return parts;
}

function isAt(bytes: Uint8Array, part: Uint8Array, at: number): boolean {
  for (let i = 0; i < part.length; i++) {
    if (bytes[at + i] !== part[i]) return false;
  }
  return true;
}
