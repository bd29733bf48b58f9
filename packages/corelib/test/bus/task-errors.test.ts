import { systemClock } from "@luat/contract";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { TaskStopped, type Sys } from "../../src/index.js";
import { rig } from "../rig.js";

/** The next uncaught exception of this process. */
function uncaught(): Promise<unknown> {
  const runner = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  return new Promise((resolve) => {
    process.once("uncaughtException", (error) => {
      for (const listener of runner) process.on("uncaughtException", listener);
      resolve(error);
    });
  });
}

describe("onTaskError", () => {
  it('"log" writes a line with the stack', async () => {
    const { sys, lines } = rig({ onTaskError: "log" });
    await sys.taskInitEx(() => Promise.reject(new Error("boom")), "UPLOAD").done;
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^error sys task#1 \(UPLOAD\) failed: Error: boom\n\s+at /);
  });

  it('"throw" makes an uncaught exception on a clock that has no fail, and the device goes on', async () => {
    const { sys, lines } = rig({ onTaskError: "throw", clock: systemClock });
    const error = new Error("boom");
    sys.subscribe("T", () => { throw error; });
    const next = sys.waitUntil("T");
    const seen = uncaught();
    sys.publish("T");
    expect(await seen).toBe(error);
    expect(await next).toEqual([true]);
    expect(error.message).toBe("boom");
    expect(lines).toEqual([]);
  });

  it("a function gets the error and where it was thrown", async () => {
    const { sys, failures } = rig();
    const error = new Error("boom");
    sys.taskInit(() => { throw error; });
    await sys.taskInit(async function upload() { throw error; }).done;
    expect(failures).toEqual([{ error, where: "task#1" }, { error, where: "task#2 (upload)" }]);
  });

  it("a function that throws makes an uncaught exception", async () => {
    const broken = new Error("handler broke");
    const { sys } = rig({ onTaskError: () => { throw broken; } });
    const seen = uncaught();
    sys.taskInit(() => { throw new Error("boom"); });
    expect(await seen).toBe(broken);
  });

  it("a function that throws fails a test that waits", async () => {
    const broken = new Error("handler broke");
    const { sys, clock } = rig({ onTaskError: () => { throw broken; } });
    sys.taskInit(() => { throw new Error("boom"); });
    await expect(clock.run()).rejects.toBe(broken);
  });

  it("anything else is refused by name", () => {
    expect(() => rig({ onTaskError: "ignore" as never })).toThrow('onTaskError is "ignore"; expected "log", "throw" or a function');
  });
});

describe("onTaskError by default", () => {
  const error = new Error();
  beforeEach(() => {
    error.message = "boom";
  });

  it('is "log" on a clock that has no fail', async () => {
    const { sys, lines } = rig({ onTaskError: undefined, clock: systemClock });
    await sys.taskInit(() => Promise.reject(error)).done;
    expect(lines).toEqual([expect.stringMatching(/^error sys task#1 failed: Error/)]);
    expect(error.message).toBe("boom");
  });

  it.each<[where: string, start: (sys: Sys) => void]>([
    ["task#1", (sys) => sys.taskInit(() => { throw error; })],
    ["task#1 (CLIENT)", (sys) => sys.taskInitEx(() => Promise.reject(error), "CLIENT")],
    ["task#1", (sys) => sys.taskInit(async () => { await sys.wait(5); throw error; })],
    ['subscriber of "T"', (sys) => { sys.subscribe("T", () => { throw error; }); sys.publish("T"); }],
    ['subscriber of "T"', (sys) => { sys.subscribe("T", () => Promise.reject(error)); sys.publish("T"); }],
    ["timer function beat", (sys) => sys.timerStart(function beat() { throw error; }, 5)],
    ["timer function", (sys) => sys.timerLoopStart(() => Promise.reject(error), 5)],
    ['callback of the task "CLIENT"', (sys) => { other(sys, () => { throw error; }); }],
    ['callback of the task "CLIENT"', (sys) => { other(sys, () => Promise.reject(error)); }],
  ])("fails a test with the very error, which tells that it comes from %s", async (where, start) => {
    const { sys, clock, stop, lines } = rig({ onTaskError: undefined });
    const waiting = [clock.advance(10), clock.until(() => false), clock.run(() => new Promise(() => undefined)), clock.run()];
    start(sys);
    const seen = await Promise.allSettled(waiting);
    expect(seen.map((one) => one.status === "rejected" && one.reason === error)).toEqual([true, true, true, true]);
    expect(error.message).toBe(`boom\nthrown by ${where}`);
    expect(lines).toEqual([expect.stringContaining(`error sys ${where} failed: Error`)]);
    stop();
  });

  it("fails the next wait of a test with what was thrown before", async () => {
    const { sys, clock } = rig({ onTaskError: undefined });
    sys.taskInit(() => { throw error; });
    await expect(clock.advance(10)).rejects.toBe(error);
    await clock.advance(10);
  });

  it("is an uncaught exception when no test waits", async () => {
    const { sys } = rig({ onTaskError: undefined });
    const seen = uncaught();
    sys.taskInit(() => Promise.reject(error));
    expect(await seen).toBe(error);
  });

  it("leaves TaskStopped alone", async () => {
    const { sys, clock, stop, lines } = rig({ onTaskError: undefined });
    const { done } = sys.taskInit(() => sys.wait(1_000));
    stop();
    await done;
    await clock.advance(1);
    expect(lines).toEqual([]);
  });

  /** A task that takes a message which it does not wait for. */
  function other(sys: Sys, cb: () => unknown): void {
    sys.taskInitEx(() => sys.waitMsg("CLIENT", "GO", 1), "CLIENT", cb);
    sys.sendMsg("CLIENT", "STAY");
  }
});

describe("TaskErrors", () => {
  it("swallows TaskStopped", () => {
    const { bus, failures } = rig();
    bus.errors.report(new TaskStopped(), "a task");
    expect(failures).toEqual([]);
  });

  it("reports what a watched promise, or anything like one, rejects with", async () => {
    const { bus, failures, settle } = rig();
    bus.errors.watch(Promise.reject(new Error("one")), "first");
    bus.errors.watch({ then: (_: unknown, fail: (e: unknown) => void) => fail("two") }, "second");
    bus.errors.watch(Promise.resolve(1), "third");
    bus.errors.watch({ then: 3 }, "fourth");
    await settle();
    await vi.waitFor(() => expect(failures.map(({ where }) => where).sort()).toEqual(["first", "second"]));
  });
});
