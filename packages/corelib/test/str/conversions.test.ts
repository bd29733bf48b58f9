import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { str } from "../../src/index.js";

describe("bytes and text", () => {
  it("turn text into UTF-8 and back, and lose nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(str.bytes(text)).toEqual(new Uint8Array(Buffer.from(text)));
        expect(str.text(str.bytes(text))).toBe(text);
      }),
    );
    expect(str.text(str.bytes("\ufeffa"))).toBe("\ufeffa");
  });

  it("bytes copies, of a Buffer too; text leaves text as it is", () => {
    const buffer = Buffer.from("ab");
    const copy = str.bytes(buffer);
    buffer.fill(0);
    expect(copy).toEqual(Uint8Array.of(97, 98));
    expect(str.text("a\ud800")).toBe("a\ud800");
  });

  it("text shows bytes that are no UTF-8 as such", () => {
    expect(str.text(Uint8Array.of(65, 255, 66))).toBe("A\ufffdB");
  });
});

describe("latin1", () => {
  it("makes a byte of each character and back, whatever the byte", () => {
    const all = Uint8Array.from({ length: 20_000 }, (_, i) => i & 255);
    expect(str.latin1(all)).toBe(Buffer.from(all).toString("latin1"));
    expect(str.latin1(str.latin1(all))).toEqual(all);
    expect(str.latin1("")).toEqual(new Uint8Array(0));
  });

  it("refuses characters that are more than a byte", () => {
    expect(() => str.latin1("aĀ")).toThrow(new RangeError('data has "Ā" at index 1; expected characters up to U+00FF'));
  });
});
