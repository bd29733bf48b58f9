import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { str } from "../../src/index.js";

describe("base32", () => {
  // RFC 4648, section 10, without the padding.
  it.each([
    ["", ""],
    ["f", "MY"],
    ["fo", "MZXQ"],
    ["foo", "MZXW6"],
    ["foob", "MZXW6YQ"],
    ["fooba", "MZXW6YTB"],
    ["foobar", "MZXW6YTBOI"],
  ])("of %j is %j, and back", (text, encoded) => {
    expect(str.toBase32(text)).toBe(encoded);
    expect(str.text(str.fromBase32(encoded))).toBe(text);
  });

  it("comes back, in small letters and with blanks too", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.array(fc.tuple(fc.nat(99), fc.constantFrom(..." \t\r\n-"))), (bytes, blanks) => {
        const chars: string[] = [...str.toBase32(bytes)];
        expect(chars.join("")).toMatch(/^[A-Z2-7]*$/);
        for (const [at, blank] of blanks) chars.splice(at, 0, blank);
        expect(str.fromBase32(chars.join(""))).toEqual(bytes);
        expect(str.fromBase32(chars.join("").toLowerCase())).toEqual(bytes);
      }),
    );
  });

  it.each([
    ["0I000000", "OIOOOOOO"],
    ["1I111111", "LILLLLLL"],
    ["8I888888", "BIBBBBBB"],
    ["MZ-XW 6Y\tTB\r\nOI", "MZXW6YTBOI"],
    ["MZXW6\0!", "MZXW6"],
    // The bits that are left over are dropped.
    ["M", ""],
    ["MZXW6YTBO", "MZXW6YTB"],
    // Anything else gives nothing.
    ["MZXW6===", ""],
    ["MZXW9", ""],
    ["MZXW!", ""],
    ["MZXé", ""],
  ])("reads %j as %j", (text, plain) => {
    expect(str.fromBase32(text)).toEqual(str.fromBase32(plain));
  });

  it("tells text that is none by giving nothing", () => {
    expect(str.fromBase32("MZXW6===")).toHaveLength(0);
    expect(str.fromBase32("0I000000")).toHaveLength(5);
  });
});
