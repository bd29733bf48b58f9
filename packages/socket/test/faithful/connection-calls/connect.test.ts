import { describe, expect, it } from "vitest";
import { STATES } from "../../../src/ids.js";
import { rig } from "../../rig.js";

const NIL = [undefined, undefined, undefined, undefined];

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
