import { describe, expect, it } from "vitest";
import type { Ctrl } from "../../src/faithful/ctrl.js";
import { STATES } from "../../src/ids.js";
import { rig } from "../rig.js";

const NIL = [undefined, undefined, undefined, undefined];

describe("a ctrl that is none", () => {
  const { socket, make, clock } = rig();
  const released = make();
  socket.release(released);
  clock.settle();
  const foreign = rig().make();

  it.each([
    ["null", null],
    ["undefined", undefined],
    ["released", released],
    ["of another device", foreign],
    ["a plain object", {}],
    ["its text", "ctrl#1"],
    ["a number", 1],
  ])("%s: every call returns nothing, and none throws", (_title, value) => {
    const ctrl = value as Ctrl;
    expect(socket.linkup(ctrl)).toEqual([]);
    expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([]);
    expect(socket.connect(ctrl, null as never, null as never)).toEqual([]);
    expect(socket.listen(ctrl, 3)).toEqual([]);
    expect(socket.accept(ctrl, () => undefined)).toEqual([]);
    expect(socket.discon(ctrl)).toEqual([]);
    expect(socket.tx(ctrl, "x")).toEqual([]);
    expect(socket.tx(ctrl, null as never)).toEqual([]);
    expect(socket.rx(ctrl)).toEqual([]);
    expect(socket.read(ctrl)).toEqual([]);
    expect(socket.wait(ctrl)).toEqual([]);
    expect(socket.state(ctrl)).toEqual([]);
    expect(socket.config(ctrl, 1)).toBe(undefined);
    expect(socket.config(ctrl, "abc")).toBe(undefined);
    expect(socket.debug(ctrl, true)).toBe(undefined);
    expect(socket.close(ctrl)).toBe(undefined);
    expect(socket.release(ctrl)).toBe(undefined);
    expect(socket.remoteIP(ctrl)).toEqual(NIL);
  });
});

describe("socket.create", () => {
  it("makes a ctrl in state 0, on the default card or the one given", () => {
    const { socket, state } = rig();
    for (const adapter of [null, undefined, socket.ETH0, "16"]) {
      const ctrl = socket.create(adapter) as Ctrl;
      expect(state(ctrl)).toBe(STATES.LINK_OFF);
    }
  });

  it("gives undefined and a line in the log for a card that is not there", () => {
    const { socket, lines } = rig();
    for (const adapter of [99, -1, 0, 1, socket.LWIP_ETH]) expect(socket.create(adapter)).toBe(undefined);
    expect(lines[0]).toBe("warn socket create: there is no adapter 99");
    expect(lines).toHaveLength(5);
  });

  it("throws a TypeError when adapter is no number", () => {
    const { socket } = rig();
    for (const adapter of ["eth", true, {}, 1.5]) expect(() => socket.create(adapter as never)).toThrow(TypeError);
  });

  it("gives undefined when all sockets are in use, until one is released", () => {
    const { socket, make, lines } = rig({ limits: { sockets: 2 } });
    const first = make();
    make();
    expect(socket.create()).toBe(undefined);
    expect(lines).toEqual(["warn socket create: all 2 sockets are in use"]);
    socket.close(first);
    expect(socket.create()).toBe(undefined);
    socket.release(first);
    expect(socket.create()).toBeDefined();
  });

  it("gives ctrls whose text is unique and stays the same", () => {
    const { socket, make } = rig();
    const [a, b] = [make(), make()];
    const texts = [String(a), `${b}`];
    expect(texts).toEqual(["ctrl#1", "ctrl#2"]);
    socket.release(a);
    expect([String(a), String(b), String(make())]).toEqual([...texts, "ctrl#3"]);
  });
});

describe("socket.debug", () => {
  it("switches the log lines of a socket, and heeds only booleans", () => {
    const { socket, card, make, settle, lines } = rig();
    const ctrl = make();
    socket.debug(ctrl, "x" as never);
    socket.debug(ctrl);
    socket.connect(ctrl, "10.0.0.1", 80);
    settle();
    expect(lines).toEqual([]);
    socket.close(ctrl);
    socket.debug(ctrl, true);
    socket.config(ctrl, 5000);
    socket.connect(ctrl, "10.0.0.1", 80);
    settle();
    card.stream.fin();
    socket.discon(ctrl);
    settle();
    expect(lines).toEqual([
      "debug socket ctrl#1 on line, 10.0.0.2:5000 to 10.0.0.1:80",
      "debug socket ctrl#1 broken: the peer ended the connection",
      "debug socket ctrl#1 disconnected",
    ]);
    socket.debug(ctrl, 1 as never);
    socket.debug(ctrl, false);
    socket.connect(ctrl, "10.0.0.1", 80);
    settle();
    expect(lines).toHaveLength(3);
  });

  it("tells of failures, links and servers too", () => {
    const { socket, card, make, settle, lines } = rig();
    const ctrl = make();
    socket.debug(ctrl, true);
    card.refusing.add("10.0.0.7");
    socket.connect(ctrl, "10.0.0.7", 80);
    settle();
    socket.close(ctrl);
    card.names.set("a.test", ["10.0.0.1"]);
    socket.connect(ctrl, "a.test", 0);
    settle();
    socket.config(ctrl, 4000);
    socket.listen(ctrl, 1);
    settle();
    card.listener.client();
    card.setLink(false);
    socket.close(ctrl);
    card.setLink(true);
    expect(lines).toEqual([
      "debug socket ctrl#1 failed: connection refused (ECONNREFUSED)",
      "debug socket ctrl#1 on line, ? to ?",
      "debug socket ctrl#1 listening on 10.0.0.2:4000",
      "debug socket ctrl#1 a client waits",
      "debug socket ctrl#1 failed: network link down",
      "debug socket ctrl#1 link up",
    ]);
  });
});

describe("socket.config", () => {
  it("takes port and keep-alive, and applies them to the next connect", () => {
    const { socket, card, make } = rig();
    const ctrl = make();
    expect(socket.config(ctrl, "5000", false, false, 300, 10, 3)).toBe(true);
    socket.connect(ctrl, "10.0.0.1", 80);
    expect(card.stream.options).toEqual({ localPort: 5000, keepAlive: { idle: 300, interval: 10, count: 3 } });
  });

  it("takes nil for automatic and off", () => {
    const { socket, card, make } = rig();
    const ctrl = make();
    socket.config(ctrl, 5000, false, false, 300, 10, 3);
    expect(socket.config(ctrl, null, null, null, 0)).toBe(true);
    socket.connect(ctrl, "10.0.0.1", 80);
    expect(card.stream.options).toEqual({ localPort: 0, keepAlive: undefined });
  });

  it("refuses a port out of range with a line in the log, and keeps the settings", () => {
    const { socket, card, make, lines } = rig();
    const ctrl = make();
    socket.config(ctrl, 5000);
    for (const port of [70_000, -1, 65_536]) expect(socket.config(ctrl, port)).toBe(false);
    expect(lines[0]).toBe("warn socket config: local_port is 70000; expected 0 to 65535");
    socket.connect(ctrl, "10.0.0.1", 80);
    expect(card.stream.options.localPort).toBe(5000);
  });

  it("throws a TypeError for a port or time that is no integer", () => {
    const { socket, make } = rig();
    const ctrl = make();
    expect(() => socket.config(ctrl, "abc")).toThrow(new TypeError('socket.config: local_port is "abc"; expected a port number, or nil'));
    expect(() => socket.config(ctrl, 1.5)).toThrow(TypeError);
    expect(() => socket.config(ctrl, null, false, false, -1)).toThrow("socket.config: keep_idle is -1; expected an integer of at least 0, or nil");
    expect(() => socket.config(ctrl, null, false, false, 1, 2.5)).toThrow("keep_interval");
    expect(() => socket.config(ctrl, null, false, false, 1, 2, "x" as never)).toThrow("keep_cnt");
  });

  it("heeds only booleans for UDP and TLS, and refuses what the card cannot do", () => {
    const { socket, make, lines } = rig();
    const ctrl = make();
    expect(socket.config(ctrl, null, 1 as never, "yes" as never)).toBe(true);
    expect(socket.config(ctrl, null, true)).toBe(false);
    expect(socket.config(ctrl, null, false, true)).toBe(false);
    expect(lines).toEqual([
      "warn socket config: UDP is not available on the adapter fake",
      "warn socket config: TLS is not available on the adapter fake",
    ]);
  });

  it("is not needed before connect", () => {
    const { socket, settle, state } = rig();
    const ctrl = socket.create(null, () => undefined) as Ctrl;
    expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([true, false]);
    settle();
    expect(state(ctrl)).toBe(STATES.ONLINE);
  });
});

describe("socket.linkup", () => {
  it("is done when the card is ready, and puts an idle socket into state 1", () => {
    const { socket, make, state } = rig();
    const ctrl = make();
    expect(socket.linkup(ctrl)).toEqual([true, true]);
    expect(state(ctrl)).toBe(STATES.OFF_LINE);
  });

  it("else is pending in state 0, without a time limit, and LINK 0 follows", () => {
    const { socket, card, clock, make, settle, state, told } = rig();
    card.setLink(false);
    const ctrl = make();
    expect(socket.linkup(ctrl)).toEqual([true, false]);
    clock.advance(86_400_000);
    expect([state(ctrl), told()]).toEqual([STATES.LINK_OFF, []]);
    card.setLink(true);
    settle();
    expect([state(ctrl), told()]).toEqual([STATES.OFF_LINE, ["LINK 0"]]);
    card.setLink(false);
    card.setLink(true);
    settle();
    expect(told()).toEqual([]);
  });

  it("leaves what is under way alone", () => {
    const { socket, card, make, online, listening, settle, state } = rig();
    const [connected] = online();
    const server = listening(2);
    card.auto = false;
    const [connecting, resolving] = [make(), make()];
    socket.connect(connecting, "10.0.0.1", 80);
    socket.connect(resolving, "a.test", 80);
    const all = [connected, server, connecting, resolving];
    const before = all.map(state);
    for (const ctrl of all) expect(socket.linkup(ctrl)).toEqual([true, true]);
    settle();
    expect(all.map(state)).toEqual(before);
    expect(socket.tx(connected, "x")).toEqual([true, false, false]);
  });

  it("puts a socket that failed into state 1; it must be closed still", () => {
    const { socket, card, make, settle, state } = rig();
    card.refusing.add("10.0.0.7");
    const ctrl = make();
    socket.connect(ctrl, "10.0.0.7", 80);
    settle();
    expect(socket.linkup(ctrl)).toEqual([true, true]);
    expect(state(ctrl)).toBe(STATES.OFF_LINE);
    expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([false, false]);
    socket.close(ctrl);
    expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([true, false]);
  });

  it("is answered by LINK 0 in every state in which it was pending", () => {
    const { socket, card, make, online, listening, settle, told } = rig();
    const [connected] = online();
    const server = listening(2);
    const failed = make();
    card.refusing.add("10.0.0.7");
    socket.connect(failed, "10.0.0.7", 80);
    settle();
    const idle = make();
    const closed = online()[0];
    socket.close(closed);
    card.setLink(false);
    settle();
    told();
    for (const ctrl of [connected, server, failed, idle, closed]) expect(socket.linkup(ctrl)).toEqual([true, false]);
    card.setLink(true);
    settle();
    expect(told()).toEqual(new Array(5).fill("LINK 0"));
  });

  it("is forgotten by close", () => {
    const { socket, card, make, settle, told } = rig();
    card.setLink(false);
    const ctrl = make();
    socket.linkup(ctrl);
    socket.close(ctrl);
    card.setLink(true);
    settle();
    expect(told()).toEqual([]);
  });
});

describe("socket.connect", () => {
  it("goes to a literal address in state 3, and is on line in state 5", () => {
    const { socket, make, settle, state, told } = rig();
    const ctrl = make();
    expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([true, false]);
    expect([state(ctrl), told()]).toEqual([STATES.CONNECTING, []]);
    settle();
    expect([state(ctrl), told()]).toEqual([STATES.ONLINE, ["ON_LINE 0"]]);
  });

  it("goes to a name by way of state 2", () => {
    const { socket, card, make, state, told } = rig();
    card.auto = false;
    const ctrl = make();
    socket.connect(ctrl, "a.test", 80);
    expect([state(ctrl), card.lookup.query]).toEqual([STATES.WAIT_DNS, { family: 4 }]);
    card.lookup.answer({ addresses: ["10.0.0.1"] });
    expect(state(ctrl)).toBe(STATES.CONNECTING);
    card.stream.connect();
    expect([state(ctrl), told()]).toEqual([STATES.ONLINE, ["ON_LINE 0"]]);
  });

  it("asks for IPv6 addresses when told to", () => {
    const { socket, card, make } = rig();
    socket.connect(make(), "a.test", 80, true);
    expect(card.lookup.query).toEqual({ family: 6 });
    socket.connect(make(), "a.test", 80, 1 as never);
    expect(card.lookup.query).toEqual({ family: 4 });
  });

  it("takes an integer address in memory order, and IPv6 text", () => {
    const { socket, card, make } = rig();
    socket.connect(make(), 0x0100007f, 80);
    expect(card.stream.peer.host).toBe("127.0.0.1");
    socket.connect(make(), -1, 80);
    expect(card.stream.peer.host).toBe("255.255.255.255");
    socket.connect(make(), "fd00::1", 80);
    expect(card.stream.peer.host).toBe("fd00::1");
  });

  it("takes a port as text, and refuses one out of range with a line in the log", () => {
    const { socket, card, make, settle, lines, state, told } = rig();
    const ctrl = make();
    for (const port of [65_536, 106_537, -1]) expect(socket.connect(ctrl, "10.0.0.1", port)).toEqual([false, false]);
    expect(lines[0]).toBe("warn socket connect: port is 65536; expected 0 to 65535");
    settle();
    expect([state(ctrl), told()]).toEqual([STATES.LINK_OFF, []]);
    expect(socket.connect(ctrl, "10.0.0.1", "80")).toEqual([true, false]);
    expect(card.stream.peer.port).toBe(80);
  });

  it("throws a TypeError for a missing or wrong address or port", () => {
    const { socket, make } = rig();
    const ctrl = make();
    for (const ip of [null, undefined, 1.5, true, {}]) {
      expect(() => socket.connect(ctrl, ip as never, 80)).toThrow("socket.connect: ip is");
    }
    for (const port of [null, undefined, 1.5, "x", true]) {
      expect(() => socket.connect(ctrl, "10.0.0.1", port as never)).toThrow("socket.connect: port is");
    }
  });

  it("stays in state 3 when it is refused, and must be closed before it can connect again", () => {
    const { socket, card, make, settle, state, told } = rig();
    card.refusing.add("10.0.0.7");
    const ctrl = make();
    socket.connect(ctrl, "10.0.0.7", 80);
    settle();
    expect([state(ctrl), told()]).toEqual([STATES.CONNECTING, ["ON_LINE -1"]]);
    expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([false, false]);
    socket.close(ctrl);
    expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([true, false]);
    settle();
    expect(told()).toEqual(["ON_LINE 0"]);
  });

  it("stays in state 2 when a name is not found, and can connect again at once", () => {
    const { socket, make, settle, state, told } = rig();
    const ctrl = make();
    for (const name of ["no-such-host.test", "", "300.1.1.1"]) {
      expect(socket.connect(ctrl, name, 80)).toEqual([true, false]);
      settle();
      expect([state(ctrl), told(), socket.remoteIP(ctrl)]).toEqual([STATES.WAIT_DNS, ["ON_LINE -1"], NIL]);
    }
    expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([true, false]);
    settle();
    expect(told()).toEqual(["ON_LINE 0"]);
  });

  it("may be called again while a name is looked up, which begins anew", () => {
    const { socket, card, make, settle, told } = rig();
    card.names.set("a.test", ["10.0.0.1"]);
    const ctrl = make();
    socket.connect(ctrl, "a.test", 80);
    expect(socket.connect(ctrl, "a.test", 80)).toEqual([true, false]);
    settle();
    expect(told()).toEqual(["ON_LINE 0"]);
    expect(card.open()).toEqual(["stream to 10.0.0.1:80, up"]);
  });

  it("is refused while it connects, is on line, listens or disconnects", () => {
    const { socket, card, make, online, listening } = rig();
    const [connected] = online();
    const server = listening();
    const [leaving] = online();
    socket.discon(leaving);
    card.auto = false;
    const connecting = make();
    socket.connect(connecting, "10.0.0.1", 80);
    for (const ctrl of [connecting, connected, server, leaving]) expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([false, false]);
  });

  it("tries the addresses of a name in turn, at the level of TCP only", () => {
    const { socket, card, make, settle, state, told } = rig();
    card.names.set("a.test", ["10.0.0.7", "10.0.0.1"]);
    card.refusing.add("10.0.0.7");
    const ctrl = make();
    socket.connect(ctrl, "a.test", 80);
    settle();
    expect([state(ctrl), told()]).toEqual([STATES.ONLINE, ["ON_LINE 0"]]);
    card.stream.fail({ reason: "reset" });
    settle();
    expect([state(ctrl), told()]).toEqual([STATES.ONLINE, ["EVENT -1"]]);
    expect(card.streams).toHaveLength(2);
  });

  it("only resolves a name with port 0", () => {
    const { socket, card, make, settle, state, told } = rig();
    card.names.set("a.test", ["10.0.0.1", "10.0.0.3"]);
    const ctrl = make();
    expect(socket.connect(ctrl, "a.test", 0)).toEqual([true, false]);
    settle();
    expect([state(ctrl), told(), card.streams]).toEqual([STATES.OFF_LINE, ["ON_LINE 0"], []]);
    expect(socket.remoteIP(ctrl)).toEqual(["10.0.0.1", "10.0.0.3", undefined, undefined]);
    expect(socket.connect(ctrl, "a.test", 80)).toEqual([true, false]);
  });

  it("waits for the link without a time limit, and then goes on by itself", () => {
    const { socket, card, clock, make, settle, state, told } = rig();
    card.setLink(false);
    card.names.set("a.test", ["10.0.0.1"]);
    const [literal, name] = [make(), make()];
    for (const [ctrl, host] of [
      [literal, "10.0.0.1"],
      [name, "a.test"],
    ] as const) {
      expect(socket.connect(ctrl, host, 80)).toEqual([true, false]);
      expect(state(ctrl)).toBe(STATES.LINK_OFF);
    }
    clock.advance(86_400_000);
    expect(told()).toEqual([]);
    card.setLink(true);
    settle();
    expect(told()).toEqual(["ON_LINE 0", "ON_LINE 0"]);
    expect([state(literal), state(name)]).toEqual([STATES.ONLINE, STATES.ONLINE]);
  });

  it("may be changed, and given up, while it waits for the link", () => {
    const { socket, card, make, settle, told, state } = rig();
    card.setLink(false);
    const ctrl = make();
    socket.connect(ctrl, "10.0.0.1", 80);
    expect(socket.connect(ctrl, "10.0.0.3", 80)).toEqual([true, false]);
    const other = make();
    socket.connect(other, "10.0.0.1", 80);
    expect(socket.discon(other)).toEqual([true, true]);
    expect(state(other)).toBe(STATES.OFF_LINE);
    card.setLink(true);
    settle();
    expect(card.streams.map((one) => one.peer.host)).toEqual(["10.0.0.3"]);
    expect(told()).toEqual(["ON_LINE 0"]);
  });

  it("fails when the link is lost on the way, and does not start again by itself", () => {
    const { socket, card, make, settle, state, told } = rig();
    card.auto = false;
    const [resolving, connecting] = [make(), make()];
    socket.connect(resolving, "a.test", 80);
    socket.connect(connecting, "10.0.0.1", 80);
    card.setLink(false);
    settle();
    expect(told()).toEqual(["ON_LINE -1", "ON_LINE -1"]);
    expect([state(resolving), state(connecting)]).toEqual([STATES.WAIT_DNS, STATES.CONNECTING]);
    card.setLink(true);
    settle();
    expect([told(), card.open()]).toEqual([[], []]);
  });
});

describe("socket.discon", () => {
  it("ends a connection in order: state 7, then CLOSED 0 and state 1", () => {
    const { socket, online, settle, state, told } = rig();
    const [ctrl, stream] = online();
    socket.tx(ctrl, "last");
    expect(socket.discon(ctrl)).toEqual([true, false]);
    expect([state(ctrl), stream.text, told()]).toEqual([STATES.DISCONNECTING, "last", []]);
    settle();
    expect([state(ctrl), told()]).toEqual([STATES.OFF_LINE, ["CLOSED 0"]]);
    expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([true, false]);
  });

  it("is done at once, without an event, when there is no connection", () => {
    const { socket, card, make, listening, settle, state, told } = rig();
    const server = listening(2);
    card.auto = false;
    const [idle, connecting, resolving] = [make(), make(), make()];
    socket.connect(connecting, "10.0.0.1", 80);
    socket.connect(resolving, "a.test", 80);
    for (const ctrl of [idle, connecting, resolving, server]) {
      expect(socket.discon(ctrl)).toEqual([true, true]);
      expect(state(ctrl)).toBe(STATES.OFF_LINE);
    }
    settle();
    expect([told(), card.open()]).toEqual([[], []]);
  });

  it("ends after the peer's end too, with CLOSED 0", () => {
    const { socket, online, settle, told, state } = rig();
    for (const end of ["fin", "reset"]) {
      const [ctrl, stream] = online();
      if (end === "fin") stream.fin();
      else stream.fail({ reason: "reset" });
      expect(told()).toEqual(["EVENT -1"]);
      expect(socket.discon(ctrl)).toEqual([true, false]);
      settle();
      expect([told(), state(ctrl)]).toEqual([["CLOSED 0"], STATES.OFF_LINE]);
    }
  });

  it("called again while it is pending, ends at once and silently", () => {
    const { socket, online, settle, told, state } = rig();
    const [ctrl, stream] = online();
    socket.discon(ctrl);
    expect(socket.discon(ctrl)).toEqual([true, true]);
    settle();
    expect([state(ctrl), told(), stream.alive]).toEqual([STATES.OFF_LINE, [], false]);
    expect(socket.discon(ctrl)).toEqual([true, true]);
  });

  it("is told as CLOSED -1 when the link is lost meanwhile", () => {
    const { socket, card, online, settle, told, state } = rig();
    const [ctrl] = online();
    card.peersEndToo = false;
    socket.discon(ctrl);
    card.setLink(false);
    settle();
    expect([told(), state(ctrl)]).toEqual([["CLOSED -1"], STATES.OFF_LINE]);
  });

  it("drops unread bytes and forgets the addresses", () => {
    const { socket, card, make, settle, told } = rig();
    card.names.set("a.test", ["10.0.0.1"]);
    const ctrl = make();
    socket.connect(ctrl, "a.test", 80);
    settle();
    card.stream.receive("unread");
    expect(socket.wait(ctrl)).toEqual([true, true]);
    socket.discon(ctrl);
    expect([socket.rx(ctrl), socket.wait(ctrl), socket.remoteIP(ctrl)[0]]).toEqual([[false, 0], [false, false], "10.0.0.1"]);
    settle();
    expect(socket.remoteIP(ctrl)).toEqual(NIL);
    expect(told()).toEqual(["ON_LINE 0", "EVENT 0", "CLOSED 0"]);
  });
});

describe("socket.close", () => {
  it("is silent, and keeps the state's number, except that of a listener and of one that disconnects", () => {
    const { socket, card, make, online, listening, settle, state, told } = rig();
    const [connected] = online();
    const server = listening(2);
    const [leaving] = online();
    socket.discon(leaving);
    card.auto = false;
    const [idle, connecting, resolving] = [make(), make(), make()];
    socket.connect(connecting, "10.0.0.1", 80);
    socket.connect(resolving, "a.test", 80);
    const all = [idle, connecting, resolving, connected, server, leaving];
    for (const ctrl of all) {
      socket.close(ctrl);
      socket.close(ctrl);
    }
    settle();
    expect(all.map(state)).toEqual([0, 3, 2, 5, 1, 1]);
    expect([told(), card.open()]).toEqual([[], []]);
    card.auto = true;
    for (const ctrl of all) expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([true, false]);
    settle();
    expect(all.map(state)).toEqual([5, 5, 5, 5, 5, 5]);
  });

  it("leaves nothing to be read, sent or waited for", () => {
    const { socket, online } = rig();
    const [ctrl, stream] = online();
    stream.receive("unread");
    socket.close(ctrl);
    expect(socket.tx(ctrl, "x")).toEqual([false, false, false]);
    expect(socket.rx(ctrl)).toEqual([false, 0]);
    expect(socket.read(ctrl)).toEqual([false]);
    expect(socket.wait(ctrl)).toEqual([false, false]);
    expect(socket.linkup(ctrl)).toEqual([true, true]);
    expect(socket.discon(ctrl)).toEqual([true, true]);
  });
});

describe("socket.release", () => {
  it("closes, and gives the ctrl back for good", () => {
    const { socket, card, library, online, listening, make, settle, told } = rig();
    const all = [online()[0], listening(3), make()];
    card.listener.client();
    told();
    for (const ctrl of all) {
      socket.release(ctrl);
      socket.release(ctrl);
    }
    settle();
    expect([told(), card.open(), library.engine.sockets.size]).toEqual([[], [], 0]);
  });
});

describe("socket.state", () => {
  it("gives the number and its text, in Chinese unless told otherwise", () => {
    const zh = rig();
    expect(zh.socket.state(zh.make())).toEqual([0, "硬件离线"]);
    expect(zh.socket.state(zh.online()[0])).toEqual([5, "在线"]);
    const en = rig({ language: "en" });
    expect(en.socket.state(en.make())).toEqual([0, "link off"]);
    expect(en.socket.state(en.listening())).toEqual([6, "listening"]);
  });
});
