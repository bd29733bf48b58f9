import { jobsDry, systemClock } from "@luat/contract";
import { afterEach, describe, expect, it, vi } from "vitest";

const LONGEST = 2_147_483_647;

describe("systemClock", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("calls never before its time has passed", async () => {
    const early: number[] = [];
    const wait = (ms: number): Promise<void> =>
      new Promise((resolve) => {
        const due = systemClock.now() + ms;
        systemClock.after(ms, () => {
          if (systemClock.now() < due) early.push(ms);
          resolve();
        });
      });
    await Promise.all(Array.from({ length: 60 }, (_, i) => wait(i / 7)));
    expect(early).toEqual([]);
  });

  it("does not call before it returns, not even for no or negative time", async () => {
    for (const ms of [0, -5]) {
      let returned = false;
      await new Promise<void>((resolve) => {
        systemClock.after(ms, () => {
          expect(returned).toBe(true);
          resolve();
        });
        returned = true;
      });
    }
  });

  it("keeps the order of equal times", async () => {
    const order: number[] = [];
    await new Promise<void>((resolve) => {
      for (let n = 0; n < 50; n++) systemClock.after(3, () => order.push(n));
      systemClock.after(3, resolve);
    });
    expect(order).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  it("waits longer than the host's timers can", () => {
    vi.useFakeTimers();
    const fired = vi.fn();
    systemClock.after(LONGEST + 1000, fired);
    vi.advanceTimersByTime(LONGEST + 999);
    expect(fired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(fired).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no timer behind when it is stopped, and may be stopped twice", () => {
    vi.useFakeTimers();
    const fired = vi.fn();
    const stop = systemClock.after(10, fired);
    stop();
    stop();
    expect(vi.getTimerCount()).toBe(0);
    vi.advanceTimersByTime(20);
    expect(fired).not.toHaveBeenCalled();
  });

  it("gives timers and reads a chance before it calls a turn", async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      systemClock.turn(() => {
        order.push("turn");
        resolve();
      });
      process.nextTick(() => order.push("tick"));
      systemClock.dry(() => order.push("dry"));
    });
    expect(order).toEqual(["tick", "dry", "turn"]);
  });
});

describe("jobsDry", () => {
  it("comes after promise chains of any depth, and before any timer", async () => {
    const order: string[] = [];
    const deep = async (depth: number): Promise<void> => {
      await Promise.resolve();
      if (depth > 0) await deep(depth - 1);
    };
    await new Promise<void>((resolve) => {
      setImmediate(() => {
        order.push("immediate");
        resolve();
      });
      jobsDry(() => order.push("dry"));
      void deep(500).then(() => order.push("chain"));
    });
    expect(order).toEqual(["chain", "dry", "immediate"]);
  });

  it("keeps the order of its calls, and a call from inside comes after them", async () => {
    const order: number[] = [];
    await new Promise<void>((resolve) => {
      jobsDry(() => {
        order.push(1);
        jobsDry(() => {
          order.push(3);
          resolve();
        });
      });
      jobsDry(() => order.push(2));
    });
    expect(order).toEqual([1, 2, 3]);
  });

  it("waits for the chains that another call has started", async () => {
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      jobsDry(() => {
        void Promise.resolve()
          .then(() => null)
          .then(() => null)
          .then(() => order.push("chain"));
        jobsDry(() => {
          order.push("dry");
          resolve();
        });
      });
    });
    expect(order).toEqual(["chain", "dry"]);
  });
});
