import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest } from "../src/nearest.js";

describe("nearest", () => {
  const OPTIONS = ["timeout", "data", "data-hex", "echo", "ca"];

  it.each([
    ["timeot", "timeout"],
    ["tiemout", "timeout"],
    ["dat", "data"],
    ["datahex", "data-hex"],
    ["ecco", "echo"],
    ["nothing-like-it", undefined],
    ["xy", undefined],
    ["", undefined],
  ])("takes %j for %j", (word, meant) => {
    expect(nearest(word, OPTIONS)).toBe(meant);
  });

  it("finds every word of three letters or more that lost one of them", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z-]{3,12}$/), fc.nat(), (word, n) => {
        const at = n % word.length;
        expect(nearest(word.slice(0, at) + word.slice(at + 1), [word, "quite-another-word"])).toBe(word);
      }),
    );
  });
});
