import { expectInteger } from "../expect.js";
import { describeValue } from "../log/format-value.js";
import type { Log } from "../log/log.js";
import { Block, MOST } from "./block.js";
import { readNumber } from "./read-number.js";

/** Bytes for a zbuff: text (its UTF-8), bytes, or the used part of a zbuff. */
export type ZbuffData = string | Uint8Array | Zbuff;

type Nil = null | undefined;

/** Where {@link Zbuff.seek} counts from. */
export const SEEK_SET = 0;
export const SEEK_CUR = 1;
export const SEEK_END = 2;

const utf8 = new TextEncoder();

/**
 * LuatOS's zbuff: a block of bytes with a capacity. Made by `zbuff.create`.
 * LuatOS 的 zbuff：一块有固定长度的内存，由 `zbuff.create` 创建。
 *
 * It has one position, which is at once the cursor of `write` and `read` and the number of bytes in use that `query`
 * and `socket.tx` see.
 *
 * Bytes come out as copies that are yours. What is new in it is always zero. A position out of range is clipped or
 * ignored as in LuatOS; a value that is no integer where one must be is an error.
 *
 * @example
 * ```ts
 * const buff = zbuff.create(8);
 * buff.write("hello");
 * buff.query(0, 2); // Uint8Array.of(104, 101)
 * buff.del(0, 2);
 * buff.used(); // 3
 * ```
 */
export class Zbuff {
  readonly #block: Block;
  readonly #log: Log;
  #used = 0;

  /** Use `zbuff.create`. */
  constructor(size: number, log: Log) {
    this.#block = new Block(size);
    this.#log = log;
  }

  /** The whole capacity, not a copy. Valid until the capacity changes. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#block.bytes;
  }

  /** Makes room for `n` more bytes after the used ones: grows to exactly used + n when there is less. */
  reserve(n: number): void {
    this.#cover(this.#used + n, "n");
  }

  /**
   * Tells, or with `k` sets, how many bytes are in use.
   * 获取或设置已使用的字节数。
   *
   * @param k - cut at the capacity.
   * @returns the bytes in use.
   * @throws TypeError or RangeError when `k` is not an integer of at least 0.
   */
  used(k?: number | Nil): number {
    if (k != null) this.#used = Math.min(expectInteger("k", k, 0), this.bytes.length);
    return this.#used;
  }

  /**
   * The capacity in bytes; `#buff` in Lua.
   * 获取 zbuff 的总长度。
   */
  len(): number {
    return this.bytes.length;
  }

  /**
   * Changes the capacity; the content is kept as far as there is room for it.
   * 改变 zbuff 的长度。
   *
   * @param n - the new capacity in bytes; 0 is allowed.
   * @throws TypeError or RangeError when `n` is not an integer from 0 to 2147483647.
   */
  resize(n: number): void {
    this.#block.resize(expectInteger("n", n, 0, MOST));
    this.#used = Math.min(this.#used, n);
  }

  /**
   * Another name of {@link Zbuff.resize}.
   * resize 的别名。
   *
   * @param n - the new capacity in bytes.
   */
  reSize(n: number): void {
    this.resize(n);
  }

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
    const bytes = bytesOf(data);
    const taken = bytes.subarray(0, this.len() - this.#used);
    this.bytes.set(taken, this.#used);
    this.#used += taken.length;
    return taken.length;
  }

  /**
   * Reads at the cursor and moves it behind; may go past what was written, up to the capacity.
   * 从当前位置读取数据。
   *
   * @param n - how many bytes; fewer come when fewer are left. Default: 1.
   * @returns the bytes, a copy.
   * @throws TypeError or RangeError when `n` is not an integer of at least 0.
   */
  read(n?: number | Nil): Uint8Array<ArrayBuffer> {
    const from = this.#used;
    this.#used = Math.min(from + expectInteger("n", n ?? 1, 0), this.len());
    return this.bytes.slice(from, this.#used);
  }

  /**
   * Moves the cursor, and with it the end of the used bytes.
   * 移动当前位置。
   *
   * @param off - how far from the base; the result is clipped to the capacity.
   * @param base - `zbuff.SEEK_SET` from 0 (the default), `SEEK_CUR` from the cursor, `SEEK_END` from the capacity.
   * @returns the new position.
   * @throws TypeError or RangeError when `off` is not an integer or the base is unknown.
   */
  seek(off: number, base?: number | Nil): number {
    expectInteger("off", off);
    const start = [0, this.#used, this.len()][expectInteger("base", base ?? SEEK_SET, SEEK_SET, SEEK_END)] ?? 0;
    this.#used = Math.max(0, Math.min(start + off, this.len()));
    return this.#used;
  }

  /**
   * Fills the whole capacity; the used bytes stay as many as they are.
   * 用指定的值填充整个 zbuff。
   *
   * @param v - a byte value, taken modulo 256. Default: 0.
   * @throws TypeError or RangeError when `v` is not an integer.
   */
  clear(v?: number | Nil): void {
    this.bytes.fill(byteOf("v", v ?? 0));
  }

  /**
   * Fills a part of the capacity; the used bytes stay as many as they are.
   * 用指定的值填充一段区域。
   *
   * @param start - where to begin; out of range: nothing but a line in the log. Default: 0.
   * @param v - a byte value, taken modulo 256. Default: 0.
   * @param n - how many bytes, cut at the end. Default: all.
   * @throws TypeError or RangeError when an argument is not an integer.
   */
  set(start?: number | Nil, v?: number | Nil, n?: number | Nil): void {
    const from = expectInteger("start", start ?? 0);
    const length = expectInteger("n", n ?? this.len());
    const value = byteOf("v", v ?? 0);
    if (from < 0 || from >= this.len() || length < 0) this.#ignore("set", start, v, n);
    else this.bytes.fill(value, from, from + length);
  }

  /**
   * One byte of the capacity.
   * 读取指定位置的一个字节。
   *
   * @param i - its place, from 0.
   * @returns the byte, `undefined` out of range.
   * @throws TypeError or RangeError when `i` is not an integer.
   */
  get(i: number): number | undefined {
    return this.bytes[expectInteger("i", i)];
  }

  /**
   * Bytes from the whole capacity, not only the used ones.
   * 取出一段数据，范围是整个 zbuff。
   *
   * @param off - where to begin. Default: 0.
   * @param n - how many, cut at the end. Default: all.
   * @returns the bytes, a copy; none when out of range.
   * @throws TypeError or RangeError when an argument is not an integer.
   */
  toStr(off?: number | Nil, n?: number | Nil): Uint8Array<ArrayBuffer> {
    const from = expectInteger("off", off ?? 0);
    const length = expectInteger("n", n ?? this.len());
    if (length < 0) this.#ignore("toStr", off, n);
    return from < 0 || length < 0 ? new Uint8Array(0) : this.bytes.slice(from, from + length);
  }

  /**
   * Bytes from the used ones, or the number that they hold.
   * 取出一段已使用的数据，或把它解析为数字。
   *
   * @param off - where to begin; negative: counted from the end of the used bytes. Default: 0.
   * @param n - how many; the rest when negative or too many. Default: all.
   * @param isbigend - when it is a boolean and the bytes are 1, 2, 4 or 8, they are read as a number: `true` with the
   * high byte first.
   * @param issigned - whether this number has a sign. Default: 1 and 2 bytes do not, 4 and 8 do.
   * @param isfloat - whether 4 or 8 bytes are a floating-point number.
   * @returns a copy of the bytes; the number (a bigint of 8 bytes); `undefined` when there are no bytes.
   * @throws TypeError or RangeError when `off` or `n` is not an integer.
   * @example
   * ```ts
   * buff.write(0x01, 0x02, 0xff);
   * buff.query(0, 2, true); // 258
   * buff.query(-1); // Uint8Array.of(255)
   * ```
   */
  query(off?: number | Nil, n?: number | Nil): Uint8Array<ArrayBuffer> | undefined;
  query(off: number | Nil, n: 1 | 2, isbigend: boolean, issigned?: boolean | Nil): number | undefined;
  query(off: number | Nil, n: 4, isbigend: boolean, issigned?: boolean | Nil, isfloat?: boolean | Nil): number | Uint8Array<ArrayBuffer> | undefined;
  query(
    off: number | Nil,
    n: number | Nil,
    isbigend: boolean | Nil,
    issigned?: boolean | Nil,
    isfloat?: boolean | Nil,
  ): number | bigint | Uint8Array<ArrayBuffer> | undefined;
  query(
    off?: number | Nil,
    n?: number | Nil,
    isbigend?: boolean | Nil,
    issigned?: boolean | Nil,
    isfloat?: boolean | Nil,
  ): number | bigint | Uint8Array<ArrayBuffer> | undefined {
    const from = this.#fromUsed("off", off ?? 0);
    const length = expectInteger("n", n ?? this.#used);
    const to = length < 0 ? this.#used : Math.min(from + length, this.#used);
    if (from < 0 || from >= to) return undefined;
    const number = typeof isbigend === "boolean" ? readNumber(this.bytes.subarray(from, to), isbigend, issigned ?? undefined, isfloat === true) : undefined;
    return number ?? this.bytes.slice(from, to);
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
    const bytes = source instanceof Zbuff ? source.#part(start, n) : bytesOf(data);
    const at = this.#fromUsed("pos", pos ?? this.#used);
    if (bytes === undefined || at < 0) {
      this.#ignore("copy", pos, ...data);
      return 0;
    }
    const end = at + bytes.length;
    this.#cover(end, "pos");
    this.bytes.set(bytes, at);
    this.#used = Math.max(this.#used, end);
    return bytes.length;
  }

  /**
   * Removes used bytes and closes the gap; without arguments all of them. The capacity stays.
   * 删除一段已使用的数据，后面的数据前移。
   *
   * @param off - where to begin; negative: counted from the end of the used bytes; out of range: nothing is done. Default: 0.
   * @param n - how many, cut at the end. Default: all.
   * @throws TypeError or RangeError when an argument is not an integer.
   */
  del(off?: number | Nil, n?: number | Nil): void {
    const from = this.#fromUsed("off", off ?? 0);
    const length = Math.min(expectInteger("n", n ?? this.#used), this.#used - from);
    if (from < 0 || from >= this.#used) return;
    if (length < 0) {
      this.#ignore("del", off, n);
      return;
    }
    if (from + length < this.#used) this.bytes.copyWithin(from, from + length, this.#used);
    this.#used -= length;
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
      this.#ignore("isEqual", offset, other, offset2, n);
      return [false];
    }
    for (let i = 0; i < length; i++) {
      if (this.bytes[a + i] !== other.bytes[b + i]) return [false, i];
    }
    return [true, 0];
  }

  /**
   * Releases the memory: capacity and used bytes are 0. `resize` and `copy` make it usable again.
   * 释放内存。
   */
  free(): void {
    this.resize(0);
  }

  /** For logs: `zbuff(used of capacity)`. */
  toString(): string {
    return `zbuff(${this.#used} of ${this.len()})`;
  }

  #fromUsed(name: string, place: number): number {
    return expectInteger(name, place) < 0 ? place + this.#used : place;
  }

  /** The part that another zbuff copies; `undefined` when it is not within the capacity. */
  #part(start: unknown, n: unknown): Uint8Array | undefined {
    const from = expectInteger("start", start ?? 0);
    const length = expectInteger("n", n ?? Math.max(0, this.#used - from));
    return from < 0 || length < 0 || from + length > this.len() ? undefined : this.bytes.subarray(from, from + length);
  }

  #cover(end: number, name: string): void {
    if (end <= this.bytes.length) return;
    if (!(end <= MOST)) throw new RangeError(`${name} asks for ${end} bytes; expected a zbuff of at most ${MOST}`);
    this.#block.extend(end);
  }

  #ignore(method: string, ...args: unknown[]): void {
    this.#log.warn("zbuff", `${method}(${args.map(describeValue).join(", ")}) of ${this.toString()} is out of range`);
  }
}

/** @throws TypeError when it is neither data nor byte values. */
function bytesOf(data: readonly unknown[]): Uint8Array {
  const [first] = data;
  if (typeof first === "string") return utf8.encode(first);
  if (first instanceof Uint8Array) return first;
  if (first instanceof Zbuff) return first.bytes.subarray(0, first.used());
  if (typeof first !== "number") throw new TypeError(`data is ${describeValue(first)}; expected a string, Uint8Array, zbuff or byte values`);
  return Uint8Array.from(data, (value, i) => byteOf(`data[${i}]`, value));
}

function byteOf(name: string, value: unknown): number {
  return expectInteger(name, value) & 255;
}
