import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { VirtualClock as Clock } from "../../../src/mock/index.js";

describe("a clock whose time nobody moves", () => {
  let clock: Clock;
  let said: string[];
  beforeEach(async () => {
    // What the module takes for real timers when it is loaded.
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    vi.resetModules();
    const { VirtualClock } = await import("../../../src/mock/index.js");
    clock = new VirtualClock();
    said = [];
    vi.spyOn(console, "warn").mockImplementation((line) => void said.push(String(line)));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  it("says once, after two seconds, what waits for whom", async () => {
    clock.after(5_000, () => undefined);
    clock.after(9_000, () => undefined);
    vi.advanceTimersByTime(1_999);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(said).toEqual(["the virtual clock stands at 0 ms, and the next thing is due at 5000 ms: nobody moves the time; await it inside net.play or clock.run"]);
    clock.after(100, () => undefined);
    expect(vi.getTimerCount()).toBe(0);
    await clock.run();
    clock.after(100, () => undefined);
    vi.advanceTimersByTime(10_000);
    expect(said).toHaveLength(1);
  });

  it("says nothing of what is left over when time was moved", async () => {
    await clock.run(async () => void clock.after(60_000, () => undefined));
    clock.after(5, () => undefined);
    vi.advanceTimersByTime(10_000);
    expect([said, clock.waiting]).toEqual([[], 2]);
  });

  it("says nothing when time is moved, or what was set is stopped", async () => {
    clock.after(5_000, () => undefined);
    expect(vi.getTimerCount()).toBe(1);
    await clock.advance(1);
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(10_000);
    expect([said, clock.waiting]).toEqual([[], 1]);
  });

  it("says nothing of what was stopped", () => {
    const stops = [1, 2, 3].map((ms) => clock.after(ms, () => undefined));
    for (const stop of stops) stop();
    vi.advanceTimersByTime(10_000);
    expect(said).toEqual([]);
    clock.after(7, () => undefined);
    vi.advanceTimersByTime(2_000);
    expect(said).toHaveLength(1);
  });

  it("uses one timer at most, and none for what is due now", () => {
    for (let i = 0; i < 10; i++) clock.after(0, () => undefined)();
    expect(vi.getTimerCount()).toBe(0);
    for (let i = 0; i < 10; i++) clock.after(i + 1, () => undefined);
    expect(vi.getTimerCount()).toBe(1);
  });
});
