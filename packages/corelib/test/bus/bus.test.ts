import { systemClock } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { createCorelib, type BusTarget } from "../../src/index.js";
import { rig } from "../rig.js";

function recorder(then: (a: number) => void = () => undefined): BusTarget & { readonly got: number[] } {
  const got: number[] = [];
  return {
    got,
    deliver(a) {
      got.push(a);
      then(a);
    },
  };
}

describe("Bus.post", () => {
  it("delivers in order, and never before the caller has returned", async () => {
    const { bus, settle } = rig();
    const target = recorder();
    for (let a = 1; a <= 3; a++) bus.post(target, a, 0);
    expect(target.got).toEqual([]);
    await settle();
    expect(target.got).toEqual([1, 2, 3]);
  });

  it("delivers both numbers", async () => {
    const { bus, settle } = rig();
    const got: unknown[] = [];
    bus.post({ deliver: (a, b) => void got.push([a, b]) }, -1, 7);
    await settle();
    expect(got).toEqual([[-1, 7]]);
  });

  it("delivers what a delivery posts after what was queued before", async () => {
    const { bus, settle } = rig();
    const target = recorder((a) => {
      if (a === 1) bus.post(target, 9, 0);
    });
    bus.post(target, 1, 0);
    bus.post(target, 2, 0);
    await settle();
    expect(target.got).toEqual([1, 2, 9]);
  });
});

describe("Bus.direct", () => {
  it("delivers at once when nothing is queued", () => {
    const { bus } = rig();
    const target = recorder();
    bus.direct(target, 1, 0);
    bus.direct(target, 2, 0);
    expect(target.got).toEqual([1, 2]);
  });

  it("queues behind what is queued", async () => {
    const { bus, settle } = rig();
    const target = recorder();
    bus.post(target, 1, 0);
    bus.direct(target, 2, 0);
    expect(target.got).toEqual([]);
    await settle();
    expect(target.got).toEqual([1, 2]);
  });

  it("queues while something is being delivered, and delivers it when that has returned", () => {
    const { bus } = rig();
    const order: string[] = [];
    const target: BusTarget = {
      deliver(a) {
        order.push(`${a} in`);
        if (a === 1) bus.direct(target, 2, 0);
        order.push(`${a} out`);
      },
    };
    bus.direct(target, 1, 0);
    expect(order).toEqual(["1 in", "1 out", "2 in", "2 out"]);
  });

  it("is followed at once by the topics that its delivery published", () => {
    const { bus, sys } = rig();
    const got: unknown[] = [];
    sys.subscribe("T", (n) => got.push(n));
    bus.direct(recorder(() => sys.publish("T", 1)), 0, 0);
    expect(got).toEqual([1]);
  });

  it("waits for the task that it resumed to reach its next wait", async () => {
    const { bus, sys, settle } = rig();
    const got: unknown[] = [];
    sys.taskInit(async () => {
      for (;;) got.push((await sys.waitUntil("T"))[1]);
    });
    const target = recorder((a) => sys.publish("T", a));
    for (let a = 1; a <= 4; a++) bus.direct(target, a, 0);
    expect(target.got).toEqual([1]);
    await settle();
    expect(got).toEqual([1, 2, 3, 4]);
  });

  it("delivers at once again after a resumed task has run", async () => {
    const { bus, sys, settle } = rig();
    sys.taskInit(async () => void (await sys.waitUntil("T")));
    const target = recorder(() => sys.publish("T"));
    bus.direct(target, 1, 0);
    await settle();
    bus.direct(target, 2, 0);
    expect(target.got).toEqual([1, 2]);
  });
});

describe("Bus topics", () => {
  it("empties the topics, with those published meanwhile, before the next message", async () => {
    const { bus, sys, settle } = rig();
    const order: string[] = [];
    sys.subscribe("A", () => {
      order.push("A");
      sys.publish("B");
    });
    sys.subscribe("B", () => order.push("B"));
    bus.post({ deliver: () => void order.push("message") }, 0, 0);
    sys.publish("A");
    await settle();
    expect(order).toEqual(["A", "B", "message"]);
  });

  it("keeps topics before messages across a pause for a resumed task", async () => {
    const { bus, sys, settle } = rig();
    const order: string[] = [];
    sys.taskInit(async () => {
      for (;;) order.push(String((await sys.waitUntil("T"))[1]));
    });
    bus.post({ deliver: () => void order.push("message") }, 0, 0);
    sys.publish("T", 1);
    sys.publish("T", 2);
    await settle();
    expect(order).toEqual(["1", "2", "message"]);
  });
});

describe("Bus and errors", () => {
  it("reports what a delivery throws by the text of its target, and goes on", async () => {
    const { bus, failures, settle } = rig();
    const error = new Error("boom");
    bus.post({ deliver: () => { throw error; }, toString: () => "ctrl#7" }, 0, 0);
    const target = recorder();
    bus.post(target, 1, 0);
    await settle();
    expect(failures).toEqual([{ error, where: "ctrl#7" }]);
    expect(target.got).toEqual([1]);
  });

  it("goes on after a direct delivery that threw", () => {
    const { bus, failures } = rig();
    bus.direct({ deliver: () => { throw new Error("boom"); } }, 0, 0);
    const target = recorder();
    bus.direct(target, 1, 0);
    expect(failures).toHaveLength(1);
    expect(target.got).toEqual([1]);
  });
});

describe("Bus and fairness", () => {
  it("takes a full turn after 256 deliveries, so a busy publish loop starves no timer", async () => {
    const { sys, clock, settle } = rig();
    let rounds = 0;
    let fired = 0;
    const again = (): void => {
      rounds++;
      sys.publish("BUSY");
      if (rounds > 1) return;
      clock.after(0, () => {
        fired = rounds;
        sys.unsubscribe("BUSY", again);
      });
    };
    sys.subscribe("BUSY", again);
    sys.publish("BUSY");
    await settle();
    expect(fired).toBeGreaterThan(0);
    expect(fired).toBeLessThanOrEqual(256);
  });

  it("lets one message pass after 256 topics in a row, not before", async () => {
    const { bus, sys, settle } = rig();
    let topics = 0;
    const passed: number[] = [];
    sys.subscribe("T", () => topics++);
    for (let i = 0; i < 600; i++) sys.publish("T");
    for (let i = 0; i < 3; i++) bus.post({ deliver: () => void passed.push(topics) }, 0, 0);
    await settle();
    expect(passed).toEqual([256, 512, 600]);
  });

  it("counts topics in a row anew after the bus was idle", async () => {
    const { bus, sys, settle } = rig();
    let topics = 0;
    const passed: number[] = [];
    sys.subscribe("T", () => topics++);
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 200; i++) sys.publish("T");
      bus.post({ deliver: () => void passed.push(topics) }, 0, 0);
      await settle();
    }
    for (let i = 0; i < 200; i++) sys.publish("T");
    await settle();
    for (let i = 0; i < 200; i++) sys.publish("T");
    bus.post({ deliver: () => void passed.push(topics) }, 0, 0);
    await settle();
    expect(passed).toEqual([200, 400, 600, 1_000]);
  });

  // On the real clock: loops of promise jobs that never let the host's timers run would hang here for ever.
  it.each([
    ["publish and waitUntil", async (sys: ReturnType<typeof createCorelib>["sys"]) => { sys.publish("T"); await sys.waitUntil("T"); }],
    ["sendMsg and waitMsg", async (sys: ReturnType<typeof createCorelib>["sys"]) => { sys.sendMsg("ME", 1); await sys.waitMsg("ME"); }],
    ["wait(0)", async (sys: ReturnType<typeof createCorelib>["sys"]) => { await sys.wait(0); }],
    ["waitUntil with time-out 0", async (sys: ReturnType<typeof createCorelib>["sys"]) => { await sys.waitUntil("NEVER", 0); }],
  ])("a task that loops over %s lets the host's timers run", async (_, round) => {
    const { sys, stop } = createCorelib({ clock: systemClock, logLevel: "silent" });
    let fired = false;
    let rounds = 0;
    sys.timerStart(() => { fired = true; }, 1);
    await sys.taskInitEx(async () => {
      while (!fired && rounds < 1_000_000) {
        rounds++;
        await round(sys);
      }
    }, "ME").done;
    stop();
    expect(fired).toBe(true);
  });
});

describe("Bus.stop", () => {
  it("drops what is queued and takes nothing more", async () => {
    const { bus, sys, stop, settle } = rig();
    const target = recorder();
    bus.post(target, 1, 0);
    sys.publish("T");
    stop();
    bus.post(target, 2, 0);
    bus.direct(target, 3, 0);
    await settle();
    bus.post(target, 4, 0);
    bus.direct(target, 5, 0);
    await settle();
    expect(target.got).toEqual([]);
  });

  it("may come from inside a delivery", async () => {
    const { bus, stop, settle } = rig();
    const target = recorder((a) => {
      if (a === 1) stop();
    });
    bus.post(target, 1, 0);
    bus.post(target, 2, 0);
    await settle();
    expect(target.got).toEqual([1]);
  });
});
