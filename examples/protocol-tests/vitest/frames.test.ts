import { describe, expect, test } from "vitest";
import { frame, FrameParser, ProtocolError, type Frame } from "../src/frames.js";

describe("a frame parser", () => {
  test("gives the same frames wherever their bytes are split", () => {
    const bytes = Uint8Array.of(...frame("command", "21 °C"), ...frame("ping"), ...frame("welcome"));
    const frames: Frame[] = [{ kind: "command", text: "21 °C" }, { kind: "ping", text: "" }, { kind: "welcome", text: "" }];
    for (let at = 0; at <= bytes.length; at++) {
      const parser = new FrameParser();
      expect([...parser.push(bytes.subarray(0, at)), ...parser.push(bytes.subarray(at))]).toEqual(frames);
    }
  });

  test("refuses a length that no frame has", () => {
    expect(() => new FrameParser().push(Uint8Array.of(0xff, 0xff, 0))).toThrow(ProtocolError);
  });

  test("refuses a kind that there is not", () => {
    expect(() => new FrameParser().push(Uint8Array.of(0, 0, 9))).toThrow("a frame is of kind 9; expected 0 to 5");
  });
});
