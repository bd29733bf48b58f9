import { parseIPv6 } from "@luat/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { str } from "../../src/index.js";

const v6 = (text: string): Uint8Array => Uint8Array.of(1, ...(parseIPv6(text) ?? []));

describe("ipText", () => {
  it.each([
    [Uint8Array.of(0, 192, 168, 1, 10), "192.168.1.10"],
    [0x0a01a8c0, "192.168.1.10"],
    [-1, "255.255.255.255"],
    [0xffffffff, "255.255.255.255"],
    [0xff000001 | 0, "1.0.0.255"],
    [0, "0.0.0.0"],
    [v6("::"), "::"],
    [v6("::1"), "::1"],
    [v6("fe80:0:0:0:0:0:0:1"), "fe80::1"],
    [v6("2001:DB8::"), "2001:db8::"],
    [v6("2001:db8:0:1:1:1:1:1"), "2001:db8:0:1:1:1:1:1"],
    [v6("2001:0:0:1:0:0:0:1"), "2001:0:0:1::1"],
    [v6("2001:db8:0:0:1:0:0:1"), "2001:db8::1:0:0:1"],
    [v6("1:2:3:4:5:6:7:8"), "1:2:3:4:5:6:7:8"],
    [v6("::ffff:10.0.0.1"), "::ffff:10.0.0.1"],
  ])("of %j is %s", (address, expected) => {
    expect(str.ipText(address)).toBe(expected);
  });

  it("of IPv6 is what URLs show, and reads back", () => {
    const word = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 0xffff }));
    fc.assert(
      fc.property(fc.array(word, { minLength: 8, maxLength: 8 }), (words) => {
        const long = words.map((one) => one.toString(16)).join(":");
        const text = str.ipText(v6(long));
        expect(v6(text)).toEqual(v6(long));
        if (!text.includes(".")) expect(`[${text}]`).toBe(new URL(`http://[${long}]`).hostname);
      }),
    );
  });

  it("reads bytes wherever they lie", () => {
    expect(str.ipText(Uint8Array.of(9, 9, 9, ...v6("fe80::1"), 9).subarray(3, 20))).toBe("fe80::1");
  });

  it("refuses any other bytes and numbers", () => {
    const form = "expected 0 and 4 octets, or 1 and 16 octets";
    expect(() => str.ipText(new Uint8Array(0))).toThrow(new RangeError(`address is 0 bytes that begin with undefined; ${form}`));
    expect(() => str.ipText(new Uint8Array(4))).toThrow(RangeError);
    expect(() => str.ipText(Uint8Array.of(1, 10, 0, 0, 1))).toThrow(new RangeError(`address is 5 bytes that begin with 1; ${form}`));
    expect(() => str.ipText(new Uint8Array(17))).toThrow(new RangeError(`address is 17 bytes that begin with 0; ${form}`));
    for (const bad of [2 ** 32, -(2 ** 31) - 1, 0.5, Number.NaN]) {
      expect(() => str.ipText(bad)).toThrow(new RangeError(`address is ${bad}; expected an integer of 32 bits`));
    }
    expect(() => str.ipText("10.0.0.1" as never)).toThrow(new TypeError('address is "10.0.0.1"; expected bytes or an integer'));
  });
});

describe("ipInt", () => {
  it.each([
    ["192.168.1.10", 0x0a01a8c0],
    ["0.0.0.255", 0xff000000],
    ["0.0.0.0", 0],
    ["example.com", undefined],
    ["1.2.3", undefined],
    ["1.2.3.256", undefined],
    ["::1", undefined],
    ["", undefined],
  ])("of %j is %j", (text, expected) => {
    expect(str.ipInt(text)).toBe(expected);
  });

  it("is the way back from ipText", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (word) => {
        expect(str.ipInt(str.ipText(word))).toBe(word);
      }),
    );
  });

  it("refuses what is no text", () => {
    expect(() => str.ipInt(0x0a01a8c0 as never)).toThrow(new TypeError("text is 167880896; expected a string"));
  });
});
