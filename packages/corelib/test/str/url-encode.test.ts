import { describe, expect, it } from "vitest";
import { str } from "../../src/index.js";

const SIGNS = " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

describe("urlEncode", () => {
  it.each([
    ["azAZ09", undefined, "azAZ09"],
    ["", undefined, ""],
    [SIGNS, undefined, "+%21%22%23%24%25%26%27%28%29*%2B%2C-.%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E_%60%7B%7C%7D%7E"],
    [SIGNS, 1, "%20%21%22%23%24%25%26%27%28%29%2A%2B%2C-.%2F%3A%3B%3C%3D%3E%3F%40%5B%5C%5D%5E_%60%7B%7C%7D%7E"],
    ["a b*", 0, "a+b*"],
    ["a b*", null, "a+b*"],
    ["a b*", 7, "a+b*"],
    ["é\n", undefined, "%C3%A9%0A"],
    [Uint8Array.of(0, 65, 255), undefined, "%00A%FF"],
  ])("of %j in mode %j is %j", (s, mode, expected) => {
    expect(str.urlEncode(s, mode)).toBe(expected);
  });

  it.each<[string, number, string, string]>([
    ["a b*&", 0, "&", "a+b%2A&"],
    ["a b*&", 1, "*", "a%20b*%26"],
    ["a b*&", 9, "", "a%20b%2A%26"],
    ["a b*&", 0, " ", "a b%2A%26"],
  ])("of %j in mode -1 with a space by %j keeps %j", (s, space, keep, expected) => {
    expect(str.urlEncode(s, -1, space, keep)).toBe(expected);
  });

  it("needs both arguments of mode -1", () => {
    const call = str.urlEncode as (...args: unknown[]) => string;
    expect(() => call("a", -1)).toThrow(new TypeError("space is nil; expected an integer"));
    expect(() => call("a", -1, 0)).toThrow(new TypeError("keep is nil; expected a string"));
    expect(() => call("a", -1, null, "")).toThrow(new TypeError("space is nil; expected an integer"));
    expect(() => call("a", -1, 0, "é")).toThrow(new RangeError('keep is "é"; expected ASCII characters'));
    expect(() => call("a", "1")).toThrow(new TypeError('mode is "1"; expected an integer'));
  });
});
