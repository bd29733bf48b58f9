import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { excerpt } from "../../../src/mock/peer/excerpt.js";

const lines = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i}`);
const around = (count: number, at: number): string => excerpt(lines(count), { at, around: 2, before: (n) => `${n} before`, after: (n) => `${n} more` }).join(", ");

describe("an excerpt", () => {
  it("has what is near, and counts the rest", () => {
    expect(around(100, 50)).toBe("48 before, 48, 49, 50, 51, 52, 47 more");
    expect(around(100, 0)).toBe("0, 1, 2, 97 more");
    expect(around(100, 100)).toBe("98 before, 98, 99");
  });

  it("leaves out nothing that is as short as its count", () => {
    expect(around(5, 2)).toBe("0, 1, 2, 3, 4");
    expect(around(7, 3)).toBe("0, 1, 2, 3, 4, 5, 6");
    expect(around(9, 4)).toBe("2 before, 2, 3, 4, 5, 6, 2 more");
    expect(around(0, 0)).toBe("");
  });

  it("counts right", () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(31), (count, at) => {
        const shown = around(count, Math.min(at, count)).split(", ");
        const whole = shown.flatMap((part) => (/ /.test(part) ? lines(Number.parseInt(part)).map(() => "counted") : part === "" ? [] : [part]));
        expect(whole).toHaveLength(count);
        whole.forEach((part, i) => expect([`${i}`, "counted"]).toContain(part));
      }),
    );
  });
});
