import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { str } from "../../src/index.js";

describe("toHex", () => {
  it.each([
    ["", undefined, ""],
    ["", " ", ""],
    [Uint8Array.of(1, 0xab), undefined, "01AB"],
    [Uint8Array.of(1, 0xab), null, "01AB"],
    [Uint8Array.of(1, 0xab), " ", "01 AB "],
    [Uint8Array.of(1, 0xab), ", ", "01, AB, "],
    ["é", undefined, "C3A9"],
  ])("of %j with the separator %j is %j", (s, separator, expected) => {
    expect(str.toHex(s, separator)).toBe(expected);
  });

  it("refuses a separator that is no text", () => {
    expect(() => str.toHex("a", 1 as never)).toThrow(new TypeError("separator is 1; expected a string"));
  });
});

describe("fromHex", () => {
  it.each<[string, number[]]>([
    ["", []],
    ["01aB", [1, 0xab]],
    ["12 34", [0x12, 0x34]],
    ["0x1234", [0x12, 0x34]],
    ["1 2", []],
    ["1:23", [0x23]],
    ["123", [0x12]],
    ["/09:@AFG`afg", [0x09, 0xaf, 0xaf]],
    ["é12", [0x12]],
  ])("of %j", (text, expected) => {
    expect([...str.fromHex(text)]).toEqual(expected);
    expect([...str.fromHex(new TextEncoder().encode(text))]).toEqual(expected);
  });

  it("is the way back from toHex, with separators that are no digits", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom("", " ", ":", "\r\n"), (bytes, separator) => {
        const hex = str.toHex(bytes, separator);
        expect(hex.replaceAll(separator, "")).toBe(Buffer.from(bytes).toString("hex").toUpperCase());
        expect(str.fromHex(hex)).toEqual(bytes);
        expect(str.fromHex(hex.toLowerCase())).toEqual(bytes);
      }),
    );
  });
});

describe("toValue", () => {
  it.each<[string | Uint8Array, number[]]>([
    ["0129afAF", [0, 1, 2, 9, 10, 15, 10, 15]],
    ["g:", [0, 3]],
    ["", []],
    [Uint8Array.of(0x7f, 0x80, 0xe9), [8, 0, 9]],
  ])("of %j", (text, expected) => {
    expect([...str.toValue(text)]).toEqual(expected);
  });
});
