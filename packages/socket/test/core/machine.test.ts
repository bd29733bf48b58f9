import { describe, expect, it } from "vitest";
import { bornOnline, canRead, canSend, freshMachine } from "../../src/core/machine.js";
import { STATES } from "../../src/ids.js";

const online = { ...freshMachine(), state: STATES.ONLINE, open: true };

describe("canSend", () => {
  it("is only true of a connection that is open and whole", () => {
    expect(canSend(online)).toBe(true);
    expect(canSend({ ...online, broken: true })).toBe(false);
    expect(canSend({ ...online, open: false })).toBe(false);
    expect(canSend({ ...online, state: STATES.DISCONNECTING })).toBe(false);
    expect(canSend({ ...online, state: STATES.SHAKEHAND })).toBe(false);
  });
});

describe("canRead", () => {
  it("is true of a broken connection too, until it is closed", () => {
    expect(canRead(online)).toBe(true);
    expect(canRead({ ...online, broken: true })).toBe(true);
    expect(canRead({ ...online, open: false })).toBe(false);
    expect(canRead({ ...online, state: STATES.DISCONNECTING })).toBe(false);
  });
});

describe("bornOnline", () => {
  it("makes a fresh machine that of an accepted client", () => {
    const m = freshMachine();
    bornOnline(m);
    expect(m).toEqual({ ...freshMachine(), state: STATES.ONLINE, goal: "connect", open: true });
    expect(canSend(m)).toBe(true);
  });
});
