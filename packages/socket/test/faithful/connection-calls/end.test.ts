import { describe, expect, it } from "vitest";
import { STATES } from "../../../src/ids.js";
import { rig } from "../../rig.js";

const NIL = [undefined, undefined, undefined, undefined];

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

  it("leaves nothing else to be waited for: neither TX_OK nor LINK follows", () => {
    const { socket, card, make, online, settle, told } = rig();
    const [ctrl] = online();
    socket.tx(ctrl, new Uint8Array(5000));
    socket.discon(ctrl);
    settle();
    expect(told()).toEqual(["CLOSED 0"]);
    card.setLink(false);
    const asking = make();
    socket.linkup(asking);
    expect(socket.discon(asking)).toEqual([true, true]);
    card.setLink(true);
    settle();
    expect(told()).toEqual([]);
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
