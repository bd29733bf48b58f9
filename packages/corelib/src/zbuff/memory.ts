import { expectInteger } from "../expect.js";
import { describeValue } from "../log/format-value.js";
import type { Log } from "../log/log.js";
import { Block, MOST } from "./block.js";

export type Nil = null | undefined;

/** Where {@link ZbuffMemory.seek} counts from. */
export const SEEK_SET = 0;
export const SEEK_CUR = 1;
export const SEEK_END = 2;

/** What a zbuff is before anything is in it: its capacity and its one position, which is cursor and used length at once. */
export abstract class ZbuffMemory {
  protected readonly block: Block;
  readonly #log: Log;

  /** Use `zbuff.create` or `zbuff.wrap`. */
  constructor(bytes: Uint8Array<ArrayBuffer>, log: Log) {
    this.block = new Block(bytes);
    this.#log = log;
  }

  /**
   * The whole capacity, not a copy. Valid until the capacity changes. `buff.bytes[i]` is Lua's `buff[i]`: what is
   * stored is taken modulo 256, and a place out of range reads as `undefined` and ignores what is stored.
   */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.block.bytes;
  }

  /**
   * The used bytes themselves, not a copy (which `query` gives). Valid until the capacity changes; later calls may write
   * to it. Not in LuatOS.
   * 返回已使用的数据本身，不复制；LuatOS 中没有。
   *
   * @example
   * ```ts
   * buff.write("hello");
   * new TextDecoder().decode(buff.view()); // "hello"
   * ```
   */
  view(): Uint8Array<ArrayBuffer> {
    return this.block.bytes.subarray(0, this.block.used);
  }

  /**
   * Makes room for `n` more bytes after the used ones: grows to exactly used + n when there is less. Not in LuatOS.
   * 预留 `n` 个字节的空间；LuatOS 中没有。
   */
  reserve(n: number): void {
    this.block.cover(this.block.used + n, "n");
  }

  /**
   * Tells, or with `k` sets, how many bytes are in use; with that it also moves the cursor.
   * 获取或设置已使用的字节数。
   *
   * @param k - cut at the capacity.
   * @returns the bytes in use.
   * @throws TypeError or RangeError when `k` is not an integer of at least 0 (LuatOS takes a negative one for all).
   */
  used(k?: number | Nil): number {
    if (k != null) this.block.used = Math.min(expectInteger("k", k, 0), this.bytes.length);
    return this.block.used;
  }

  /**
   * The capacity in bytes; `#buff` in Lua.
   * 获取 zbuff 的总长度。
   */
  len(): number {
    return this.bytes.length;
  }

  /**
   * Changes the capacity; the content is kept as far as there is room for it, new bytes are zero.
   * 改变 zbuff 的长度。
   *
   * @param n - the new capacity in bytes; 0 is allowed.
   * @throws TypeError or RangeError when `n` is not an integer from 0 to 2147483647.
   */
  resize(n: number): void {
    this.block.resize(expectInteger("n", n, 0, MOST));
  }

  /**
   * Another name of {@link ZbuffMemory.resize}.
   * resize 的别名。
   *
   * @param n - the new capacity in bytes.
   */
  reSize(n: number): void {
    this.resize(n);
  }

  /**
   * Releases the memory: capacity and used bytes are 0. Calls are harmless afterwards, and `resize` and `copy` make it
   * usable again, as in LuatOS.
   * 释放内存。
   */
  free(): void {
    this.resize(0);
  }

  /**
   * Reads at the cursor and moves it behind; may go past what was written, up to the capacity. As the cursor is the end
   * of the used bytes, what was read counts as used, and what follows does not.
   * 从当前位置读取数据。
   *
   * @param n - how many bytes; fewer come when fewer are left. Default: 1.
   * @returns the bytes, a copy; none at the end.
   * @throws TypeError or RangeError when `n` is not an integer of at least 0 (LuatOS takes a negative one for all).
   */
  read(n?: number | Nil): Uint8Array<ArrayBuffer> {
    const from = this.block.used;
    this.block.used = Math.min(from + expectInteger("n", n ?? 1, 0), this.bytes.length);
    return this.bytes.slice(from, this.block.used);
  }

  /**
   * Moves the cursor, and with it the end of the used bytes: after `seek(0)`, `query` and `socket.tx` see an empty
   * zbuff until `used(n)` shows its bytes again.
   * 移动当前位置。
   *
   * @param off - how far from the base; the result is clipped to the capacity.
   * @param base - `zbuff.SEEK_SET` from 0 (the default), `SEEK_CUR` from the cursor, `SEEK_END` from the capacity.
   * @returns the new position.
   * @throws TypeError or RangeError when `off` is not an integer or the base is unknown.
   */
  seek(off: number, base?: number | Nil): number {
    expectInteger("off", off);
    const start = [0, this.block.used, this.len()][expectInteger("base", base ?? SEEK_SET, SEEK_SET, SEEK_END)] ?? 0;
    this.block.used = Math.max(0, Math.min(start + off, this.len()));
    return this.block.used;
  }

  /**
   * Fills the whole capacity; the used bytes stay as many as they are.
   * 用指定的值填充整个 zbuff。
   *
   * @param v - a byte value, taken modulo 256. Default: 0.
   * @throws TypeError or RangeError when `v` is not an integer.
   */
  clear(v?: number | Nil): void {
    this.bytes.fill(expectInteger("v", v ?? 0));
  }

  /** For logs: `zbuff(used of capacity)`. */
  toString(): string {
    return `zbuff(${this.block.used} of ${this.len()})`;
  }

  /** Logs that a call did nothing, as in LuatOS. */
  protected ignore(method: string, ...args: unknown[]): void {
    this.#log.warn("zbuff", `${method}(${args.map(describeValue).join(", ")}) of ${this.toString()} is out of range`);
  }
}
