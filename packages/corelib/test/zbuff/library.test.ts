import { describe, expect, it } from "vitest";
import { Zbuff } from "../../src/index.js";
import { rig } from "../rig.js";

const { zbuff } = rig();

describe("zbuff.create", () => {
  it("makes zeroed bytes, none of them in use", () => {
    const buff = zbuff.create(4);
    expect(buff).toBeInstanceOf(Zbuff);
    expect([buff.len(), buff.used(), [...buff.bytes]]).toEqual([4, 0, [0, 0, 0, 0]]);
    expect(zbuff.create(4, null, zbuff.HEAP_SRAM).used()).toBe(0);
  });

  it("fills with an integer modulo 256, none in use", () => {
    expect([...zbuff.create(2, 0x141).bytes]).toEqual([0x41, 0x41]);
    expect([...zbuff.create(2, -1).bytes]).toEqual([255, 255]);
    expect(zbuff.create(2, 1).used()).toBe(0);
  });

  it("copies text and bytes, cut at the size, and uses them", () => {
    const buff = zbuff.create(4, "hé!?");
    expect([buff.used(), [...buff.bytes]]).toEqual([4, [0x68, 0xc3, 0xa9, 0x21]]);
    expect(zbuff.create(4, Uint8Array.of(1, 2)).used()).toBe(2);
    expect(zbuff.create(4, "").used()).toBe(0);
  });

  it("refuses sizes and fills that cannot be", () => {
    const range = "expected an integer from 1 to 2147483647";
    expect(() => zbuff.create(0)).toThrow(new RangeError(`size is 0; ${range}`));
    expect(() => zbuff.create(-5)).toThrow(new RangeError(`size is -5; ${range}`));
    expect(() => zbuff.create(1.5)).toThrow(new RangeError(`size is 1.5; ${range}`));
    expect(() => zbuff.create(2 ** 31)).toThrow(new RangeError(`size is 2147483648; ${range}`));
    expect(() => zbuff.create("8" as never)).toThrow(new TypeError(`size is "8"; ${range}`));
    expect(() => zbuff.create(8, {} as never)).toThrow(new TypeError("fill is {}; expected an integer, a string or a Uint8Array"));
    expect(() => zbuff.create(8, 0.5)).toThrow(new RangeError("fill is 0.5; expected an integer"));
  });

  it("says that it makes no frame buffers", () => {
    expect(() => zbuff.create({ 0: 8, 1: 8, 2: 16 } as never)).toThrow(
      new TypeError("size is {0: 8, 1: 8, 2: 16}; expected an integer from 1 to 2147483647, as frame buffers are not supported"),
    );
    expect(() => zbuff.create(null as never)).toThrow(new TypeError("size is nil; expected an integer from 1 to 2147483647"));
  });

  it("has LuatOS's constants", () => {
    const { create: _create, wrap: _wrap, ...constants } = zbuff;
    expect(constants).toEqual({ SEEK_SET: 0, SEEK_CUR: 1, SEEK_END: 2, HEAP_AUTO: 0, HEAP_SRAM: 1, HEAP_PSRAM: 2 });
  });
});

describe("zbuff.wrap", () => {
  it("shares the bytes, all in use, until the capacity changes", () => {
    const bytes = Uint8Array.of(1, 2, 3);
    const buff = zbuff.wrap(bytes);
    expect([buff.len(), buff.used(), [...buff.bytes]]).toEqual([3, 3, [1, 2, 3]]);
    buff.set(0, 9, 1);
    bytes[1] = 8;
    expect([[...bytes], [...buff.bytes]]).toEqual([[9, 8, 3], [9, 8, 3]]);
    buff.copy(null, "x");
    buff.set(0, 7, 1);
    expect([[...bytes], [...buff.bytes]]).toEqual([[9, 8, 3], [7, 8, 3, 120]]);
  });

  it("sees a part of an array, and copies out even of a Buffer", () => {
    const buff = zbuff.wrap(Buffer.from("xabcx").subarray(1, 4));
    const [copy, rest] = [buff.query(), buff.toStr()];
    buff.clear();
    expect([[...(copy ?? [])], [...rest]]).toEqual([[97, 98, 99], [97, 98, 99]]);
  });

  it("takes no bytes too, and refuses what is none", () => {
    expect(zbuff.wrap(new Uint8Array(0)).len()).toBe(0);
    expect(() => zbuff.wrap("abc" as never)).toThrow(new TypeError('bytes is "abc"; expected a Uint8Array'));
  });
});
