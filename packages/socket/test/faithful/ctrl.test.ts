import { createCorelib } from "@luat/corelib";
import { silentLog } from "@luat/contract";
import { VirtualClock } from "@luat/adapters/mock";
import { describe, expect, it } from "vitest";
import type { Ctrl } from "../../src/faithful/ctrl.js";
import { createSocketLibrary, type SocketLibrary } from "../../src/socket-library.js";
import { EVENTS } from "../../src/ids.js";
import { FakeCard } from "../fake-card.js";
import { rig } from "../rig.js";

describe("delivery to a function", () => {
  it("passes the very ctrl that create returned", () => {
    const { socket, settle } = rig();
    const got: unknown[] = [];
    const ctrl = socket.create(null, (...args) => got.push(args)) as Ctrl;
    socket.connect(ctrl, "10.0.0.1", 80);
    settle();
    expect(got).toEqual([[ctrl, EVENTS.ON_LINE, 0]]);
    expect((got[0] as unknown[])[0]).toBe(ctrl);
  });

  it("never happens before the call that caused it has returned", () => {
    const { socket, card, make, settle, told } = rig();
    let inside = false;
    const watched = <T>(call: () => T): T => {
      inside = true;
      const result = call();
      inside = false;
      return result;
    };
    const early: string[] = [];
    const ctrl = make((which, event) => {
      if (inside) early.push(event);
      if (event === "ON_LINE") watched(() => socket.tx(which, "x".repeat(5000)));
      if (event === "TX_OK") watched(() => socket.discon(which));
      if (event === "CLOSED") {
        watched(() => {
          socket.close(which);
          socket.connect(which, "no.test", 80);
        });
      }
    });
    watched(() => socket.connect(ctrl, "10.0.0.1", 80));
    settle();
    card.setLink(false);
    watched(() => socket.linkup(ctrl));
    expect(told()).toEqual(["ON_LINE 0", "TX_OK 0", "CLOSED 0", "ON_LINE -1"]);
    expect(early).toEqual([]);
  });

  it("keeps the order of events across all sockets, and never nests", () => {
    const { socket, settle, online } = rig();
    const order: string[] = [];
    let depth = 0;
    const note = (ctrl: Ctrl, event: string, param: number): void => {
      expect(++depth).toBe(1);
      order.push(`${String(ctrl)} ${event} ${param}`);
      if (order.length === 1) socket.tx(b, new Uint8Array(5000));
      depth--;
    };
    const [, streamA] = online(note);
    const [b, streamB] = online(note);
    streamA.receive("1");
    expect(order).toEqual(["ctrl#1 EVENT 0", "ctrl#2 TX_OK 0"]);
    socket.tx(b, new Uint8Array(5000));
    streamB.receive("2");
    streamA.receive("3");
    streamB.fin();
    expect(order).toHaveLength(2);
    settle();
    expect(order.slice(2)).toEqual(["ctrl#2 EVENT 0", "ctrl#1 EVENT 0", "ctrl#2 TX_OK 0", "ctrl#2 EVENT -1"]);
  });

  it("goes on after a callback that throws or rejects, which is reported", async () => {
    const { socket, card, settle, failures } = rig();
    const got: number[] = [];
    const ctrl = socket.create(null, (_ctrl, event) => {
      got.push(event);
      if (got.length === 1) throw new Error("one");
      return Promise.reject(new Error("two"));
    }) as Ctrl;
    socket.connect(ctrl, "10.0.0.1", 80);
    settle();
    card.stream.receive("x");
    settle();
    await Promise.resolve();
    await Promise.resolve();
    expect(got).toEqual([EVENTS.ON_LINE, EVENTS.EVENT]);
    expect(failures).toEqual([new Error("one"), new Error("two")]);
  });

  it.each([
    ["close", ["EVENT 0", "EVENT 0", "EVENT -1"]],
    ["release", ["EVENT 0"]],
  ] as const)("of what is queued after %s: %j", (end, expected) => {
    const { socket, online, settle, told } = rig();
    const [, stream] = online((which) => {
      socket[end](which);
    });
    const [other] = online();
    // A message that waits lets the events queue behind it.
    socket.tx(other, new Uint8Array(5000));
    stream.receive("1");
    stream.receive("2");
    stream.fin();
    settle();
    expect(told()).toEqual(["TX_OK 0", ...expected]);
  });
});

describe("a callback that throws or rejects in a test", () => {
  it.each<[how: string, answer: (error: Error) => unknown]>([
    ["throws", (error) => { throw error; }],
    ["rejects", (error) => Promise.reject(error)],
  ])("fails it with the very error, which tells whose it is: %s", async (_, answer) => {
    const clock = new VirtualClock();
    const corelib = createCorelib({ clock, log: silentLog });
    const library = createSocketLibrary({ corelib, adapters: { ETH0: new FakeCard(clock) } });
    const error = new Error("boom");
    const ctrl = library.socket.create(null, () => answer(error)) as Ctrl;
    library.socket.connect(ctrl, "10.0.0.1", 80);
    await expect(clock.run()).rejects.toBe(error);
    expect(error.message).toBe("boom\nthrown by callback of ctrl#1");
    library.stop();
  });
});

describe("delivery to nobody", () => {
  it("is published with adapter, socket id, event and parameter", () => {
    const { socket, corelib, card, settle } = rig();
    const got: unknown[] = [];
    corelib.sys.subscribe("NWCTRL*", (...args: unknown[]) => got.push(args));
    for (const cb of [undefined, null, {}, true]) {
      const ctrl = socket.create(null, cb as never) as Ctrl;
      socket.connect(ctrl, "10.0.0.1", 80);
      settle();
      card.stream.fin();
      settle();
    }
    const id = (got[0] as number[])[1];
    expect(got.slice(0, 2)).toEqual([
      [16, id, EVENTS.ON_LINE, 0],
      [16, id, EVENTS.EVENT, -1],
    ]);
    expect(got).toHaveLength(8);
  });
});

describe("delivery to a task", () => {
  function device(): { clock: VirtualClock; card: FakeCard; library: SocketLibrary; sys: ReturnType<typeof createCorelib>["sys"] } {
    const clock = new VirtualClock();
    const corelib = createCorelib({ clock, log: silentLog, onTaskError: "throw" });
    const card = new FakeCard(clock);
    return { clock, card, sys: corelib.sys, library: createSocketLibrary({ corelib, adapters: { ETH0: card } }) };
  }

  it("sends the task of that name a message of event and parameter, without the ctrl", async () => {
    const { clock, card, library, sys } = device();
    const { socket } = library;
    const got: unknown[] = [];
    sys.taskInitEx(async () => {
      const ctrl = socket.create(null, "CLIENT");
      socket.connect(ctrl, "10.0.0.1", 80);
      got.push(await sys.waitMsg("CLIENT", socket.ON_LINE));
      socket.tx(ctrl, "abc");
      got.push(await sys.waitMsg("CLIENT"));
      got.push(await sys.waitMsg("CLIENT"));
      socket.discon(ctrl);
      got.push(await sys.waitMsg("CLIENT", socket.CLOSED));
      socket.release(ctrl);
    }, "CLIENT");
    await clock.advance(1);
    card.stream.receive("abc");
    await clock.advance(1);
    expect(got).toEqual([
      { 1: EVENTS.ON_LINE, 2: 0 },
      { 1: EVENTS.TX_OK, 2: 0 },
      { 1: EVENTS.EVENT, 2: 0 },
      { 1: EVENTS.CLOSED, 2: 0 },
    ]);
    expect([clock.waiting, card.open()]).toEqual([0, []]);
  });

  it("takes a number for the text of it", async () => {
    const { clock, library, sys } = device();
    const { socket } = library;
    const got: unknown[] = [];
    sys.taskInitEx(async () => {
      socket.connect(socket.create(null, 7), "10.0.0.1", 80);
      got.push((await sys.waitMsg("7", socket.ON_LINE, 100)));
    }, "7");
    await clock.advance(200);
    expect(got).toEqual([{ 1: EVENTS.ON_LINE, 2: 0 }]);
  });

  it("loses the message silently when there is no such task", async () => {
    const { clock, library } = device();
    const { socket } = library;
    const ctrl = socket.create(null, "LATER") as Ctrl;
    socket.connect(ctrl, "10.0.0.1", 80);
    await clock.advance(10);
    expect(socket.state(ctrl)[0]).toBe(5);
  });

  it("misses nothing of a burst, in order", async () => {
    const { clock, card, library, sys } = device();
    const { socket } = library;
    let text = "";
    sys.taskInitEx(async () => {
      const ctrl = socket.create(null, "T");
      socket.connect(ctrl, "10.0.0.1", 80);
      for (;;) {
        const msg = await sys.waitMsg("T");
        if (msg === false || msg === undefined || msg[2] !== 0) break;
        const [, data] = socket.read(ctrl);
        text += new TextDecoder().decode(data);
      }
      text += ".";
    }, "T");
    await clock.advance(1);
    for (const part of ["a", "b", "c", "d"]) card.stream.receive(part);
    card.stream.fin();
    await clock.advance(1);
    expect(text).toBe("abcd.");
  });
});
