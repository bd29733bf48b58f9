import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { str } from "../../src/index.js";

describe("toBase64 and fromBase64", () => {
  it("agree with Buffer, both ways", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = Buffer.from(bytes).toString("base64");
        expect(str.toBase64(bytes)).toBe(text);
        expect(str.fromBase64(text)).toEqual(bytes);
      }),
    );
  });

  it("skip line ends wherever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), fc.array(fc.tuple(fc.nat(99), fc.constantFrom("\n", "\r\n", "  \n", " \r\n"))), (bytes, breaks) => {
        const chars: string[] = [...str.toBase64(bytes)];
        for (const [at, end] of breaks) chars.splice(at, 0, end);
        expect(str.fromBase64(chars.join(""))).toEqual(bytes);
      }),
    );
  });

  it("gives the text of UTF-8", () => {
    expect(str.toBase64("é")).toBe("w6k=");
    expect(str.toBase64("")).toBe("");
  });
});

describe("fromBase64", () => {
  it.each([
    ["", ""],
    ["QUJD", "ABC"],
    ["QUJDRA==", "ABCD"],
    ["QUJDREU=", "ABCDE"],
    ["QUJD\nREU=", "ABCDE"],
    ["QUJD \r\n REU=", ""],
    ["QUJD  \r\nREU=", "ABCDE"],
    ["QUJD  ", "ABC"],
    ["   ", ""],
    // Without padding the last part is lost.
    ["QUJDRA", "ABC"],
    ["QUJDRA=", "ABC"],
    ["QUI", ""],
    // Anything else gives nothing.
    ["QU-_", ""],
    ["QUJD\t", ""],
    ["QUJD\0", ""],
    ["QU\rJD", ""],
    ["QUJD\r", ""],
    [" QUJD", ""],
    ["QU JD", ""],
    ["QQ===", ""],
    ["Q===", ""],
    ["QQ==QUJD", ""],
    ["QQ=Q", ""],
    ["QUJDé", ""],
    ["QUJD==", "ABC"],
  ])("of %j is %j", (text, expected) => {
    expect(str.text(str.fromBase64(text))).toBe(expected);
  });
});
