import { describe, expect, it } from "vitest";
import type { Ctrl } from "../../../src/faithful/ctrl.js";
import { STATES } from "../../../src/ids.js";
import { rig } from "../../rig.js";

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
    card.stream.slow = true;
    socket.tx(ctrl, "hello");
    settle();
    card.stream.pass(3);
    card.stream.pass();
    socket.wait(ctrl);
    card.stream.receive("hi");
    card.stream.fin();
    socket.discon(ctrl);
    settle();
    expect(lines).toEqual([
      "debug socket ctrl#1 connect to 10.0.0.1:80 [state 3 CONNECTING, waits for ON_LINE]",
      "debug socket ctrl#1 on line, 10.0.0.2:5000 to 10.0.0.1:80 [state 5 ONLINE, waits for ON_LINE]",
      "debug socket ctrl#1 sent 3 of 5 bytes [state 5 ONLINE, waits for TX_OK]",
      "debug socket ctrl#1 sent 5 of 5 bytes [state 5 ONLINE, waits for TX_OK]",
      "debug socket ctrl#1 received [state 5 ONLINE, waits for EVENT, 2 unread]",
      "warn socket ctrl#1 broken: the peer ended the connection [state 5 ONLINE, 2 unread]",
      "debug socket ctrl#1 discon [state 7 DISCONNECTING, waits for CLOSED]",
      "debug socket ctrl#1 disconnected [state 1 OFF_LINE, waits for CLOSED]",
    ]);
    socket.debug(ctrl, 1 as never);
    socket.debug(ctrl, false);
    socket.connect(ctrl, "10.0.0.1", 80);
    settle();
    expect(lines).toHaveLength(8);
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
    socket.release(ctrl);
    expect(lines).toEqual([
      "debug socket ctrl#1 connect to 10.0.0.7:80 [state 3 CONNECTING, waits for ON_LINE]",
      "warn socket ctrl#1 failed: connection refused (ECONNREFUSED) [state 3 CONNECTING, waits for ON_LINE]",
      "debug socket ctrl#1 close [state 3 CONNECTING]",
      "debug socket ctrl#1 connect to a.test:0 [state 2 WAIT_DNS, waits for ON_LINE]",
      "debug socket ctrl#1 resolved: 10.0.0.1 [state 1 OFF_LINE, waits for ON_LINE]",
      "debug socket ctrl#1 listen on port 4000 [state 3 CONNECTING, waits for ON_LINE]",
      "debug socket ctrl#1 listening on 10.0.0.2:4000 [state 6 LISTEN, waits for ON_LINE]",
      "debug socket ctrl#1 a client waits [state 6 LISTEN, waits for ON_LINE]",
      "warn socket ctrl#1 failed: network link down [state 6 LISTEN, waits for ON_LINE]",
      "debug socket ctrl#1 close [state 1 OFF_LINE]",
      "debug socket ctrl#1 link up [state 1 OFF_LINE]",
      "debug socket ctrl#1 release [state 1 OFF_LINE]",
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

  it("takes only booleans and nil for UDP and TLS, and refuses what the card cannot do", () => {
    const { socket, card, make, lines } = rig();
    card.traits = { ...card.traits, udp: false, tls: false };
    const ctrl = make();
    expect([socket.config(ctrl, null, 1 as never), socket.config(ctrl, null, null, "yes" as never)]).toEqual([false, false]);
    expect(socket.config(ctrl, null, true)).toBe(false);
    expect(socket.config(ctrl, null, false, true)).toBe(false);
    expect(lines).toEqual([
      "warn socket config: is_udp is a number; expected true, false or nil",
      "warn socket config: is_tls is a string; expected true, false or nil",
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
