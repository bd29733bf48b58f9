import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { str } from "../../src/index.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("split", () => {
  const ROWS: Array<[string, string | null | undefined, boolean | undefined, string[]]> = [
    ["a,b", undefined, undefined, ["a", "b"]],
    ["a,b", null, undefined, ["a", "b"]],
    ["a,b", "", undefined, ["a", "b"]],
    ["a,,b,", ",", false, ["a", "b"]],
    [",a,,b,", ",", true, ["", "a", "", "b", ""]],
    ["a,,b", ",", 1 as never, ["a", "b"]],
    ["", ",", true, []],
    [",", ",", true, ["", ""]],
    [",", ",", false, []],
    ["|||", "||", true, ["", "|"]],
    ["a.b%c", ".", undefined, ["a", "b%c"]],
    ["a12b21c", "12", undefined, ["a", "b21c"]],
    ["ab", "b\0", undefined, ["ab"]],
    ["aab", "ab", true, ["a", ""]],
    ["abc", "abcd", undefined, ["abc"]],
    ["温度,湿度", ",", undefined, ["温度", "湿度"]],
  ];

  it.each(ROWS)("of %j by %j, keeping empty parts: %j", (s, delimiter, keepEmpty, expected) => {
    expect(str.split(s, delimiter, keepEmpty)).toEqual(expected);
    expect(str.split(bytes(s), delimiter, keepEmpty)).toEqual(expected.map(bytes));
    expect(str.split(bytes(s), delimiter == null ? delimiter : bytes(delimiter), keepEmpty)).toEqual(expected.map(bytes));
  });

  it("keeps all there was", () => {
    const chars = fc.string({ unit: fc.constantFrom("a", "b", "|"), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(chars, fc.constantFrom("|", "||", "ab", "aba"), (s, delimiter) => {
        const parts = str.split(bytes(s), delimiter, true).map(str.text);
        expect(parts.join(delimiter)).toBe(s);
        expect(parts).toEqual(s.split(delimiter));
      }),
    );
  });

  it("copies the parts, of a Buffer too", () => {
    const buffer = Buffer.from("a,b");
    const parts = str.split(buffer);
    buffer.fill(0);
    expect(parts).toEqual([bytes("a"), bytes("b")]);
  });

  it("refuses a delimiter of another kind", () => {
    expect(() => str.split("a", bytes(",") as never)).toThrow(new TypeError("delimiter is ,; expected a string, as s is one"));
    expect(() => str.split(bytes("a"), 1 as never)).toThrow(new TypeError("delimiter is 1; expected a string, Uint8Array or zbuff"));
  });
});

describe("trim", () => {
  const ROWS: Array<[string, boolean | null | undefined, boolean | null | undefined, string]> = [
    [" \t\r\na b\n\r\t ", undefined, undefined, "a b"],
    [" a ", true, true, "a"],
    [" a ", false, undefined, " a"],
    [" a ", true, false, "a "],
    [" a ", false, false, " a "],
    [" a ", 0 as never, null, "a"],
    ["\v\fa\0", undefined, undefined, "\v\fa\0"],
    ["\u00a0a\u3000", undefined, undefined, "\u00a0a\u3000"],
    [" \t", undefined, undefined, ""],
    ["", undefined, undefined, ""],
  ];

  it.each(ROWS)("of %j, left %j, right %j", (s, left, right, expected) => {
    expect(str.trim(s, left, right)).toBe(expected);
    expect(str.trim(bytes(s), left, right)).toEqual(bytes(expected));
  });

  it("copies, of a Buffer too", () => {
    const buffer = Buffer.from("a");
    const trimmed = str.trim(buffer);
    buffer.fill(0);
    expect(trimmed).toEqual(bytes("a"));
  });
});

describe("startsWith and endsWith", () => {
  it.each([
    ["abc", "ab", true, false],
    ["abc", "bc", false, true],
    ["abc", "abc", true, true],
    ["abc", "", true, true],
    ["", "", true, true],
    ["abc", "abcd", false, false],
    ["abc", "zabc", false, false],
    ["abc", "A", false, false],
    ["a.c", "a%", false, false],
  ])("%j with %j", (s, part, isStart, isEnd) => {
    expect([str.startsWith(s, part), str.endsWith(s, part)]).toEqual([isStart, isEnd]);
    expect([str.startsWith(bytes(s), part), str.endsWith(s, bytes(part))]).toEqual([isStart, isEnd]);
  });

  it("compare bytes, not characters", () => {
    expect([str.startsWith("é", Uint8Array.of(0xc3)), str.endsWith("é", Uint8Array.of(0xa9))]).toEqual([true, true]);
  });

  it("need the other text", () => {
    expect(() => str.startsWith("a", null as never)).toThrow(new TypeError("prefix is nil; expected a string, Uint8Array or zbuff"));
    expect(() => str.endsWith("a", null as never)).toThrow(new TypeError("suffix is nil; expected a string, Uint8Array or zbuff"));
  });
});

describe("eq", () => {
  it("compares what text and bytes hold", () => {
    expect(str.eq(Uint8Array.of(0xc3, 0xa9), "é")).toBe(true);
    expect(str.eq("ab", "abc")).toBe(false);
    expect(str.eq("abc", "ab")).toBe(false);
    expect(str.eq("ab", "aB")).toBe(false);
    expect(str.eq("", new Uint8Array(0))).toBe(true);
    expect(() => str.eq("a", null as never)).toThrow(new TypeError("b is nil; expected a string, Uint8Array or zbuff"));
  });
});
