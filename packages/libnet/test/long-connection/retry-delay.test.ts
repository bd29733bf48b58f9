import { describe, expect, it } from "vitest";
import { retryDelay, type RetrySettings } from "../../src/long-connection/retry-delay.js";

const growing: RetrySettings = { delay: 1_000, factor: 2, max: 60_000, jitter: false, random: () => 0.5 };

describe("the delay before the next attempt", () => {
  it.each([
    [0, 1_000],
    [1, 1_000],
    [2, 2_000],
    [3, 4_000],
    [6, 32_000],
    [7, 60_000],
    [5_000, 60_000],
  ])("after %i failures in a row is %i ms", (failures, ms) => {
    expect(retryDelay(growing, failures)).toBe(ms);
  });

  it("is always the same with a factor of 1", () => {
    expect([0, 1, 2, 50].map((failures) => retryDelay({ ...growing, factor: 1 }, failures))).toEqual([1_000, 1_000, 1_000, 1_000]);
  });

  it("is a random part of all of it with jitter", () => {
    expect(retryDelay({ ...growing, jitter: true }, 3)).toBe(2_000);
    expect(retryDelay({ ...growing, jitter: true, random: () => 0 }, 3)).toBe(0);
  });
});
