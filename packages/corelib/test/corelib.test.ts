import { systemClock } from "@luat/contract";
import { describe, expect, it, vi } from "vitest";
import * as entry from "../src/index.js";
import { rig } from "./rig.js";

describe("createCorelib", () => {
  it("starts nothing by itself", () => {
    const { clock } = rig();
    expect(clock.waiting).toBe(0);
  });

  it("makes devices that share nothing", async () => {
    const [one, two] = [rig(), rig()];
    const got: string[] = [];
    one.sys.subscribe("T", () => got.push("one"));
    two.sys.subscribe("T", () => got.push("two"));
    one.sys.taskInitEx(() => undefined, "ME");
    two.sys.publish("T");
    await two.settle();
    await one.settle();
    expect(got).toEqual(["two"]);
    expect(two.sys.sendMsg("ME")).toBe(false);
    two.stop();
    expect([one.stopped, two.stopped]).toEqual([false, true]);
  });

  it("gives them what holds nothing of a device", () => {
    const { pack, str } = rig();
    expect(str.toHex(pack.pack(">H", 0x1234))).toBe("1234");
  });

  it("takes a clock, and says what was meant where something with one is given", () => {
    expect(() => entry.createCorelib({ clock: {} as never })).toThrow(new TypeError("clock is {}; expected a Clock, such as systemClock"));
    expect(() => entry.createCorelib({ clock: 5 as never })).toThrow(new TypeError("clock is 5; expected a Clock, such as systemClock"));
    expect(() => entry.createCorelib({ clock: { seed: 1, clock: {} } as never })).toThrow(
      new TypeError("clock is {seed: 1, clock: {}}; expected a Clock, such as systemClock; did you mean net.clock?"),
    );
  });

  it("runs on the host's time and logs to the console by default", () => {
    const print = vi.spyOn(console, "info").mockImplementation(() => undefined);
    const { clock, log } = entry.createCorelib();
    expect(clock).toBe(systemClock);
    log.info("net", "up");
    expect(print.mock.calls).toEqual([["I/net up"]]);
    print.mockRestore();
  });
});

describe("watch", () => {
  it("hears a topic until it is stopped, and is not open", async () => {
    const { sys, watch, open, settle } = rig();
    let heard = 0;
    const stop = watch("DOOR", () => heard++);
    expect(open()).toEqual([]);
    sys.publish("DOOR", 1);
    await settle();
    stop();
    sys.publish("DOOR", 2);
    await settle();
    expect(heard).toBe(1);
  });
});

describe("the default device", () => {
  it("is what the package's top-level names belong to", () => {
    const { corelib } = entry;
    expect(entry.sys).toBe(corelib.sys);
    expect(entry.sysplus).toBe(entry.sys);
    expect([entry.log, entry.zbuff, entry.os, entry.rtos]).toEqual([corelib.log, corelib.zbuff, corelib.os, corelib.rtos]);
    expect([entry.pack, entry.str]).toEqual([corelib.pack, corelib.str]);
    expect(corelib.stopped).toBe(false);
  });

  it("has the names that LuatOS's native code uses", async () => {
    const got: unknown[] = [];
    entry.sys.subscribe("NATIVE", (...args) => got.push(args));
    entry.sys_pub("NATIVE", 1, 2);
    await entry.sys.waitUntil("NATIVE");
    expect(got).toEqual([[1, 2]]);
    entry.sys.taskInitEx(() => undefined, "NATIVE");
    expect(entry.sys_send("NATIVE", 5, 0)).toBe(true);
    expect(await entry.sys_wait("NATIVE", 5)).toMatchObject({ 1: 5, 2: 0 });
    entry.sys.taskDel("NATIVE");
  });
});

describe("a deterministic device", () => {
  it("does the same again on the same clock", async () => {
    const trace = async (): Promise<string[]> => {
      const { sys, clock } = rig();
      const got: string[] = [];
      for (const name of ["A", "B"]) {
        sys.taskInitEx(async () => {
          for (;;) {
            const message = await sys.waitMsg(name, null, 7);
            got.push(`${clock.now()} ${name} ${message ? String(message[1]) : "-"}`);
            await sys.wait(2);
          }
        }, name);
      }
      sys.timerLoopStart(() => sys.sendMsg("A", "ping"), 5);
      sys.timerLoopStart(() => sys.sendMsg("B", "pong"), 11);
      await clock.advance(60);
      return got;
    };
    const first = await trace();
    expect(first.length).toBeGreaterThan(10);
    expect(await trace()).toEqual(first);
  });
});
