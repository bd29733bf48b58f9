import { everySplit } from "@luat/adapters/mock";
import { describe, expect, test } from "vitest";
import { frame, FrameParser, ProtocolError } from "../src/frames.js";

describe("a frame parser", () => {
  test("gives the same frames however their bytes are split and joined", async () => {
    await everySplit([frame("command", "21 °C"), frame("ping"), frame("welcome")], (pieces) => {
      const parser = new FrameParser();
      expect(pieces.flatMap((piece) => parser.push(piece))).toEqual([
        { kind: "command", text: "21 °C" },
        { kind: "ping", text: "" },
        { kind: "welcome", text: "" },
      ]);
    });
  });

  test("refuses a length that no frame has", () => {
    expect(() => new FrameParser().push(Uint8Array.of(0xff, 0xff, 0))).toThrow(ProtocolError);
  });

  test("refuses a kind that there is not", () => {
    expect(() => new FrameParser().push(Uint8Array.of(0, 0, 9))).toThrow("a frame is of kind 9; expected 0 to 5");
  });
});
