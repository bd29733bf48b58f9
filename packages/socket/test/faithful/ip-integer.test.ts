import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ipInteger, ipText } from "../../src/faithful/ip-integer.js";

describe("ipText and ipInteger", () => {
  it("have the first octet in the least significant byte", () => {
    expect(ipText(0x0a01a8c0)).toBe("192.168.1.10");
    expect(ipInteger("192.168.1.10")).toBe(0x0a01a8c0);
    expect(ipInteger("0.0.0.255")).toBe(0xff000000);
  });

  it("take Lua's negative integers for what they mean", () => {
    expect(ipText(-1)).toBe("255.255.255.255");
    expect(ipText(0xff000001 | 0)).toBe("1.0.0.255");
  });

  it("undo each other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (word) => {
        expect(ipInteger(ipText(word))).toBe(word);
      }),
    );
  });

  it("know no integer for what is not a dotted address", () => {
    for (const text of ["", "example.test", "1.2.3", "1.2.3.256", "::1"]) expect(ipInteger(text)).toBe(undefined);
  });
});
