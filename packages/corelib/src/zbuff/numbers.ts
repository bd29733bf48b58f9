import { F32, F64, I16, I32, I64, I8, U16, U32, U64, U8, type NumberFormat } from "../pack/number-formats.js";
import { ZbuffMemory } from "./memory.js";

/**
 * Numbers at the cursor of a zbuff, little endian; `query` and `unpack` read big endian too.
 *
 * Each `read…` moves the cursor behind the number, and may go past what was written, up to the capacity; with too few
 * bytes left it gives `undefined` and the cursor stays. Each `write…` takes an integer modulo its size, moves the cursor
 * behind it, and returns how many bytes were written: all, or 0 when there is too little room. It throws a TypeError or
 * RangeError when `v` is no such number, full or not.
 *
 * 64 bits are bigints, and `readU32` and `readU64` are never negative, unlike on LuatOS's builds.
 *
 * @example
 * ```ts
 * buff.writeU16(0x1234); // 2
 * buff.writeI8(-1); // 1
 * buff.seek(0);
 * buff.readU16(); // 0x1234
 * buff.readU8(); // 255
 * ```
 */
export abstract class ZbuffNumbers extends ZbuffMemory {
  /**
   * Reads 1 byte as a signed integer.
   * 读取一个有符号 8 位整数。
   *
   * @returns it; `undefined` when too few bytes are left.
   */
  readI8(): number | undefined {
    return this.#read(I8);
  }

  /**
   * Reads 1 byte as an unsigned integer.
   * 读取一个无符号 8 位整数。
   *
   * @returns it; `undefined` when too few bytes are left.
   */
  readU8(): number | undefined {
    return this.#read(U8);
  }

  /**
   * Reads 2 bytes as a signed integer.
   * 读取一个有符号 16 位整数。
   *
   * @returns it; `undefined` when too few bytes are left.
   */
  readI16(): number | undefined {
    return this.#read(I16);
  }

  /**
   * Reads 2 bytes as an unsigned integer.
   * 读取一个无符号 16 位整数。
   *
   * @returns it; `undefined` when too few bytes are left.
   */
  readU16(): number | undefined {
    return this.#read(U16);
  }

  /**
   * Reads 4 bytes as a signed integer.
   * 读取一个有符号 32 位整数。
   *
   * @returns it; `undefined` when too few bytes are left.
   */
  readI32(): number | undefined {
    return this.#read(I32);
  }

  /**
   * Reads 4 bytes as an unsigned integer.
   * 读取一个无符号 32 位整数。
   *
   * @returns it; `undefined` when too few bytes are left.
   */
  readU32(): number | undefined {
    return this.#read(U32);
  }

  /**
   * Reads 8 bytes as a signed integer.
   * 读取一个有符号 64 位整数。
   *
   * @returns it; `undefined` when too few bytes are left.
   */
  readI64(): bigint | undefined {
    return this.#read(I64);
  }

  /**
   * Reads 8 bytes as an unsigned integer.
   * 读取一个无符号 64 位整数。
   *
   * @returns it; `undefined` when too few bytes are left.
   */
  readU64(): bigint | undefined {
    return this.#read(U64);
  }

  /**
   * Reads 4 bytes as a floating-point number.
   * 读取一个单精度浮点数。
   *
   * @returns it; `undefined` when too few bytes are left.
   */
  readF32(): number | undefined {
    return this.#read(F32);
  }

  /**
   * Reads 8 bytes as a floating-point number.
   * 读取一个双精度浮点数。
   *
   * @returns it; `undefined` when too few bytes are left.
   */
  readF64(): number | undefined {
    return this.#read(F64);
  }

  /**
   * Writes a signed integer of 1 byte.
   * 写入一个有符号 8 位整数。
   *
   * @param v - an integer, taken modulo its size.
   * @returns the bytes written; 0 when there is too little room.
   */
  writeI8(v: number): number {
    return this.#write(I8, v);
  }

  /**
   * Writes an unsigned integer of 1 byte.
   * 写入一个无符号 8 位整数。
   *
   * @param v - an integer, taken modulo its size.
   * @returns the bytes written; 0 when there is too little room.
   */
  writeU8(v: number): number {
    return this.#write(U8, v);
  }

  /**
   * Writes a signed integer of 2 bytes.
   * 写入一个有符号 16 位整数。
   *
   * @param v - an integer, taken modulo its size.
   * @returns the bytes written; 0 when there is too little room.
   */
  writeI16(v: number): number {
    return this.#write(I16, v);
  }

  /**
   * Writes an unsigned integer of 2 bytes.
   * 写入一个无符号 16 位整数。
   *
   * @param v - an integer, taken modulo its size.
   * @returns the bytes written; 0 when there is too little room.
   */
  writeU16(v: number): number {
    return this.#write(U16, v);
  }

  /**
   * Writes a signed integer of 4 bytes.
   * 写入一个有符号 32 位整数。
   *
   * @param v - an integer, taken modulo its size.
   * @returns the bytes written; 0 when there is too little room.
   */
  writeI32(v: number): number {
    return this.#write(I32, v);
  }

  /**
   * Writes an unsigned integer of 4 bytes.
   * 写入一个无符号 32 位整数。
   *
   * @param v - an integer, taken modulo its size.
   * @returns the bytes written; 0 when there is too little room.
   */
  writeU32(v: number): number {
    return this.#write(U32, v);
  }

  /**
   * Writes a signed integer of 8 bytes.
   * 写入一个有符号 64 位整数。
   *
   * @param v - an integer, as number or bigint, taken modulo its size.
   * @returns the bytes written; 0 when there is too little room.
   */
  writeI64(v: number | bigint): number {
    return this.#write(I64, v);
  }

  /**
   * Writes an unsigned integer of 8 bytes.
   * 写入一个无符号 64 位整数。
   *
   * @param v - an integer, as number or bigint, taken modulo its size.
   * @returns the bytes written; 0 when there is too little room.
   */
  writeU64(v: number | bigint): number {
    return this.#write(U64, v);
  }

  /**
   * Writes a floating-point number of 4 bytes.
   * 写入一个单精度浮点数。
   *
   * @param v - a number.
   * @returns the bytes written; 0 when there is too little room.
   */
  writeF32(v: number): number {
    return this.#write(F32, v);
  }

  /**
   * Writes a floating-point number of 8 bytes.
   * 写入一个双精度浮点数。
   *
   * @param v - a number.
   * @returns the bytes written; 0 when there is too little room.
   */
  writeF64(v: number): number {
    return this.#write(F64, v);
  }

  #read<T extends number | bigint>(format: NumberFormat<T>): T | undefined {
    const { block } = this;
    const at = block.used;
    if (at + format.size > block.bytes.length) return undefined;
    block.used = at + format.size;
    return format.read(block.view, at, true);
  }

  #write<T extends number | bigint>(format: NumberFormat<T>, v: unknown): number {
    const { block } = this;
    const at = block.used;
    const value = format.check("v", v);
    if (at + format.size > block.bytes.length) return 0;
    format.write(block.view, at, value, true);
    block.used = at + format.size;
    return format.size;
  }
}
