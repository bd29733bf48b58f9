import { describe, expect, it } from "vitest";
import type { Zbuff } from "../../src/index.js";
import { rig } from "../rig.js";

const { zbuff } = rig();

type Suffix = "I8" | "U8" | "I16" | "U16" | "I32" | "U32" | "I64" | "U64" | "F32" | "F64";
type Value = number | bigint;

const write = (buff: Zbuff, suffix: Suffix, v: Value): number => (buff[`write${suffix}`] as (v: Value) => number).call(buff, v);
const read = (buff: Zbuff, suffix: Suffix): Value | undefined => buff[`read${suffix}`]();

// What is written, the bytes that it becomes, and what is read back.
const ROWS: Array<[Suffix, Value, number[], Value]> = [
  ["I8", -2, [0xfe], -2],
  ["I8", 128, [0x80], -128],
  ["U8", 255, [0xff], 255],
  ["U8", 256, [0], 0],
  ["U8", -1, [0xff], 255],
  ["I16", -2, [0xfe, 0xff], -2],
  ["I16", 0x12345, [0x45, 0x23], 0x2345],
  ["U16", 0xfffe, [0xfe, 0xff], 0xfffe],
  ["U16", -1, [0xff, 0xff], 0xffff],
  ["I32", 0x80000001, [1, 0, 0, 0x80], -0x7fffffff],
  ["U32", 0x80000001, [1, 0, 0, 0x80], 0x80000001],
  ["U32", -1, [0xff, 0xff, 0xff, 0xff], 0xffffffff],
  ["U32", 2 ** 32 + 7, [7, 0, 0, 0], 7],
  ["I64", -2, [0xfe, ...Array<number>(7).fill(0xff)], -2n],
  ["I64", 0x0102030405060708n, [8, 7, 6, 5, 4, 3, 2, 1], 0x0102030405060708n],
  ["I64", 2n ** 63n, [0, 0, 0, 0, 0, 0, 0, 0x80], -(2n ** 63n)],
  ["U64", 2n ** 63n, [0, 0, 0, 0, 0, 0, 0, 0x80], 2n ** 63n],
  ["U64", -1, Array<number>(8).fill(0xff), 2n ** 64n - 1n],
  ["U64", 2n ** 64n + 5n, [5, 0, 0, 0, 0, 0, 0, 0], 5n],
  ["F32", 1.5, [0, 0, 0xc0, 0x3f], 1.5],
  ["F32", 0.1, [0xcd, 0xcc, 0xcc, 0x3d], Math.fround(0.1)],
  ["F64", -2.25, [0, 0, 0, 0, 0, 0, 2, 0xc0], -2.25],
  ["F64", Number.NaN, [0, 0, 0, 0, 0, 0, 0xf8, 0x7f], Number.NaN],
];

describe("typed access", () => {
  it.each(ROWS)("%s writes %s little endian, modulo its size, and reads it back", (suffix, value, bytes, back) => {
    const buff = zbuff.create(10);
    buff.used(1);
    expect(write(buff, suffix, value)).toBe(bytes.length);
    expect([...buff.bytes]).toEqual([0, ...bytes, ...Array<number>(9 - bytes.length).fill(0)]);
    expect(buff.used()).toBe(1 + bytes.length);
    buff.seek(1);
    expect(read(buff, suffix)).toEqual(back);
    expect(buff.used()).toBe(1 + bytes.length);
  });

  const SIZES: Array<[Suffix, number]> = [
    ...([["I8", 1], ["U8", 1], ["I16", 2], ["U16", 2], ["I32", 4]] satisfies Array<[Suffix, number]>),
    ...([["U32", 4], ["I64", 8], ["U64", 8], ["F32", 4], ["F64", 8]] satisfies Array<[Suffix, number]>),
  ];

  it.each(SIZES)("%s does nothing with one byte too few", (suffix, size) => {
    const buff = zbuff.create(10, 0x41);
    buff.used(11 - size);
    expect(read(buff, suffix)).toBeUndefined();
    expect(write(buff, suffix, 1)).toBe(0);
    expect([buff.used(), ...buff.bytes]).toEqual([11 - size, ...Array<number>(10).fill(0x41)]);
    buff.used(10 - size);
    expect(read(buff, suffix)).toBeDefined();
    expect(buff.used()).toBe(10);
  });

  it("follows the bytes when the capacity changes", () => {
    const buff = zbuff.create(2);
    buff.writeU16(0x1234);
    buff.reserve(4);
    buff.writeU32(0x12345678);
    buff.resize(4);
    buff.seek(0);
    expect([buff.readU16(), buff.readU16(), buff.readU8()]).toEqual([0x1234, 0x5678, undefined]);
  });

  it("refuses what is no such number, full or not", () => {
    const full = zbuff.create(1, "x");
    for (const buff of [zbuff.create(9), full]) {
      expect(() => buff.writeU16("7" as never)).toThrow(new TypeError('v is "7"; expected an integer'));
      expect(() => buff.writeI32(1.5)).toThrow(new RangeError("v is 1.5; expected an integer"));
      expect(() => buff.writeU8(1n as never)).toThrow(new TypeError("v is 1; expected an integer"));
      expect(() => buff.writeI64(0.5)).toThrow(new RangeError("v is 0.5; expected a bigint or a safe integer"));
      expect(() => buff.writeU64(2 ** 60)).toThrow(new RangeError("v is 1152921504606847000; expected a bigint or a safe integer"));
      expect(() => buff.writeI64(null as never)).toThrow(new TypeError("v is nil; expected a bigint or an integer"));
      expect(() => buff.writeF32(undefined as never)).toThrow(new TypeError("v is nil; expected a number"));
    }
    expect(full.used()).toBe(1);
  });
});
