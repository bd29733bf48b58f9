import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { TaskStopped } from "../../src/index.js";
import { codeAt } from "../code-at.js";
import { rig } from "../rig.js";

describe("stop", () => {
  const unhandled: unknown[] = [];
  const note = (error: unknown): void => void unhandled.push(error);
  beforeEach(() => {
    unhandled.length = 0;
    process.on("unhandledRejection", note);
  });
  afterEach(() => process.off("unhandledRejection", note));

  it("rejects every wait of a task with TaskStopped; finally runs and nothing is reported", async () => {
    const { sys, stop, failures } = rig();
    const ended: string[] = [];
    const wait = (name: string, body: () => Promise<unknown>): Promise<void> =>
      sys.taskInitEx(async () => {
        try {
          await body();
        } catch (error) {
          ended.push(`${name} ${(error as Error).name}`);
          throw error;
        } finally {
          ended.push(`${name} over`);
        }
      }, name).done;
    const all = [
      wait("A", () => sys.wait(1_000)),
      wait("B", () => sys.waitUntil("T")),
      wait("C", () => sys.waitUntilExt(["T", "U"], 500)),
      wait("D", () => sys.waitMsg("D", 1, 500)),
    ];
    stop();
    await Promise.all(all);
    expect(ended.sort()).toEqual(["A", "B", "C", "D"].flatMap((name) => [`${name} TaskStopped`, `${name} over`]));
    expect(failures).toEqual([]);
  });

  it("tells what waited and where, so that a loop that is no task can be found", async () => {
    const { sys, stop } = rig();
    const loop = async (): Promise<void> => {
      for (;;) await sys.wait(1_000); // this one
    };
    const door = sys.waitUntil("DOOR").catch(String);
    const looping = loop().catch((error: unknown) => error as Error);
    stop();
    const { message, stack = "" } = (await looping) as Error;
    const [, place] = /^the device has stopped, and this was open: a wait, for 1000 ms \(at (.*)\)$/.exec(message) ?? [];
    expect(codeAt(place)).toBe("wait(1_000); // this one");
    expect(stack.split("\n").slice(0, 2)).toEqual([`TaskStopped: ${message}`, expect.stringContaining(place ?? "no place")]);
    expect(await door).toMatch(/open: a wait for "DOOR", without a limit \(at .*\)$/);
  });

  it("tells no more than that the device has stopped where lines are not kept", async () => {
    const { sys, stop } = rig({ origins: false });
    const wait = sys.wait(1_000);
    stop();
    await expect(wait).rejects.toThrow(/^the device has stopped$/);
  });

  it("leaves no timer on the clock, and nothing happens any more", async () => {
    const { sys, bus, clock, stop } = rig();
    const got: unknown[] = [];
    sys.timerStart(() => got.push("once"), 10);
    sys.timerLoopStart(() => got.push("loop"), 10);
    sys.subscribe("T", () => got.push("topic"));
    sys.taskInitEx(() => sys.waitMsg("ME", null, 10), "ME");
    void sys.wait(10);
    sys.publish("T");
    bus.post({ deliver: () => void got.push("message") }, 0, 0);
    stop();
    expect(clock.waiting).toBe(0);
    await clock.advance(100);
    expect(got).toEqual([]);
  });

  it("makes later waits reject at once, and later starts do nothing", async () => {
    const { sys, clock, stop, settle, stopped, lines } = rig();
    expect(stopped).toBe(false);
    sys.taskInitEx(() => undefined, "BEFORE");
    stop();
    stop();
    for (const wait of [() => sys.wait(0), () => sys.wait(5), () => sys.waitUntil("T", 0), () => sys.waitUntilExt("T"), () => sys.waitMsg("ME")]) {
      await expect(wait()).rejects.toBeInstanceOf(TaskStopped);
    }
    const got: unknown[] = [];
    sys.subscribe("T", () => got.push("topic"));
    sys.publish("T");
    expect(sys.timerStart(() => got.push("timer"), 1)).toBeUndefined();
    expect(sys.timerLoopStart(() => got.push("timer"), 1)).toBeUndefined();
    expect(lines).toEqual([]);
    await sys.taskInitEx(() => got.push("task"), "ME").done;
    expect(lines).toEqual(['warn sys the device has stopped; task "ME" is not run']);
    expect([sys.sendMsg("ME", 1), sys.sendMsg("BEFORE", 1)]).toEqual([false, false]);
    await settle();
    expect(got).toEqual([]);
    expect(clock.waiting).toBe(0);
  });

  it("lets no abandoned wait become an unhandled rejection", async () => {
    const { sys, stop } = rig();
    sys.taskInitEx(() => undefined, "ME");
    void sys.wait(10);
    void sys.waitUntil("T");
    void sys.waitMsg("ME");
    stop();
    void sys.wait(10);
    void sys.waitUntil("T");
    void sys.waitMsg("ME");
    // The host looks for unhandled rejections when the jobs are used up.
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });

  it("does not report what async subscribers and timer functions reject with because of it", async () => {
    const { sys, clock, stop, failures, settle } = rig();
    sys.subscribe("T", () => sys.wait(1_000));
    sys.timerStart(() => sys.waitUntil("NEVER"), 1);
    sys.publish("T");
    await clock.advance(1);
    stop();
    await settle();
    expect(failures).toEqual([]);
  });

  it("may be called by a task, which ends at its next wait", async () => {
    const { sys, clock, stop } = rig();
    const got: string[] = [];
    const task = sys.taskInit(async () => {
      await sys.wait(10);
      stop();
      got.push("stopped");
      await sys.wait(1);
      got.push("never");
    });
    await clock.advance(20);
    await task.done;
    expect(got).toEqual(["stopped"]);
  });

  it("rejects a wait that was about to end", async () => {
    const { sys, clock, stop } = rig();
    const wait = sys.wait(10);
    clock.after(10, stop);
    const late = sys.waitUntil("T", 10);
    await clock.advance(10);
    expect(await wait).toBeUndefined();
    await expect(late).rejects.toBeInstanceOf(TaskStopped);
  });
});
