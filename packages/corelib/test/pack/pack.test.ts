import { describe, expect, expectTypeOf, it } from "vitest";
import { pack, type Decoded } from "../../src/index.js";
import { rig } from "../rig.js";

const { zbuff } = rig();
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("pack.pack", () => {
  // The format, the values, and the bytes that they become.
  const ROWS: Array<[string, Parameters<typeof pack.pack>[1][], number[]]> = [
    ["c", [-1], [255]],
    ["b", [255], [255]],
    ["b", [0x141], [0x41]],
    ["hH", [-2, 0xfffe], [0xfe, 0xff, 0xfe, 0xff]],
    ["iI", [-2, 0x80000001], [0xfe, 0xff, 0xff, 0xff, 1, 0, 0, 0x80]],
    ["l", [-2], [0xfe, 255, 255, 255, 255, 255, 255, 255]],
    ["L", [2n ** 64n - 2n], [0xfe, 255, 255, 255, 255, 255, 255, 255]],
    [">l", [0x0102030405060708n], [1, 2, 3, 4, 5, 6, 7, 8]],
    [">f", [1.5], [0x3f, 0xc0, 0, 0]],
    [">d", [1.5], [0x3f, 0xf8, 0, 0, 0, 0, 0, 0]],
    [">n", [1.5], [0x3f, 0xf8, 0, 0, 0, 0, 0, 0]],
    ["z", ["ab"], [97, 98, 0]],
    ["z", ["a\0b"], [97, 0, 98, 0]],
    ["z2", ["a", ""], [97, 0, 0]],
    ["p", ["ab"], [2, 97, 98]],
    ["P", ["ab"], [2, 0, 97, 98]],
    [">P", ["ab"], [0, 2, 97, 98]],
    ["a", ["ab"], [2, 0, 0, 0, 97, 98]],
    [">a", ["ab"], [0, 0, 0, 2, 97, 98]],
    ["A", ["abc"], [97, 98, 99]],
    ["A2", ["abc"], [97, 98]],
    ["A5", ["abc"], [97, 98, 99, 0, 0]],
    ["A0b", [null as never, 1], [1]],
    ["A0b", ["abc", 1], [1]],
    ["A", ["é"], [0xc3, 0xa9]],
    ["A", [Uint8Array.of(0, 255)], [0, 255]],
    ["A", [zbuff.create(5, "xy")], [120, 121]],
    ["H3", [1, 2, 3], [1, 0, 2, 0, 3, 0]],
    ["H0b", [1], [1]],
    ["H>H=H<H", [1, 1, 1, 1], [1, 0, 0, 1, 1, 0, 1, 0]],
    [">0H", [1], [1, 0]],
    ["> H, b", [1, 2], [0, 1, 2]],
    ["bHb", [1, 2, 3], [1, 2, 0, 3]],
    ["b\0x", [1], [1]],
    ["b", [1, 2, 3], [1]],
    ["", [], []],
  ];

  it.each(ROWS)("%j of %o", (fmt, values, expected) => {
    expect([...pack.pack(fmt, ...values)]).toEqual(expected);
  });

  // The format, the values, and what the error says.
  const ERRORS: Array<[string, unknown[], Error]> = [
    ["x", [1], new RangeError('fmt has "x" at index 0; expected a letter of cbhHiIlLfdnAzpPa, <>=, a comma or a space')],
    ["H2\u{1f600}", [1, 2], new RangeError('fmt has "\u{1f600}" at index 2; expected a letter of cbhHiIlLfdnAzpPa, <>=, a comma or a space')],
    ["2H", [1, 2], new RangeError('fmt has "2" at index 0; expected a letter of cbhHiIlLfdnAzpPa, <>=, a comma or a space')],
    ["H2x", [1, 2], new RangeError('fmt has "x" at index 2; expected a letter of cbhHiIlLfdnAzpPa, <>=, a comma or a space')],
    ["A99999999999", ["a"], new RangeError("fmt has the count 99999999999 at index 0; expected at most 2147483647")],
    [null as never, [], new TypeError("fmt is nil; expected a string")],
    ["bH", [1], new TypeError("values[1] is nil; expected an integer")],
    ["H", [1.5], new RangeError("values[0] is 1.5; expected an integer")],
    ["H", ["1"], new TypeError('values[0] is "1"; expected an integer')],
    ["H", [1n], new TypeError("values[0] is 1; expected an integer")],
    ["l", [2 ** 53], new RangeError("values[0] is 9007199254740992; expected a bigint or a safe integer")],
    ["d", ["1"], new TypeError('values[0] is "1"; expected a number')],
    ["z", [1], new TypeError("values[0] is 1; expected a string, Uint8Array or zbuff")],
    ["A2", [null], new TypeError("values[0] is nil; expected a string, Uint8Array or zbuff")],
    ["A0", [1], new TypeError("values[0] is 1; expected a string, Uint8Array or zbuff")],
    ["p", ["x".repeat(256)], new RangeError("values[0] is 256 bytes long; expected at most 255 for p")],
    ["P", ["x".repeat(65536)], new RangeError("values[0] is 65536 bytes long; expected at most 65535 for P")],
  ];

  it.each(ERRORS)("%j of %o is refused", (fmt, values, error) => {
    expect(() => pack.pack(fmt, ...(values as number[]))).toThrow(error);
  });

  it("takes the longest text that its length can tell", () => {
    expect(pack.pack("p", "x".repeat(255))).toHaveLength(256);
    expect(pack.pack("P", "x".repeat(65535))).toHaveLength(65537);
  });
});

describe("pack.unpack", () => {
  const hello = bytes("hello");
  // The bytes, the format, where to begin, and what comes.
  const ROWS: Array<[number[] | string, string, number | null, unknown[]]> = [
    [[255, 255], "cb", null, [3, -1, 255]],
    [[0xfe, 0xff, 0xfe, 0xff], "hH", null, [5, -2, 0xfffe]],
    [[1, 0, 0, 0x80, 1, 0, 0, 0x80], "iI", null, [9, -0x7fffffff, 0x80000001]],
    [Array<number>(16).fill(255), "lL", null, [17, -1n, 2n ** 64n - 1n]],
    [[0x3f, 0xc0, 0, 0], ">f", null, [5, 1.5]],
    [[0x3f, 0xf8, 0, 0, 0, 0, 0, 0], ">d", null, [9, 1.5]],
    [[0x3f, 0xf8, 0, 0, 0, 0, 0, 0], ">n", null, [9, 1.5]],
    ["ab\0c", "z", null, [4, bytes("ab")]],
    ["ab\0cd", "zz", null, [6, bytes("ab"), bytes("cd")]],
    ["ab", "zz", null, [3, bytes("ab")]],
    ["", "z", null, [1]],
    ["\0", "z", null, [2, bytes("")]],
    ["\x02abc", "p", null, [4, bytes("ab")]],
    ["\x02\0abc", "P", null, [5, bytes("ab")]],
    ["\0\x02abc", ">P", null, [5, bytes("ab")]],
    ["\x02\0\0\0abc", "a", null, [7, bytes("ab")]],
    ["\x05ab", "p", null, [1]],
    ["\x05", "P", null, [1]],
    ["\xff\xff\xff\xff", "a", null, [1]],
    ["abc", "A", null, [2, bytes("a")]],
    ["abc", "A2", null, [3, bytes("ab")]],
    ["abc", "A0", null, [1, bytes("")]],
    ["abc", "A4", null, [1]],
    [[1, 0, 2, 0, 3], "H3", null, [5, 1, 2]],
    [[1, 2], "H0b", null, [2, 1]],
    [[1, 0, 1, 0], "H>H", null, [5, 1, 256]],
    [[1, 0], ">0H", null, [3, 1]],
    [[1, 0], "H, b", null, [3, 1]],
    [[1, 2], "b\0x", null, [2, 1]],
    [[1, 2, 3], "b", 2, [3, 2]],
    [[1, 2, 3], "b", 2.9, [3, 2]],
    [[1, 2, 3], "b", 4, [4]],
    [[1, 2, 3], "b", 9, [9]],
    [[1, 2, 3], "A0", 9, [9]],
    [[1], "", null, [1]],
  ];

  it.each(ROWS)("%j by %j from %s", (data, fmt, init, expected) => {
    const str = typeof data === "string" ? Uint8Array.from(data, (char) => char.charCodeAt(0)) : Uint8Array.from(data);
    expect(pack.unpack(str, fmt, init)).toEqual(expected);
  });

  it("takes text as UTF-8, and the used part of a zbuff", () => {
    expect(pack.unpack("é", ">H")).toEqual([3, 0xc3a9]);
    expect(pack.unpack(zbuff.create(9, "ab"), "b3")).toEqual([3, 97, 98]);
  });

  it("gives copies, of a Buffer too, and heeds where its bytes begin", () => {
    const buffer = Buffer.from("xhello").subarray(1);
    const [, number, text] = pack.unpack(buffer, ">HA3");
    buffer.fill(0);
    expect([number, text]).toEqual([0x6865, bytes("llo")]);
    expect(Object.getPrototypeOf(text)).toBe(Uint8Array.prototype);
  });

  it("refuses a place before the first byte, and what is of no use", () => {
    for (const init of [0, -1, 0.9, Number.NaN]) {
      expect(() => pack.unpack(hello, "b", init)).toThrow(new RangeError(`init is ${init}; expected a number of at least 1`));
    }
    expect(() => pack.unpack(hello, "b", "2" as never)).toThrow(new TypeError('init is "2"; expected a number of at least 1'));
    expect(() => pack.unpack(5 as never, "b")).toThrow(new TypeError("str is 5; expected a string, Uint8Array or zbuff"));
    expect(() => pack.unpack(hello, "bx", 99)).toThrow(new RangeError('fmt has "x" at index 1; expected a letter of cbhHiIlLfdnAzpPa, <>=, a comma or a space'));
    expect(() => pack.unpack(hello, null as never)).toThrow(new TypeError("fmt is nil; expected a string"));
  });

  it("types what a format gives: each value may be missing", () => {
    type Text = Uint8Array<ArrayBuffer>;
    expectTypeOf(pack.unpack(hello, ">Hc, lf")).toEqualTypeOf<[next: number, number?, number?, bigint?, number?]>();
    expectTypeOf(pack.unpack(hello, "zpPaA")).toEqualTypeOf<[next: number, Text?, Text?, Text?, Text?, Text?]>();
    expectTypeOf(pack.unpack(hello, "A12H")).toEqualTypeOf<[next: number, Text?, number?]>();
    expectTypeOf(pack.unpack(hello, "bH2l")).toEqualTypeOf<[next: number, number?, ...Decoded[]]>();
    const fmt: string = ["b", "H"].join("");
    expectTypeOf(pack.unpack(hello, fmt)).toEqualTypeOf<[next: number, ...Decoded[]]>();
  });
});
