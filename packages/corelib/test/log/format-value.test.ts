import { describe, expect, it } from "vitest";
import { formatValue } from "../../src/index.js";
import { describeValue } from "../../src/log/format-value.js";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe("formatValue", () => {
  it.each<[string, unknown, string]>([
    ["text as it is", 'a "b"\n', 'a "b"\n'],
    ["null as nil", null, "nil"],
    ["undefined as nil", undefined, "nil"],
    ["booleans", false, "false"],
    ["numbers", -1.5, "-1.5"],
    ["big integers", 2n ** 64n, "18446744073709551616"],
    ["symbols", Symbol("x"), "Symbol(x)"],
    ["named functions", function beat() {}, "function beat"],
    ["other functions", (() => () => 0)(), "function"],
    ["bytes that are text as text", new TextEncoder().encode("héllo 你好\r\n"), "héllo 你好\r\n"],
    ["no bytes as nothing", bytes(), ""],
    ["bytes with control characters in hex", bytes(0x41, 0x00, 0x0a), "41000A"],
    ["bytes that are not UTF-8 in hex", bytes(0xff, 0xfe), "FFFE"],
    ["many bytes cut", new Uint8Array(65), `${"00".repeat(64)}… (65 bytes)`],
    ["tables like JSON, strings quoted", { ip: "10.0.0.2", up: true, no: null, list: [1, "x"] }, '{ip: "10.0.0.2", up: true, no: nil, list: [1, "x"]}'],
    ["empty tables", [[], {}], "[[], {}]"],
    ["deep tables cut", { a: { b: { c: { d: 1 } } } }, "{a: {b: {c: {…}}}}"],
    ["long tables cut", Array.from({ length: 21 }, () => 0), `[${"0, ".repeat(20)}…]`],
    ["objects by their own text", { toString: () => "ctrl#7" }, "ctrl#7"],
    ["objects without any text", Object.assign(Object.create(null) as object, { a: 1 }), "{a: 1}"],
  ])("shows %s", (_, value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  it("shows errors with their stack", () => {
    const error = new RangeError("boom");
    expect(formatValue(error)).toBe(error.stack);
    delete (error as { stack?: string }).stack;
    expect(formatValue(error)).toBe("RangeError: boom");
  });

  it("shows tables that contain themselves", () => {
    const table: unknown[] = [1];
    table.push(table);
    expect(formatValue(table)).toBe("[1, [1, [1, […]]]]");
  });
});

describe("describeValue", () => {
  it("quotes strings and cuts long text", () => {
    expect(describeValue("x")).toBe('"x"');
    expect(describeValue("x".repeat(100))).toBe(`"${"x".repeat(78)}…`);
  });
});
