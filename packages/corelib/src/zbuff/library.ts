import { expectInteger } from "../expect.js";
import { describeValue } from "../log/format-value.js";
import type { Log } from "../log/log.js";
import { MOST } from "./block.js";
import { SEEK_CUR, SEEK_END, SEEK_SET } from "./memory.js";
import { Zbuff } from "./zbuff.js";

/**
 * LuatOS's `zbuff` library: makes {@link Zbuff} objects.
 * LuatOS 的 `zbuff` 库：创建 {@link Zbuff}。
 */
export interface ZbuffLibrary {
  /** For `seek`: from the first byte. */
  readonly SEEK_SET: 0;
  /** For `seek`: from the position. */
  readonly SEEK_CUR: 1;
  /** For `seek`: from the last byte. */
  readonly SEEK_END: 2;
  /** For `create`: wherever there is room. */
  readonly HEAP_AUTO: 0;
  /** For `create`: in the memory of the chip. */
  readonly HEAP_SRAM: 1;
  /** For `create`: in the memory beside the chip. */
  readonly HEAP_PSRAM: 2;
  /**
   * Makes a block of bytes.
   * 创建一个 zbuff。
   *
   * @param size - the capacity in bytes.
   * @param fill - an integer: the value (modulo 256) of every byte, none is in use; text or bytes: copied, cut at the
   * capacity, and in use. Default: all zero.
   * @param type - where a chip would put it (`HEAP_AUTO` and others); has no effect here.
   * @returns the zbuff.
   * @throws TypeError or RangeError when the size is not an integer from 1 to 2147483647 (LuatOS returns nil), or the
   * fill is of another type. A size in a table, which makes a frame buffer in LuatOS, is a TypeError too.
   * @example
   * ```ts
   * const buff = zbuff.create(1024, "hello");
   * buff.used(); // 5
   * ```
   */
  create(size: number, fill?: number | string | Uint8Array | null, type?: number | null): Zbuff;
  /**
   * A zbuff over bytes that you have, all of them in use: nothing is copied, and what is written to one of them is seen
   * in the other, until the zbuff changes its capacity. Not in LuatOS.
   * 用已有的字节创建 zbuff，不复制。
   *
   * @param bytes - the bytes.
   * @returns the zbuff.
   * @throws TypeError when they are no Uint8Array.
   * @example
   * ```ts
   * const wrapped = zbuff.wrap(Uint8Array.of(0x34, 0x12, 5));
   * wrapped.seek(0);
   * wrapped.readU16(); // 0x1234
   * ```
   */
  wrap(bytes: Uint8Array<ArrayBuffer>): Zbuff;
}

export function createZbuffLibrary(log: Log): ZbuffLibrary {
  return {
    SEEK_SET,
    SEEK_CUR,
    SEEK_END,
    HEAP_AUTO: 0,
    HEAP_SRAM: 1,
    HEAP_PSRAM: 2,
    create(size, fill) {
      if (typeof size === "object" && size !== null) {
        throw new TypeError(`size is ${describeValue(size)}; expected an integer from 1 to ${MOST}, as frame buffers are not supported`);
      }
      const buff = new Zbuff(new Uint8Array(expectInteger("size", size, 1, MOST)), log);
      if (typeof fill === "number") buff.clear(expectInteger("fill", fill));
      else if (typeof fill === "string" || fill instanceof Uint8Array) buff.write(fill);
      else if (fill != null) throw new TypeError(`fill is ${describeValue(fill)}; expected an integer, a string or a Uint8Array`);
      return buff;
    },
    wrap(bytes) {
      if (!(bytes instanceof Uint8Array)) throw new TypeError(`bytes is ${describeValue(bytes)}; expected a Uint8Array`);
      // Of a Buffer of Node, slice() would give a view where a copy is promised.
      const buff = new Zbuff(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length), log);
      buff.used(bytes.length);
      return buff;
    },
  };
}
