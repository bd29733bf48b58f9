import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { failuresAfter, nextStep, type Facts } from "../../src/long-connection/next-step.js";

const ready: Facts = { wish: "run", hasQueued: false, networkUp: true, deviceStopped: false, hasFinalError: false, failures: 0, maxTries: Infinity, inboxFull: false, retryIn: 0 };

const facts: fc.Arbitrary<Facts> = fc.record({
  wish: fc.constantFrom("run" as const, "pause" as const, "drain" as const, "stop" as const),
  hasQueued: fc.boolean(),
  networkUp: fc.boolean(),
  deviceStopped: fc.boolean(),
  hasFinalError: fc.boolean(),
  failures: fc.nat(5),
  maxTries: fc.constantFrom(1, 3, Infinity),
  inboxFull: fc.boolean(),
  retryIn: fc.constantFrom(0, 1, 5_000),
});

describe("the next step", () => {
  it.each<[string, Partial<Facts>, ReturnType<typeof nextStep>]>([
    ["is to connect when nothing is in the way", {}, { kind: "connect" }],
    ["is to wait for the network when the link is down", { networkUp: false }, { kind: "wait-for-network" }],
    ["is to wait for the network also when it is to wait to retry", { networkUp: false, retryIn: 5 }, { kind: "wait-for-network" }],
    ["is to wait to retry for the rest of the time", { retryIn: 5 }, { kind: "wait-to-retry", ms: 5 }],
    ["is to wait for a reader when too much is unread", { inboxFull: true }, { kind: "wait-for-reader" }],
    ["is to wait to retry before it waits for a reader", { inboxFull: true, retryIn: 5 }, { kind: "wait-to-retry", ms: 5 }],
    ["is to rest when it is paused", { wish: "pause", networkUp: false, retryIn: 5 }, { kind: "rest" }],
    ["is to finish when it is stopped", { wish: "stop", hasQueued: true }, { kind: "finish", because: "asked" }],
    ["is to finish when all is sent that was to be", { wish: "drain" }, { kind: "finish", because: "asked" }],
    ["is to connect when something is to be sent before it is stopped", { wish: "drain", hasQueued: true }, { kind: "connect" }],
    ["is to finish when the device was stopped", { deviceStopped: true, networkUp: false }, { kind: "finish", because: "asked" }],
    ["is to finish after a final error, paused or not", { hasFinalError: true, wish: "pause" }, { kind: "finish", because: "final-error" }],
    ["is to finish when the tries are used up", { failures: 3, maxTries: 3, retryIn: 5 }, { kind: "finish", because: "tries" }],
    ["is to connect as long as they are not", { failures: 2, maxTries: 3 }, { kind: "connect" }],
  ])("%s", (_, given, step) => {
    expect(nextStep({ ...ready, ...given })).toEqual(step);
  });

  it("connects only when it is wanted, possible and time", () => {
    fc.assert(
      fc.property(facts, (some) => {
        if (nextStep(some).kind !== "connect") return;
        expect(some).toMatchObject({ networkUp: true, deviceStopped: false, hasFinalError: false, inboxFull: false, retryIn: 0 });
        expect(some.wish === "run" || (some.wish === "drain" && some.hasQueued)).toBe(true);
        expect(some.failures).toBeLessThan(some.maxTries);
      }),
    );
  });
});

describe("the failures in a row", () => {
  it("grow with each attempt that failed, begin anew with a connection that was stable, and stay when the owner ended it", () => {
    expect(failuresAfter("failed", 3)).toBe(4);
    expect(failuresAfter("lost", 3)).toBe(0);
    expect(failuresAfter("interrupted", 3)).toBe(3);
  });
});
