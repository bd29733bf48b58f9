/**
 * LuatOS's `pack`: numbers and texts as bytes, and back.
 * LuatOS 的 `pack` 库：打包与解包。
 *
 * @module
 */
import { describeValue } from "../log/format-value.js";
import { bytesOf, Zbuff, type ZbuffData } from "../zbuff/zbuff.js";
import { decode } from "./decode.js";
import { PACK_LETTERS, parseFormat } from "./format.js";
import { joinPieces, piecesOf } from "./pieces.js";
import type { Unpacked } from "./unpacked.js";

/**
 * Puts values into bytes, one behind the other, without padding.
 * 打包，把若干个值按格式打包为字节。
 *
 * | letter | bytes | value | | letter | bytes | value |
 * |---|---|---|---|---|---|---|
 * | `c` `b` | 1 | integer, signed and unsigned | | `z` | n + 1 | text, then a zero byte |
 * | `h` `H` | 2 | the same | | `p` `P` `a` | 1, 2, 4 + n | text, its length before it |
 * | `i` `I` | 4 | the same | | `A` | n | text alone |
 * | `l` `L` | 8 | the same, as bigint | | `<` `>` `=` | | little endian, big endian, little endian |
 * | `f` `d` `n` | 4, 8, 8 | floating-point number | | space, comma | | nothing |
 *
 * It begins in little endian. A number after a letter repeats it (`H3`); after `A` it is the length, to which the text
 * is cut, or filled up with zero bytes (`A5`; in {@link Zbuff.pack} it repeats).
 *
 * As in LuatOS, integers are taken modulo their size, and values too many are ignored. Unlike there, `n` and the
 * length of `a` are the same on all systems, and a text that is too long for its length is an error.
 *
 * @param fmt - the format.
 * @param values - numbers; for `l` and `L` numbers or bigints; for texts strings (as UTF-8), bytes or zbuffs.
 * @returns the bytes.
 * @throws TypeError or RangeError when the format has another letter, or a value is missing or does not fit its letter.
 * @example
 * ```ts
 * import { pack } from "@luat/corelib";
 *
 * pack.pack(">HbP", 0x1234, 255, "AB"); // Uint8Array.of(0x12, 0x34, 255, 0, 2, 65, 66)
 * ```
 */
export function pack(fmt: string, ...values: Array<number | bigint | ZbuffData>): Uint8Array<ArrayBuffer> {
  const plain = values.map((value) => (value instanceof Zbuff ? value.view() : value));
  return joinPieces(piecesOf(parseFormat(fmt, PACK_LETTERS), plain, "bytes"));
}

/**
 * Takes values out of bytes. The letters are those of {@link pack}; `A` is one byte of text, `A5` five.
 * 解包，按格式从字节中取出若干个值。
 *
 * It stops at the first value that is not wholly there, without an error: look for `undefined`. A `z` without its zero
 * byte takes the rest.
 *
 * @param str - the bytes.
 * @param fmt - the format.
 * @param init - where to begin, from 1 as in Lua; a fraction is cut off. Default: 1.
 * @returns the place of the first byte that was not read, from 1 (`init` when that is behind the end), and the values:
 * bigints for `l` and `L`, copied bytes for texts, else numbers.
 * @throws TypeError or RangeError when the format has another letter, or an argument is not of its type; RangeError when
 * `init` is below 1 (LuatOS would read what lies before the text).
 * @example
 * ```ts
 * import { pack } from "@luat/corelib";
 *
 * const bytes = Uint8Array.of(0x12, 0x34, 2, 65, 66);
 * const [next, id, name] = pack.unpack(bytes, ">Hp");
 * next; // 6
 * id; // 0x1234
 * name; // Uint8Array.of(65, 66)
 * ```
 */
export function unpack<const F extends string>(str: ZbuffData, fmt: F, init?: number | null): [next: number, ...values: Unpacked<F>] {
  const bytes = bytesOf("str", str);
  const items = parseFormat(fmt, PACK_LETTERS);
  const first = expectPlace(init ?? 1);
  if (first > bytes.length + 1) return [first] as unknown as [number, ...Unpacked<F>];
  const { at, values } = decode(items, bytes, first - 1);
  return [at + 1, ...values] as [number, ...Unpacked<F>];
}

function expectPlace(init: number): number {
  if (typeof init !== "number") throw new TypeError(`init is ${describeValue(init)}; expected a number of at least 1`);
  if (!(init >= 1)) throw new RangeError(`init is ${init}; expected a number of at least 1`);
  return Math.trunc(init);
}
