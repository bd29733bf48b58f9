import { describe, expect, it } from "vitest";
import { afterReceived, brokenEvent, type WaitTarget } from "../../src/faithful/wait-target.js";
import { EVENTS } from "../../src/ids.js";

const TARGETS: WaitTarget[] = [0, EVENTS.LINK, EVENTS.ON_LINE, EVENTS.TX_OK, EVENTS.CLOSED, EVENTS.EVENT];

describe("brokenEvent", () => {
  it("is TX_OK while a tx is pending, else EVENT", () => {
    expect(TARGETS.map(brokenEvent)).toEqual([EVENTS.EVENT, EVENTS.EVENT, EVENTS.EVENT, EVENTS.TX_OK, EVENTS.EVENT, EVENTS.EVENT]);
  });
});

describe("afterReceived", () => {
  it("leaves a pending tx pending", () => {
    expect(TARGETS.map(afterReceived)).toEqual([0, 0, 0, EVENTS.TX_OK, 0, 0]);
  });
});
