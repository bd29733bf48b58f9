import { describe, expect, it } from "vitest";
import { notIdle } from "../src/not-idle.js";

const origin = { since: 300, place: "/app/upload.ts:3:7" };
const nowhere = { since: 300, place: undefined };

describe("the error of a device that is not idle", () => {
  it("lists each thing on a line of its own, with time and place", () => {
    const items = [
      { what: "ctrl#2, state 5 ONLINE", origin },
      { what: "a wait for \"DOOR\"", limit: Infinity, origin },
      { what: "a wait", limit: 5_000, origin: nowhere },
    ];
    expect(notIdle(items as never, 1_500.4, true).message.split("\n")).toEqual([
      "the device is not idle:",
      "- ctrl#2, state 5 ONLINE (at /app/upload.ts:3:7)",
      '- a wait for "DOOR", begun 1200 ms ago, without a limit (at /app/upload.ts:3:7)',
      "- a wait, begun 1200 ms ago, for 5000 ms",
    ]);
  });

  it("says how to learn the places where they are not kept", () => {
    const items = [
      { what: "a wait", limit: Infinity, origin: undefined },
      { what: "connection to 10.0.0.1:80", origin: undefined },
    ];
    expect(notIdle(items, 1_500, false).message.split("\n")).toEqual([
      "the device is not idle:",
      "- a wait, without a limit",
      "- connection to 10.0.0.1:80",
      "createDevice({ origins: true }) makes a device that tells where each was made",
    ]);
  });
});
