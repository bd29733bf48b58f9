import { expectInteger } from "../expect.js";
import type { Nil } from "./memory.js";
import { ZbuffNumbers } from "./numbers.js";
import { readNumber } from "./read-number.js";

/** Parts of a zbuff by their place; the cursor has no say in where they are. */
export abstract class ZbuffRanges extends ZbuffNumbers {
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
   * Fills a part of the capacity, by default all from `start` on; the used bytes stay as many as they are.
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
    const value = expectInteger("v", v ?? 0);
    if (from < 0 || from >= this.len() || length < 0) this.ignore("set", start, v, n);
    else this.bytes.fill(value, from, from + length);
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
    if (length < 0) this.ignore("toStr", off, n);
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
    const from = this.fromUsed("off", off ?? 0);
    const length = expectInteger("n", n ?? this.block.used);
    const to = length < 0 ? this.block.used : Math.min(from + length, this.block.used);
    if (from < 0 || from >= to) return undefined;
    const number = typeof isbigend === "boolean" ? readNumber(this.bytes.subarray(from, to), isbigend, issigned ?? undefined, isfloat === true) : undefined;
    return number ?? this.bytes.slice(from, to);
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
    const from = this.fromUsed("off", off ?? 0);
    const length = Math.min(expectInteger("n", n ?? this.block.used), this.block.used - from);
    if (from < 0 || from >= this.block.used) return;
    if (length < 0) {
      this.ignore("del", off, n);
      return;
    }
    if (from + length < this.block.used) this.bytes.copyWithin(from, from + length, this.block.used);
    this.block.used -= length;
  }

  /** A place counted from the end of the used bytes when it is negative. */
  protected fromUsed(name: string, place: number): number {
    return expectInteger(name, place) < 0 ? place + this.block.used : place;
  }
}
