import { systemClock } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { createCorelib, type OpenItem } from "../../src/index.js";
import { codeAt } from "../code-at.js";
import { rig, type Rig } from "../rig.js";

function words({ open }: { open: Rig["open"] }): string[] {
  return open().map(({ what }) => what);
}

const noop = (): void => undefined;

describe("what is open", () => {
  it("is nothing at the start", () => {
    expect(rig().open()).toEqual([]);
  });

  it("is each task until it has ended, in whichever way", async () => {
    const device = rig();
    const { sys, clock } = device;
    sys.taskInit(() => sys.wait(10));
    const named = sys.taskInitEx(async () => {
      await sys.wait(20);
      throw new Error("boom");
    }, "CLIENT");
    sys.taskInit(noop);
    sys.taskInit(() => {
      throw new Error("boom");
    });
    expect(words(device).slice(0, 2)).toEqual(["task#1 has not ended", "task#2 (CLIENT) has not ended"]);
    expect(words(device)).toHaveLength(4);
    await clock.advance(10);
    expect(words(device)[0]).toBe("task#2 (CLIENT) has not ended");
    void clock.advance(10);
    await named.done;
    expect(words(device)).toEqual([]);
  });

  it.each<[call: string, start: (sys: Rig["sys"]) => void, what: string, limit: number]>([
    ["wait", (sys) => void sys.wait(5_000), "a wait", 5_000],
    ["waitUntil", (sys) => void sys.waitUntil("DOOR"), 'a wait for "DOOR"', Infinity],
    ["waitUntilExt", (sys) => void sys.waitUntilExt(["DOOR", 7], 900), 'a wait for "DOOR" or 7', 900],
    ["waitMsg", (sys) => void sys.waitMsg("CLIENT", "GO"), 'CLIENT waits for a message "GO"', Infinity],
    ["waitMsg", (sys) => void sys.waitMsg("CLIENT", null, 700), "CLIENT waits for any message", 700],
    ["waitMsg", (sys) => void sys.waitMsg("CLIENT", 33), "CLIENT waits for a message EVENT", Infinity],
  ])("is what sys.%s waits for, and how long", (_, start, what, limit) => {
    const device = rig();
    const { sys, messageNames, clock, stop, open } = device;
    messageNames.set(33, "EVENT");
    sys.taskInitEx(noop, "CLIENT");
    start(sys);
    expect(open()).toEqual([expect.objectContaining({ what, limit })]);
    expect(open()[0]?.origin?.since).toBe(clock.now());
    stop();
  });

  it("is a wait that would end at once, were it not one of too many", async () => {
    const device = rig();
    let waits = 0;
    for (let previous = -1; previous !== waits; ) {
      previous = waits;
      void device.sys.wait(0).then(() => waits++);
      await Promise.resolve();
    }
    expect(device.open()).toEqual([expect.objectContaining({ what: "a wait", limit: 0 })]);
    await device.settle();
    expect(device.open()).toEqual([]);
  });

  it("is each timer until its last tick, or until it is stopped", async () => {
    const device = rig();
    const { sys, clock } = device;
    sys.timerLoopStart(function beat() {}, 60_000);
    const id = sys.timerStart(() => undefined, 100);
    sys.timerStart(noop, 50);
    expect(words(device)).toEqual(["timer function beat, every 60000 ms", "timer function, once after 100 ms", "timer function noop, once after 50 ms"]);
    expect(device.open().map(({ limit }) => limit)).toEqual([undefined, undefined, undefined]);
    await clock.advance(50);
    sys.timerStop(id);
    expect(words(device)).toEqual(["timer function beat, every 60000 ms"]);
    device.stop();
  });

  it("is each subscription, once, until it is undone", () => {
    const device = rig();
    const { sys } = device;
    sys.subscribe(["DOOR", "WINDOW"], noop);
    sys.subscribe("DOOR", noop);
    expect(words(device)).toEqual(['subscription to "DOOR"', 'subscription to "WINDOW"']);
    sys.unsubscribe("DOOR", noop);
    expect(words(device)).toEqual(['subscription to "WINDOW"']);
    device.stop();
  });

  it("is nothing any more when the device has stopped", () => {
    const device = rig();
    const { sys } = device;
    sys.taskInitEx(() => sys.waitMsg("CLIENT"), "CLIENT");
    sys.taskInit(() => new Promise(noop));
    sys.timerLoopStart(noop, 100);
    sys.subscribe("DOOR", noop);
    void sys.waitUntil("DOOR", 10);
    expect(words(device)).toHaveLength(6);
    device.stop();
    sys.taskInit(() => new Promise(noop));
    expect(words(device)).toEqual([]);
  });
});

describe("the origin of what is open", () => {
  it("is the call that made it", async () => {
    const { sys, open, stop, clock } = rig();
    await clock.advance(50);
    sys.taskInitEx(() => sys.waitMsg("CLIENT"), "CLIENT");
    void sys.wait(1);
    void sys.waitUntil("DOOR");
    sys.timerStart(noop, 1_000);
    sys.subscribe("DOOR", noop);
    sys.subscribe("DOOR", noop); // changes nothing
    const seen = open().map(({ origin }: OpenItem) => [codeAt(origin?.place), origin?.since]);
    expect(seen).toEqual([
      ['taskInitEx(() => sys.waitMsg("CLIENT"), "CLIENT");', 50],
      ['waitMsg("CLIENT"), "CLIENT");', 50],
      ["wait(1);", 50],
      ['waitUntil("DOOR");', 50],
      ["timerStart(noop, 1_000);", 50],
      ['subscribe("DOOR", noop);', 50],
    ]);
    stop();
  });

  it("is kept on a clock made for tests, and not on another, unless told otherwise", () => {
    const kept = [{ clock: systemClock }, { clock: systemClock, origins: true }, {}, { origins: false }].map((options) => {
      const { sys, open, stop, origins } = rig(options);
      sys.subscribe("DOOR", noop);
      sys.timerStart(noop, 1_000);
      sys.taskInit(() => sys.wait(1_000));
      const known = open().filter(({ origin }) => origin !== undefined);
      stop();
      expect([0, 4]).toContain(known.length);
      expect(known.length > 0).toBe(origins.kept);
      return origins.kept;
    });
    expect(kept).toEqual([false, true, true, false]);
  });

  it("is asked for with true or false alone", () => {
    expect(() => createCorelib({ origins: "yes" as never })).toThrow(new TypeError('origins is "yes"; expected true or false'));
  });
});
