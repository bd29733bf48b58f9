import { createCorelib } from "@luat/corelib";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { createSocketLibrary } from "../src/socket-library.js";
import { ADAPTERS, EVENTS } from "../src/ids.js";
import { FakeCard } from "./fake-card.js";
import { HandClock } from "./hand-clock.js";
import { rig } from "./rig.js";

describe("createSocketLibrary", () => {
  it("has LuatOS's constants in its table", () => {
    const { socket } = rig();
    expect(socket).toMatchObject({ ...ADAPTERS, ...EVENTS });
    expect([socket.LINK, socket.ON_LINE, socket.TX_OK, socket.CLOSED, socket.EVENT]).toEqual([33554448, 33554449, 33554450, 33554451, 33554452]);
  });

  it("publishes IP_READY for each card that is ready, and again at each link-up; IP_LOSE at link-down", () => {
    const clock = new HandClock();
    const [up, down] = [new FakeCard(clock), new FakeCard(clock)];
    down.setLink(false);
    const corelib = createCorelib({ clock, log: silentLog });
    const told: unknown[] = [];
    createSocketLibrary({ corelib, adapters: { ETH0: up, LWIP_STA: down } });
    corelib.sys.subscribe("IP_READY", (...args: unknown[]) => told.push(["IP_READY", ...args]));
    corelib.sys.subscribe("IP_LOSE", (...args: unknown[]) => told.push(["IP_LOSE", ...args]));
    clock.settle();
    expect(told.splice(0)).toEqual([["IP_READY", "10.0.0.2", 16]]);
    down.setLink(true);
    up.setLink(false);
    clock.settle();
    expect(told).toEqual([
      ["IP_READY", "10.0.0.2", 2],
      ["IP_LOSE", 16],
    ]);
  });

  it("tells IP_LOSE and IP_READY before the sockets' events that follow from them", () => {
    const { socket, corelib, card, make, online, settle, told, events } = rig();
    corelib.sys.subscribe("IP_READY", () => events.push("IP_READY"));
    corelib.sys.subscribe("IP_LOSE", () => events.push("IP_LOSE"));
    online();
    card.setLink(false);
    socket.connect(make(), "10.0.0.1", 80);
    settle();
    expect(told()).toEqual(["IP_LOSE", "EVENT -1"]);
    card.setLink(true);
    settle();
    expect(told()).toEqual(["IP_READY", "ON_LINE 0"]);
  });

  it("refuses a name that is no adapter's", () => {
    const corelib = createCorelib({ log: silentLog });
    for (const name of ["ETH1", "toString"]) {
      expect(() => createSocketLibrary({ corelib, adapters: { [name]: new FakeCard(new HandClock()) } })).toThrow(
        `adapters: "${name}" is no adapter name; expected one of LWIP_GP, `,
      );
    }
  });

  it("refuses two cards under two names of one slot, and passes over names without a card", () => {
    const corelib = createCorelib({ log: silentLog });
    const [a, b] = [new FakeCard(new HandClock()), new FakeCard(new HandClock())];
    expect(() => createSocketLibrary({ corelib, adapters: { USB: a, LWIP_USB: b } })).toThrow("adapter 6 is registered already");
    expect(createSocketLibrary({ corelib, adapters: { USB: undefined, ETH0: a } }).socket.dft()).toEqual([16, 16]);
  });

  it("tells how far the sending of a ctrl has come", () => {
    const { library, socket, online, settle } = rig();
    const [ctrl, stream] = online();
    stream.slow = true;
    socket.tx(ctrl, "hello");
    settle();
    expect(library.progress(ctrl)).toMatchObject({ accepted: 5, sent: 0 });
    stream.pass();
    expect(library.progress(ctrl)).toMatchObject({ accepted: 5, sent: 5 });
    expect([library.progress(null), library.progress(undefined)]).toEqual([undefined, undefined]);
  });

  it("tells what is open: ctrls until they are released, each with its state and where it goes", () => {
    const { library, socket, card, make, online, bound, listening, settle } = rig();
    const what = (): string[] => library.open().map((item) => item.what);
    const fresh = make();
    const [connected] = online();
    const server = listening(2);
    const [datagrams] = bound();
    const [anyone] = bound(undefined, "255.255.255.255", 0);
    const connecting = make();
    card.auto = false;
    socket.connect(connecting, "a.test", 80);
    expect(what()).toEqual([
      "ctrl#1, state 0 LINK_OFF, not open",
      "ctrl#2, state 5 ONLINE, to 10.0.0.1:80",
      "ctrl#3, state 6 LISTEN, on 10.0.0.2:4000",
      "ctrl#4, state 5 ONLINE, to 10.0.0.1:80",
      "ctrl#5, state 5 ONLINE, on 10.0.0.2:50003",
      "ctrl#6, state 2 WAIT_DNS, to a.test:80",
    ]);
    socket.close(connected);
    settle();
    expect(what()[1]).toBe("ctrl#2, state 5 ONLINE, not open");
    for (const ctrl of [fresh, connected, connecting, server, datagrams, anyone]) socket.release(ctrl);
    expect(what()).toEqual([]);
  });

  it("gives its messages names for what waits for them", () => {
    const { corelib, socket } = rig();
    corelib.sys.taskInitEx(() => corelib.sys.waitMsg("CLIENT", socket.ON_LINE), "CLIENT");
    expect(corelib.open().map((item) => item.what)).toContain("CLIENT waits for a message socket.ON_LINE");
    corelib.stop();
  });

  it("leaves nothing behind after stop, and makes nothing new", () => {
    const { library, socket, card, clock, online, listening, make, settle, told } = rig();
    const ctrl = online()[0];
    listening(2);
    card.listener.client();
    told();
    card.auto = false;
    const resolving = make();
    socket.connect(resolving, "a.test", 80);
    library.stop();
    settle();
    expect([card.open(), card.watchers, clock.waiting, told()]).toEqual([[], 0, 0, []]);
    expect([socket.state(ctrl), socket.create(), socket.localIP(), socket.dft()]).toEqual([[], undefined, [], [-1, -1]]);
  });
});
