import { beforeEach, describe, expect, it } from "vitest";
import type { Zbuff } from "../../src/index.js";
import { rig } from "../rig.js";

const { zbuff, lines } = rig();
beforeEach(() => {
  lines.length = 0;
});

const text = (bytes: unknown): unknown => (bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : bytes);
const shown = (buff: Zbuff): unknown => text(buff.query());

describe("write", () => {
  it("takes text as UTF-8, bytes, byte values and the used part of a zbuff, and says how many", () => {
    const buff = zbuff.create(20);
    expect(buff.write("é")).toBe(2);
    expect(buff.write(Uint8Array.of(65, 66))).toBe(2);
    expect(buff.write(67, 0x144, -1)).toBe(3);
    expect(buff.write(zbuff.create(9, "xy"))).toBe(2);
    expect(buff.write("")).toBe(0);
    expect([...(buff.query() ?? [])]).toEqual([0xc3, 0xa9, 65, 66, 67, 0x44, 255, 120, 121]);
  });

  it("cuts at the capacity, through a character if need be, and never grows", () => {
    const buff = zbuff.create(3);
    expect(buff.write("aéé")).toBe(3);
    expect([...buff.bytes]).toEqual([0x61, 0xc3, 0xa9]);
    expect(buff.write("x")).toBe(0);
    expect(buff.write(1, 2)).toBe(0);
    expect(buff.len()).toBe(3);
  });

  it("in the middle hides what follows until used(n) shows it again", () => {
    const buff = zbuff.create(10, "abcdef");
    buff.seek(1);
    buff.write("X");
    expect(shown(buff)).toBe("aX");
    buff.used(6);
    expect(shown(buff)).toBe("aXcdef");
  });

  it("can write a zbuff into itself", () => {
    const buff = zbuff.create(8, "abc");
    expect(buff.write(buff)).toBe(3);
    expect(shown(buff)).toBe("abcabc");
  });

  it("refuses anything else, and writes nothing then", () => {
    const buff = zbuff.create(4);
    for (const bad of [undefined, null, true, {}, [1]]) expect(() => buff.write(bad as never)).toThrow("expected a string, Uint8Array, zbuff or byte values");
    expect(() => (buff.write as () => void)()).toThrow(TypeError);
    expect(() => buff.write(1, 2.5)).toThrow(new RangeError("data[1] is 2.5; expected an integer"));
    expect(() => buff.write(1, "x" as never)).toThrow(new TypeError('data[1] is "x"; expected an integer'));
    expect(buff.used()).toBe(0);
  });
});

describe("read", () => {
  it("reads at the cursor, one byte by default, up to the capacity", () => {
    const buff = zbuff.create(5, "abc");
    buff.seek(0);
    expect(text(buff.read())).toBe("a");
    expect(text(buff.read(2))).toBe("bc");
    expect([...buff.read(9)]).toEqual([0, 0]);
    expect(buff.read(1)).toHaveLength(0);
    expect(buff.used()).toBe(5);
    expect(() => buff.read(-1)).toThrow(new RangeError("n is -1; expected an integer of at least 0"));
  });
});

describe("seek and used", () => {
  it("seek from the start, the cursor or the capacity, and clip", () => {
    const buff = zbuff.create(10);
    expect(buff.seek(4)).toBe(4);
    expect(buff.seek(-1, zbuff.SEEK_CUR)).toBe(3);
    expect(buff.seek(-2, zbuff.SEEK_END)).toBe(8);
    expect(buff.seek(99)).toBe(10);
    expect(buff.seek(-99, zbuff.SEEK_CUR)).toBe(0);
    expect(() => buff.seek(0, 3)).toThrow(new RangeError("base is 3; expected an integer from 0 to 2"));
    expect(() => buff.seek(undefined as never)).toThrow(TypeError);
  });

  it("used tells and sets, cut at the capacity", () => {
    const buff = zbuff.create(10);
    expect([buff.used(3), buff.used(), buff.used(null), buff.used(99)]).toEqual([3, 3, 3, 10]);
    expect(() => buff.used(-1)).toThrow(new RangeError("k is -1; expected an integer of at least 0"));
  });
});

describe("clear and set", () => {
  it("fill without changing what is in use", () => {
    const buff = zbuff.create(4, "ab");
    buff.clear(0x141);
    expect([buff.used(), [...buff.bytes]]).toEqual([2, [65, 65, 65, 65]]);
    buff.set(1, 66, 2);
    expect([...buff.bytes]).toEqual([65, 66, 66, 65]);
    buff.set(3, -1, 99);
    expect([...buff.bytes]).toEqual([65, 66, 66, 255]);
    buff.set();
    buff.clear();
    expect([...buff.bytes]).toEqual([0, 0, 0, 0]);
  });

  it("set ignores places out of range, and says so", () => {
    const buff = zbuff.create(4);
    buff.set(4, 1);
    buff.set(-1, 1);
    buff.set(0, 1, -1);
    expect([...buff.bytes]).toEqual([0, 0, 0, 0]);
    expect(lines).toEqual([
      "warn zbuff set(4, 1, nil) of zbuff(0 of 4) is out of range",
      "warn zbuff set(-1, 1, nil) of zbuff(0 of 4) is out of range",
      "warn zbuff set(0, 1, -1) of zbuff(0 of 4) is out of range",
    ]);
    expect(() => buff.set(0, "x" as never)).toThrow(new TypeError('v is "x"; expected an integer'));
  });
});

describe("get and toStr", () => {
  it("reach the whole capacity", () => {
    const buff = zbuff.create(4, "ab");
    expect([buff.get(0), buff.get(3), buff.get(4), buff.get(-1)]).toEqual([97, 0, undefined, undefined]);
    expect([...buff.toStr()]).toEqual([97, 98, 0, 0]);
    expect([...buff.toStr(1, 2)]).toEqual([98, 0]);
    expect([...buff.toStr(3, 99)]).toEqual([0]);
    expect([buff.toStr(9), buff.toStr(-1), buff.toStr(0, -1)].map((bytes) => bytes.length)).toEqual([0, 0, 0]);
    expect(() => buff.get(0.5)).toThrow(RangeError);
  });
});

describe("bytes and view", () => {
  it("let an index read and store as in Lua: modulo 256, nothing out of range", () => {
    const buff = zbuff.create(4, "ab");
    buff.bytes[3] = 0x141;
    buff.bytes[0] = -1;
    buff.bytes[4] = 1;
    expect([buff.bytes[3], buff.bytes[0], buff.bytes[4], buff.bytes[-1]]).toEqual([65, 255, undefined, undefined]);
    expect([buff.used(), buff.len()]).toEqual([2, 4]);
  });

  it("view shows the used bytes and no others, without a copy", () => {
    const buff = zbuff.create(4, "abc");
    const view = buff.view();
    buff.set(1, 66, 1);
    expect(text(view)).toBe("aBc");
    expect(view.buffer).toBe(buff.bytes.buffer);
    expect(zbuff.create(4).view()).toHaveLength(0);
  });
});

describe("query", () => {
  it("gives a copy of used bytes, which survives del()", () => {
    const buff = zbuff.create(9, "hello");
    const bytes = buff.query();
    buff.del();
    buff.clear();
    expect(text(bytes)).toBe("hello");
    expect(bytes?.buffer.byteLength).toBe(5);
  });

  it("counts negative offsets from the end of the used bytes, and cuts the length", () => {
    const buff = zbuff.create(9, "hello");
    expect([buff.query(1, 2), buff.query(-2), buff.query(3, 9), buff.query(1, -1)].map(text)).toEqual(["el", "lo", "lo", "ello"]);
  });

  it("gives undefined where there is nothing, never an empty text", () => {
    const buff = zbuff.create(9, "hello");
    expect([buff.query(5), buff.query(99), buff.query(-6), buff.query(0, 0), zbuff.create(1).query()]).toEqual(Array(5).fill(undefined));
  });

  it("reads a number of 1, 2, 4 or 8 bytes when the byte order is given", () => {
    const buff = zbuff.create(8, Uint8Array.of(0xff, 0xfe, 0x80, 0x01, 0x02, 0x03, 0x04, 0x05));
    expect([buff.query(0, 1, true), buff.query(0, 1, false, true)]).toEqual([0xff, -1]);
    expect([buff.query(0, 2, true), buff.query(0, 2, false), buff.query(0, 2, true, true)]).toEqual([0xfffe, 0xfeff, -2]);
    expect([buff.query(0, 4, true), buff.query(0, 4, false)]).toEqual([-0x17fff, 0x0180feff]);
    expect([buff.query(0, 4, true, true), buff.query(0, 4, true, false)]).toEqual([-0x17fff, 0xfffe8001]);
    expect(buff.query(0, 8, true)).toBe(-0x17ffefdfcfbfbn);
    expect(buff.query(0, 8, true, false)).toBe(0xfffe800102030405n);
    expect(text(buff.query(0, 3, true))).toBeTypeOf("string");
    expect(buff.query(0, 2, 1 as never)).toBeInstanceOf(Uint8Array);
  });

  it("reads floating-point numbers in the given byte order", () => {
    const bytes = new Uint8Array(12);
    new DataView(bytes.buffer).setFloat32(0, 1.5, false);
    new DataView(bytes.buffer).setFloat64(4, -2.25, true);
    const buff = zbuff.create(12, bytes);
    expect([buff.query(0, 4, true, false, true), buff.query(4, 8, false, null, true)]).toEqual([1.5, -2.25]);
  });

  it("cuts before it reads a number", () => {
    expect(zbuff.create(9, Uint8Array.of(1, 2)).query(0, 4, true)).toBe(0x102);
    expect(zbuff.create(9).query(0, 4, true)).toBeUndefined();
  });
});

describe("copy", () => {
  it("appends by default and grows as far as it needs to", () => {
    const buff = zbuff.create(4, "abc");
    expect(buff.copy(null, "de")).toBe(2);
    expect([shown(buff), buff.len()]).toEqual(["abcde", 5]);
    expect(buff.copy(undefined, 102, 0x167)).toBe(2);
    expect([shown(buff), buff.len()]).toEqual(["abcdefg", 7]);
  });

  it("puts data at a place, counted from the end of the used bytes when negative", () => {
    const buff = zbuff.create(9, "abcdef");
    buff.copy(1, "X");
    buff.copy(-2, Uint8Array.of(89, 90));
    expect(shown(buff)).toBe("aXcdYZ");
    expect(buff.copy(-7, "x")).toBe(0);
    expect(shown(buff)).toBe("aXcdYZ");
  });

  it("beyond the used bytes keeps what is between, zero where it is new", () => {
    const buff = zbuff.create(4, "abcd");
    buff.used(1);
    buff.copy(6, "z");
    expect([...(buff.query() ?? [])]).toEqual([97, 98, 99, 100, 0, 0, 122]);
  });

  it("takes a part of a zbuff, within its capacity", () => {
    const buff = zbuff.create(9);
    const source = zbuff.create(8, "abcdef");
    expect([buff.copy(0, source), buff.copy(0, source, 4), buff.copy(0, source, 1, 7)]).toEqual([6, 2, 7]);
    expect(buff.copy(0, source, 7)).toBe(0);
    expect(lines).toEqual([]);
    expect([buff.copy(0, source, -1), buff.copy(0, source, 0, 9), buff.copy(0, source, 0, -1)]).toEqual([0, 0, 0]);
    expect(lines[0]).toBe("warn zbuff copy(0, zbuff(6 of 8), -1) of zbuff(7 of 9) is out of range");
  });

  it("copies a zbuff into itself, overlapping and growing", () => {
    const buff = zbuff.create(4, "abcd");
    buff.copy(1, buff);
    expect(shown(buff)).toBe("aabcd");
    buff.copy(null, buff);
    expect(shown(buff)).toBe("aabcdaabcd");
  });

  it("refuses anything else, and what would be too big", () => {
    const buff = zbuff.create(4);
    expect(() => buff.copy(0, null as never)).toThrow(TypeError);
    expect(() => buff.copy("0" as never, "x")).toThrow(new TypeError('pos is "0"; expected an integer'));
    expect(() => buff.copy(2 ** 31, "x")).toThrow(new RangeError("pos asks for 2147483649 bytes; expected a zbuff of at most 2147483647"));
    expect(buff.len()).toBe(4);
  });
});

describe("del", () => {
  it("empties, or removes a part and closes the gap; the capacity stays", () => {
    const buff = zbuff.create(9, "abcdef");
    buff.del(1, 2);
    expect(shown(buff)).toBe("adef");
    buff.del(-1);
    expect(shown(buff)).toBe("ade");
    buff.del(1, 99);
    expect(shown(buff)).toBe("a");
    buff.del();
    expect([buff.used(), buff.len()]).toEqual([0, 9]);
  });

  it("ignores what is out of range", () => {
    const buff = zbuff.create(9, "abc");
    buff.del(3);
    buff.del(-4);
    buff.del(0, 0);
    expect(lines).toEqual([]);
    buff.del(0, -1);
    expect(shown(buff)).toBe("abc");
    expect(lines).toEqual(["warn zbuff del(0, -1) of zbuff(3 of 9) is out of range"]);
  });
});

describe("resize", () => {
  it("keeps the content as far as it fits; new bytes are zero", () => {
    const buff = zbuff.create(6, "abcdef");
    buff.resize(3);
    expect([shown(buff), buff.len()]).toEqual(["abc", 3]);
    buff.reSize(6);
    expect([buff.used(), [...buff.bytes]]).toEqual([3, [97, 98, 99, 0, 0, 0]]);
    const before = buff.bytes;
    buff.resize(6);
    expect(buff.bytes).toBe(before);
    buff.resize(0);
    expect([buff.used(), buff.len()]).toEqual([0, 0]);
    expect(() => buff.resize(-1)).toThrow(new RangeError("n is -1; expected an integer from 0 to 2147483647"));
    expect(() => buff.resize(2 ** 31)).toThrow(RangeError);
  });
});

describe("reserve and bytes", () => {
  it("grow to exactly used + n when there is less room, and never shrink", () => {
    const buff = zbuff.create(4, "abc");
    buff.reserve(1);
    expect(buff.len()).toBe(4);
    const before = buff.bytes;
    buff.reserve(0);
    expect(buff.bytes).toBe(before);
    buff.reserve(5);
    expect([buff.len(), buff.used(), shown(buff)]).toEqual([8, 3, "abc"]);
    buff.bytes.set([100, 101], 3);
    buff.used(5);
    expect(shown(buff)).toBe("abcde");
  });

  it("copy seldom when they grow in small steps", () => {
    const buff = zbuff.create(1);
    const stores = new Set<ArrayBufferLike>();
    for (let i = 0; i < 10_000; i++) {
      buff.reserve(1);
      buff.used(buff.used() + 1);
      stores.add(buff.bytes.buffer);
    }
    expect(buff.len()).toBe(10_000);
    expect(stores.size).toBeLessThan(20);
  });

  it("show zeros where an earlier content was cut off", () => {
    const buff = zbuff.create(4, "abcd");
    buff.copy(null, "efg");
    buff.resize(2);
    buff.reserve(6);
    expect([...buff.bytes]).toEqual([97, 98, 0, 0, 0, 0, 0, 0]);
  });

  it("refuse to grow above the largest zbuff", () => {
    const buff = zbuff.create(4, "abc");
    expect(() => buff.reserve(2 ** 31)).toThrow(new RangeError("n asks for 2147483651 bytes; expected a zbuff of at most 2147483647"));
    expect(() => buff.reserve(Number.NaN)).toThrow(RangeError);
  });
});

describe("isEqual", () => {
  it("compares bytes, one by default, within both capacities", () => {
    const [a, b] = [zbuff.create(6, "abcdef"), zbuff.create(6, "xabcdz")];
    expect(a.isEqual(0, b)).toEqual([false, 0]);
    expect(a.isEqual(null, b, 1, 4)).toEqual([true, 0]);
    expect(a.isEqual(0, b, 1, 5)).toEqual([false, 4]);
    expect(a.isEqual(3, b, 4, 0)).toEqual([true, 0]);
    expect(a.isEqual(6, b, 6, 0)).toEqual([true, 0]);
    expect(lines).toEqual([]);
    expect([a.isEqual(3, b, 0, 4), a.isEqual(-1, b), a.isEqual(0, b, 0, -1)]).toEqual([[false], [false], [false]]);
    expect(lines).toHaveLength(3);
    expect(() => a.isEqual(0, "b" as never)).toThrow(new TypeError('other is "b"; expected a zbuff'));
  });
});

describe("toBase64", () => {
  it("writes the text of the used bytes to the start of another zbuff", () => {
    const dst = zbuff.create(20, "a longer text");
    expect(zbuff.create(9, "Hello").toBase64(dst)).toBe(8);
    expect(shown(dst)).toBe("SGVsbG8=");
    expect(dst.bytes[8]).toBe(0);
    expect(zbuff.create(3, "Man").toBase64(dst)).toBe(4);
    expect(shown(dst)).toBe("TWFu");
  });

  it("needs room for a zero byte behind the text, and does nothing without", () => {
    const [fits, small] = [zbuff.create(9, "x"), zbuff.create(8, "x")];
    expect(zbuff.create(5, "Hello").toBase64(fits)).toBe(8);
    expect(zbuff.create(5, "Hello").toBase64(small)).toBe(0);
    expect(shown(small)).toBe("x");
    expect(lines).toEqual(["warn zbuff toBase64(zbuff(1 of 8)) of zbuff(5 of 5) is out of range"]);
  });

  it("empties the other one when nothing is used", () => {
    const dst = zbuff.create(4, "x");
    expect(zbuff.create(4).toBase64(dst)).toBe(0);
    expect(dst.used()).toBe(0);
  });

  it("can write to itself", () => {
    const buff = zbuff.create(9, "Hello");
    expect(buff.toBase64(buff)).toBe(8);
    expect(shown(buff)).toBe("SGVsbG8=");
  });

  it("refuses what is no zbuff", () => {
    expect(() => zbuff.create(4).toBase64(new Uint8Array(9) as never)).toThrow(TypeError);
  });
});

describe("a freed zbuff", () => {
  it("is empty, and every call is harmless", () => {
    const buff = zbuff.create(4, "abcd");
    buff.free();
    buff.free();
    expect([buff.len(), buff.used(), buff.query(), buff.get(0), buff.seek(3), buff.write("x")]).toEqual([0, 0, undefined, undefined, 0, 0]);
    expect([buff.read(3).length, buff.toStr().length, buff.view().length]).toEqual([0, 0, 0]);
    expect([buff.readU8(), buff.writeU8(1), buff.pack("b", 1), buff.unpack("b")]).toEqual([undefined, 0, 0, [0]]);
    buff.del();
    buff.clear();
    buff.set();
  });

  it("works again after resize, copy or reserve", () => {
    const [a, b, c] = [zbuff.create(4, "abcd"), zbuff.create(4, "abcd"), zbuff.create(4, "abcd")];
    for (const buff of [a, b, c]) buff.free();
    a.resize(2);
    expect(a.write("xyz")).toBe(2);
    expect(b.copy(null, "xyz")).toBe(3);
    c.reserve(3);
    expect([shown(a), shown(b), c.len()]).toEqual(["xy", "xyz", 3]);
  });
});

describe("toString", () => {
  it("tells how much is in use", () => {
    expect(String(zbuff.create(9, "abc"))).toBe("zbuff(3 of 9)");
  });
});
