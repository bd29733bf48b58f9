import { describe, expect, expectTypeOf, it } from "vitest";
import { rig } from "../rig.js";

const { zbuff } = rig();

describe("zb:pack", () => {
  it("writes at the cursor and counts what it wrote", () => {
    const buff = zbuff.create(20, "ab");
    expect(buff.pack(">Hb, <I", 0x1234, 5, 6)).toBe(7);
    expect([...buff.view()]).toEqual([97, 98, 0x12, 0x34, 5, 6, 0, 0, 0]);
  });

  it("repeats A by its count, unlike pack.pack", () => {
    const buff = zbuff.create(20);
    expect(buff.pack("A3", "ab", Uint8Array.of(99), zbuff.create(9, "de"))).toBe(5);
    expect(buff.pack("A0A", "f")).toBe(1);
    expect(new TextDecoder().decode(buff.query())).toBe("abcdef");
    expect(() => buff.pack("A2", "x")).toThrow(new TypeError("values[1] is nil; expected a string, Uint8Array or zbuff"));
  });

  it("never grows, and ends before the first value that does not fit", () => {
    const buff = zbuff.create(5);
    expect(buff.pack("bHHb", 1, 2, 3, 4)).toBe(5);
    expect([buff.pack("b", 1), buff.len()]).toEqual([0, 5]);
    const short = zbuff.create(4);
    expect(short.pack("bHHb", 1, 2, 3, 4)).toBe(3);
    expect([...short.bytes]).toEqual([1, 2, 0, 0]);
    expect(zbuff.create(3).pack("A", "abcd")).toBe(0);
  });

  it.each([
    ["z", "a"],
    ["p", "a"],
    ["P", "a"],
    ["a", "a"],
    ["x", 1],
    ["H\n", 1],
  ])("refuses the format %j, and writes nothing then", (fmt, value) => {
    const buff = zbuff.create(5);
    expect(() => buff.pack(`b ${fmt}`, 1, value)).toThrow(RangeError);
    expect(() => buff.unpack(`b ${fmt}`)).toThrow(RangeError);
    expect([buff.used(), buff.bytes[0]]).toEqual([0, 0]);
  });

  it("checks all values before it writes, also when it is full", () => {
    const buff = zbuff.create(1);
    expect(() => buff.pack("bH", 1, "x")).toThrow(new TypeError('values[1] is "x"; expected an integer'));
    expect([buff.used(), buff.bytes[0]]).toEqual([0, 0]);
    buff.used(1);
    expect(() => buff.pack("bH", 1)).toThrow(TypeError);
  });

  it("can write its own used bytes behind them", () => {
    const buff = zbuff.create(9, "ab");
    expect(buff.pack("AA", buff, buff)).toBe(4);
    expect(new TextDecoder().decode(buff.view())).toBe("ababab");
  });
});

describe("zb:unpack", () => {
  it("reads at the cursor, up to the capacity, and counts what it read", () => {
    const buff = zbuff.create(8, Uint8Array.of(9, 0x12, 0x34, 0xff));
    buff.seek(1);
    expect(buff.unpack(">Hc")).toEqual([3, 0x1234, -1]);
    expect([buff.used(), buff.unpack("I")]).toEqual([4, [4, 0]]);
    expect([buff.used(), buff.unpack("b")]).toEqual([8, [0]]);
  });

  it("stops at the first value that is not wholly there", () => {
    const buff = zbuff.create(5, Uint8Array.of(1, 2, 3, 4, 5));
    buff.seek(0);
    expect(buff.unpack("H4")).toEqual([4, 0x0201, 0x0403]);
    expect([buff.used(), buff.unpack("A2b")]).toEqual([4, [0]]);
  });

  it("gives A as one byte or as many as its count", () => {
    const buff = zbuff.create(5, "abcde");
    buff.seek(0);
    const [count, a, bcd, none] = buff.unpack("AA3A0");
    expect([count, a, bcd, none]).toEqual([4, Uint8Array.of(97), Uint8Array.of(98, 99, 100), new Uint8Array(0)]);
    buff.clear();
    expect(bcd).toEqual(Uint8Array.of(98, 99, 100));
  });

  it("types what a format gives", () => {
    const result = zbuff.create(1).unpack("<HlA2");
    expectTypeOf(result).toEqualTypeOf<[count: number, number?, bigint?, Uint8Array<ArrayBuffer>?]>();
  });
});
