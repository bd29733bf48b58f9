import { describe, expect, it, vi } from "vitest";
import { TaskStopped } from "../../src/index.js";
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

  it('"throw" makes an uncaught exception, and the device goes on', async () => {
    const { sys, settle } = rig({ onTaskError: "throw" });
    const error = new Error("boom");
    const got: unknown[] = [];
    sys.subscribe("T", () => { throw error; });
    sys.subscribe("T", () => got.push("next"));
    const seen = uncaught();
    sys.publish("T");
    await settle();
    expect(await seen).toBe(error);
    expect(got).toEqual(["next"]);
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

  it("anything else is refused by name", () => {
    expect(() => rig({ onTaskError: "ignore" as never })).toThrow('onTaskError is "ignore"; expected "log", "throw" or a function');
  });
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
