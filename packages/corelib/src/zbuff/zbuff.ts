import { expectInteger } from "../expect.js";
import { describeValue } from "../log/format-value.js";
import { decode } from "../pack/decode.js";
import { parseFormat, ZBUFF_LETTERS } from "../pack/format.js";
import { piecesOf, writePiece } from "../pack/pieces.js";
import type { Unpacked } from "../pack/unpacked.js";
import { encodeBase64 } from "../str/base64-codec.js";
import type { Nil } from "./memory.js";
import { ZbuffRanges } from "./ranges.js";

/** Bytes for a zbuff: text (its UTF-8), bytes, or the used part of a zbuff. */
export type ZbuffData = string | Uint8Array | Zbuff;

const utf8 = new TextEncoder();

/**
 * LuatOS's zbuff: a block of bytes with a capacity. Made by `zbuff.create`.
 * LuatOS 的 zbuff：一块有固定长度的内存，由 `zbuff.create` 创建。
 *
 * It has one position, which is at once the cursor of `write` and `read` and the number of bytes in use that `query`
 * and `socket.tx` see.
 *
 * Bytes come out as copies that are yours; `bytes` and `view()` are the zbuff's own. What is new in it is always zero.
 * A position out of range is clipped or ignored as in LuatOS; a value that is no integer where one must be is an error.
 *
 * Lua's `buff[i]` is `buff.bytes[i]` here, to read and to store, with the same meaning. (`buff[i]` itself would take a
 * Proxy, which makes an access a hundred times slower, and every other call ten times.) LuatOS's `get(i)` is there too,
 * and `set(i, v, 1)` stores one byte.
 *
 * @example
 * ```ts
 * const buff = zbuff.create(8);
 * buff.write("hello");
 * buff.query(0, 2); // Uint8Array.of(104, 101)
 * buff.del(0, 2);
 * buff.used(); // 3
 * buff.bytes[0]; // 108
 * ```
 */
export class Zbuff extends ZbuffRanges {
  /**
   * Writes at the cursor and moves it behind. What does not fit is cut off: it never grows (see {@link Zbuff.copy}).
   * As the cursor is the end of the used bytes, writing in the middle hides what follows; `used(n)` shows it again.
   * 从当前位置写入数据，超出长度的部分被丢弃。
   *
   * @param data - text, bytes or a zbuff; or any number of byte values, taken modulo 256.
   * @returns how many bytes were written.
   * @throws TypeError or RangeError for anything else.
   */
  write(data: ZbuffData): number;
  write(...bytes: number[]): number;
  write(...data: [ZbuffData] | number[]): number {
    const bytes = bytesToWrite(data);
    const taken = bytes.subarray(0, this.len() - this.block.used);
    this.bytes.set(taken, this.block.used);
    this.block.used += taken.length;
    return taken.length;
  }

  /**
   * Copies data in at a place and grows when there is too little room. The used bytes then reach at least to its end.
   * 在指定位置拷入数据，空间不够时自动扩大。
   *
   * @param pos - where; nil: behind the used bytes; negative: counted from their end. Before the start: nothing is done.
   * @param data - text or bytes; any number of byte values, taken modulo 256; or a zbuff, then from which place of it
   * (default: 0) and how many bytes (default: the rest of its used ones), within its capacity.
   * @returns how many bytes were copied.
   * @throws TypeError or RangeError for anything else, and when it would grow above 2147483647 bytes.
   * @example
   * ```ts
   * const small = zbuff.create(4, "ab");
   * small.copy(null, "cdef"); // 4
   * small.len(); // 6
   * ```
   */
  copy(pos: number | Nil, data: ZbuffData): number;
  copy(pos: number | Nil, data: Zbuff, start?: number | Nil, n?: number | Nil): number;
  copy(pos: number | Nil, ...bytes: number[]): number;
  copy(pos: number | Nil, ...data: [ZbuffData, ...Array<number | Nil>] | number[]): number {
    const [source, start, n] = data;
    const bytes = source instanceof Zbuff ? source.#part(start, n) : bytesToWrite(data);
    const at = this.fromUsed("pos", pos ?? this.block.used);
    if (bytes === undefined || at < 0) {
      this.ignore("copy", pos, ...data);
      return 0;
    }
    const end = at + bytes.length;
    this.block.cover(end, "pos");
    this.bytes.set(bytes, at);
    this.block.used = Math.max(this.block.used, end);
    return bytes.length;
  }

  /**
   * Compares bytes with those of another zbuff, within both capacities.
   * 比较两个 zbuff 的内容。
   *
   * @param offset - where to begin here. Default: 0.
   * @param other - the other one.
   * @param offset2 - where to begin there. Default: 0.
   * @param n - how many bytes. Default: 1.
   * @returns `[true, 0]`; or `[false, i]`, with the first place, counted from the offsets, where they differ; or
   * `[false]` and a line in the log when a range is out of a capacity.
   * @throws TypeError or RangeError when an argument is not of its type.
   */
  isEqual(offset: number | Nil, other: Zbuff, offset2?: number | Nil, n?: number | Nil): [true, 0] | [false, number] | [false] {
    if (!(other instanceof Zbuff)) throw new TypeError(`other is ${describeValue(other)}; expected a zbuff`);
    const a = expectInteger("offset", offset ?? 0);
    const b = expectInteger("offset2", offset2 ?? 0);
    const length = expectInteger("n", n ?? 1);
    if (Math.min(a, b, length) < 0 || a + length > this.len() || b + length > other.len()) {
      this.ignore("isEqual", offset, other, offset2, n);
      return [false];
    }
    for (let i = 0; i < length; i++) {
      if (this.bytes[a + i] !== other.bytes[b + i]) return [false, i];
    }
    return [true, 0];
  }

  /**
   * Writes values at the cursor and moves it behind, by a format like that of `pack.pack` but with the letters
   * `c b h H i I l L f d n A` alone. A count after `A` repeats it here: `A3` takes three texts.
   * 按格式写入若干个值。
   *
   * It never grows: it ends before the first value for which there is too little room. (LuatOS writes a part of it.)
   *
   * @param fmt - the format.
   * @param values - numbers; for `l` and `L` numbers or bigints; for `A` strings (as UTF-8), bytes or zbuffs.
   * @returns how many bytes were written.
   * @throws TypeError or RangeError when the format has another letter, or a value is missing or does not fit its
   * letter; nothing is written then.
   * @example
   * ```ts
   * buff.pack(">HA", 0x1234, "AB"); // 4
   * buff.query(); // Uint8Array.of(0x12, 0x34, 65, 66)
   * ```
   */
  pack(fmt: string, ...values: Array<number | bigint | ZbuffData>): number {
    const plain = values.map((value) => (value instanceof Zbuff ? value.view() : value));
    const { bytes, view, used } = this.block;
    let at = used;
    for (const piece of piecesOf(parseFormat(fmt, ZBUFF_LETTERS), plain, "texts")) {
      if (at + piece.size > bytes.length) break;
      writePiece(piece, bytes, view, at);
      at += piece.size;
    }
    this.block.used = at;
    return at - used;
  }

  /**
   * Reads values at the cursor and moves it behind, by a format of the letters of {@link Zbuff.pack}; `A` is one byte
   * of text, `A5` five. It may go past what was written, up to the capacity.
   * 按格式读取若干个值。
   *
   * @param fmt - the format.
   * @returns how many bytes were read, and the values: bigints for `l` and `L`, copied bytes for `A`, else numbers. It
   * stops at the first value that is not wholly there: look for `undefined`.
   * @throws TypeError or RangeError when the format has another letter.
   * @example
   * ```ts
   * buff.write(0x12, 0x34, 65, 66);
   * buff.seek(0);
   * const [count, id, name] = buff.unpack(">HA2");
   * count; // 4
   * id; // 0x1234
   * name; // Uint8Array.of(65, 66)
   * ```
   */
  unpack<const F extends string>(fmt: F): [count: number, ...values: Unpacked<F>] {
    const { bytes, used } = this.block;
    const { at, values } = decode(parseFormat(fmt, ZBUFF_LETTERS), bytes, used);
    this.block.used = at;
    return [at - used, ...values] as [number, ...Unpacked<F>];
  }

  /**
   * Writes the base64 text of the used bytes to the start of another zbuff, of which it then is what is used.
   * 把已使用的数据编码为 base64，存放到另一个 zbuff。
   *
   * @param dst - the other one, or this one itself. It does not grow: with less room than the text and a zero byte behind
   * it, nothing is done but a line in the log.
   * @returns the length of the text, 0 when nothing was done.
   * @throws TypeError when `dst` is no zbuff.
   * @example
   * ```ts
   * zbuff.create(3, "Man").toBase64(buff); // 4
   * new TextDecoder().decode(buff.query()); // "TWFu"
   * ```
   */
  toBase64(dst: Zbuff): number {
    if (!(dst instanceof Zbuff)) throw new TypeError(`dst is ${describeValue(dst)}; expected a zbuff`);
    const text = encodeBase64(this.view());
    if (text.length + 1 > dst.len()) {
      this.ignore("toBase64", dst);
      return 0;
    }
    dst.bytes.set(text);
    dst.bytes[text.length] = 0;
    return dst.used(text.length);
  }

  /** The part that another zbuff copies; `undefined` when it is not within the capacity. */
  #part(start: unknown, n: unknown): Uint8Array | undefined {
    const from = expectInteger("start", start ?? 0);
    const length = expectInteger("n", n ?? Math.max(0, this.block.used - from));
    return from < 0 || length < 0 || from + length > this.len() ? undefined : this.bytes.subarray(from, from + length);
  }
}

/**
 * The bytes of data, not copied unless it is text; `name` is what the message calls it.
 *
 * @throws TypeError when it is no data.
 */
export function bytesOf(name: string, data: unknown): Uint8Array {
  if (typeof data === "string") return utf8.encode(data);
  if (data instanceof Uint8Array) return data;
  if (data instanceof Zbuff) return data.view();
  throw new TypeError(`${name} is ${describeValue(data)}; expected a string, Uint8Array or zbuff`);
}

/** @throws TypeError or RangeError when it is neither data nor byte values. */
function bytesToWrite(data: readonly unknown[]): Uint8Array {
  const [first] = data;
  if (typeof first === "number") return Uint8Array.from(data, (value, i) => expectInteger(`data[${i}]`, value));
  if (typeof first === "string" || first instanceof Uint8Array || first instanceof Zbuff) return bytesOf("data", first);
  throw new TypeError(`data is ${describeValue(first)}; expected a string, Uint8Array, zbuff or byte values`);
}
