import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hexView } from "../src/index.js";

describe("hexView", () => {
  it("shows sixteen bytes a line, with a gap in the middle", () => {
    expect(hexView(Uint8Array.from({ length: 18 }, (_, i) => i + 0x38))).toEqual([
      "00000000  38 39 3a 3b 3c 3d 3e 3f  40 41 42 43 44 45 46 47  |89:;<=>?@ABCDEFG|",
      "00000010  48 49                                             |HI|",
    ]);
  });

  it("shows a point for what is no printable ASCII, and begins with the offset", () => {
    expect(hexView(Uint8Array.of(0, 0x1f, 0x20, 0x7e, 0x7f, 0xff), 0x1234)).toEqual(["00001234  00 1f 20 7e 7f ff                                 |.. ~..|"]);
  });

  it("shows nothing of nothing", () => {
    expect(hexView(new Uint8Array())).toEqual([]);
  });

  it("holds every byte, in columns that stand where they stood", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (data) => {
        const lines = hexView(data);
        const hex = lines.map((line) => line.slice(10, 58).replaceAll(" ", "")).join("");
        expect(hex).toBe(Buffer.from(data).toString("hex"));
        expect(new Set(lines.map((line) => line.indexOf("|"))).size).toBe(data.length === 0 ? 0 : 1);
      }),
    );
  });
});
