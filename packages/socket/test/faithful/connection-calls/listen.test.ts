import { describe, expect, it } from "vitest";
import type { Ctrl } from "../../../src/faithful/ctrl.js";
import { STATES } from "../../../src/ids.js";
import { eventName, rig } from "../../rig.js";

const shown = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

describe("socket.listen", () => {
  it("goes from state 3 to 6, and tells no event", () => {
    const { socket, card, make, settle, state, told } = rig();
    const ctrl = make();
    socket.config(ctrl, 4000);
    expect(socket.listen(ctrl)).toEqual([true, false]);
    expect(state(ctrl)).toBe(STATES.CONNECTING);
    settle();
    expect([state(ctrl), told(), card.listener.options.port]).toEqual([STATES.LISTEN, [], 4000]);
  });

  it("goes on listening when called again", () => {
    const { socket, card, listening, told } = rig();
    const ctrl = listening(2);
    expect(socket.listen(ctrl)).toEqual([true, false]);
    expect(socket.listen(ctrl, 5)).toEqual([true, false]);
    card.listener.client();
    expect([card.listeners.length, card.listener.options.backlog, told()]).toEqual([1, 2, ["ON_LINE 0"]]);
  });

  it("takes the backlog, keeps the old one for nil, and refuses a negative one", () => {
    const { socket, card, make, lines } = rig();
    const ctrl = make();
    const backlogs: unknown[] = [];
    for (const backlog of [3, null, 1.5 as never, 0, undefined, "7" as never]) {
      socket.listen(ctrl, backlog);
      backlogs.push(card.listener.options.backlog);
      socket.discon(ctrl);
    }
    expect(backlogs).toEqual([3, 3, 3, 1, 1, 7]);
    expect(socket.listen(ctrl, -1)).toEqual([false, false]);
    expect(lines).toEqual(["warn socket listen: backlog is -1; expected an integer of at least 0"]);
  });

  it("is refused with a number of clients on a card that serves one at a time, which says so, and listens without", () => {
    const { socket, card, make, settle, state, told, lines } = rig();
    card.traits = { ...card.traits, clients: "one" };
    const ctrl = make();
    expect(socket.listen(ctrl, 4)).toEqual([false, false]);
    expect([state(ctrl), lines.splice(0)]).toEqual([STATES.LINK_OFF, ["warn socket listen: backlog is 4; expected 0, or nil, on the adapter fake, which serves one client at a time"]]);
    expect(socket.listen(ctrl)).toEqual([true, false]);
    settle();
    expect(socket.listen(ctrl, 1)).toEqual([false, false]);
    expect(socket.listen(ctrl, 0)).toEqual([true, false]);
    card.listener.client({ host: "10.0.0.9", port: 50_001 });
    expect([state(ctrl), told()]).toEqual([STATES.ONLINE, ["ON_LINE 0"]]);
    expect(socket.accept(ctrl, "CLIENT")).toEqual([true, undefined, "10.0.0.9", 50_001]);
  });

  it("is refused while it connects, is on line or disconnects", () => {
    const { socket, card, make, online } = rig();
    const [connected] = online();
    const [leaving] = online();
    socket.discon(leaving);
    card.auto = false;
    const connecting = make();
    socket.connect(connecting, "10.0.0.1", 80);
    for (const ctrl of [connected, leaving, connecting]) expect(socket.listen(ctrl)).toEqual([false, false]);
  });

  it("tells ON_LINE -1 when the port is taken, and must be closed before it can listen again", () => {
    const { socket, card, make, settle, state, told } = rig();
    card.busyPorts.add(4000);
    const ctrl = make();
    socket.config(ctrl, 4000);
    expect(socket.listen(ctrl)).toEqual([true, false]);
    settle();
    expect([state(ctrl), told()]).toEqual([STATES.CONNECTING, ["ON_LINE -1"]]);
    expect(socket.listen(ctrl)).toEqual([false, false]);
    card.busyPorts.clear();
    socket.close(ctrl);
    expect(socket.listen(ctrl)).toEqual([true, false]);
    settle();
    expect([state(ctrl), told()]).toEqual([STATES.LISTEN, []]);
  });

  it("waits for the link without a time limit", () => {
    const { socket, card, clock, make, settle, state, told } = rig();
    card.setLink(false);
    const ctrl = make();
    socket.config(ctrl, 4000);
    expect([socket.listen(ctrl), socket.listen(ctrl)]).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(state(ctrl)).toBe(STATES.LINK_OFF);
    clock.advance(86_400_000);
    card.setLink(true);
    settle();
    expect([state(ctrl), told(), card.open()]).toEqual([STATES.LISTEN, [], ["listener on 4000"]]);
  });

  it("breaks with ON_LINE -1 when the link is lost, and does not listen again by itself", () => {
    for (const backlog of [0, 3]) {
      const { socket, card, listening, settle, state, told } = rig();
      const ctrl = listening(backlog);
      card.setLink(false);
      settle();
      expect([state(ctrl), told()]).toEqual([STATES.LISTEN, ["ON_LINE -1"]]);
      card.setLink(true);
      settle();
      expect([told(), card.open(), socket.listen(ctrl)]).toEqual([[], [], [false, false]]);
      socket.close(ctrl);
      expect(socket.listen(ctrl)).toEqual([true, false]);
    }
  });

  it("starts again after close and after discon", () => {
    const { socket, card, listening, settle, state } = rig();
    const ctrl = listening();
    for (const end of ["close", "discon"] as const) {
      socket[end](ctrl);
      expect([state(ctrl), card.open()]).toEqual([STATES.OFF_LINE, []]);
      expect(socket.listen(ctrl)).toEqual([true, false]);
      settle();
      expect([state(ctrl), card.open()]).toEqual([STATES.LISTEN, ["listener on 4000"]]);
    }
  });

  it("lets nothing be sent, read or waited for", () => {
    const { socket, listening } = rig();
    const ctrl = listening();
    expect([socket.tx(ctrl, "x"), socket.rx(ctrl), socket.wait(ctrl), socket.read(ctrl)]).toEqual([
      [false, false, false],
      [false, 0],
      [false, false],
      [false],
    ]);
  });
});

describe("a one-to-one server", () => {
  it("becomes its first client's connection", () => {
    const { socket, card, listening, settle, state, told } = rig();
    const ctrl = listening();
    const { from, stream } = card.listener.client();
    expect([state(ctrl), told()]).toEqual([STATES.ONLINE, ["ON_LINE 0"]]);
    expect(socket.accept(ctrl, null)).toEqual([true, undefined, from.host, from.port]);
    stream.receive("hello");
    expect([told(), shown(socket.read(ctrl)[1])]).toEqual([["EVENT 0"], "hello"]);
    expect(socket.tx(ctrl, "reply")).toEqual([true, false, false]);
    settle();
    expect([stream.text, told()]).toEqual(["reply", ["TX_OK 0"]]);
  });

  it("turns other clients away while it has one, silently", () => {
    const { card, listening, settle, told } = rig();
    listening();
    const first = card.listener.client();
    const second = card.listener.client();
    settle();
    expect([first.state, second.state, told()]).toEqual(["accepted", "refused", ["ON_LINE 0"]]);
  });

  it("is told of its client's end, and serves the next one after discon and listen", () => {
    const { socket, card, listening, settle, state, told } = rig();
    const ctrl = listening();
    card.listener.client().stream.fin();
    expect([state(ctrl), told()]).toEqual([STATES.ONLINE, ["ON_LINE 0", "EVENT -1"]]);
    expect([card.listener.client().state, told()]).toEqual(["refused", []]);
    expect(socket.discon(ctrl)).toEqual([true, false]);
    settle();
    expect([state(ctrl), told(), card.open()]).toEqual([STATES.OFF_LINE, ["CLOSED 0"], []]);
    expect(socket.listen(ctrl)).toEqual([true, false]);
    settle();
    card.listener.client();
    expect([state(ctrl), told()]).toEqual([STATES.ONLINE, ["ON_LINE 0"]]);
  });

  it("accept is a formality, which is always true", () => {
    const { socket, make, listening } = rig();
    for (const ctrl of [make(), listening()]) {
      for (const cb of [null, undefined, () => undefined, "TASK"]) {
        expect(socket.accept(ctrl, cb)).toEqual([true, undefined, "0.0.0.0", 0]);
      }
    }
  });
});

describe("a one-to-many server", () => {
  it("tells ON_LINE 0 for each client, stays in state 6, and gives each a ctrl of its own", () => {
    const { socket, card, listening, settle, state, told } = rig();
    const server = listening(3);
    const offers = [card.listener.client(), card.listener.client()];
    expect([state(server), told()]).toEqual([STATES.LISTEN, ["ON_LINE 0", "ON_LINE 0"]]);
    const got: string[] = [];
    const clients = offers.map(({ from }) => {
      const [ok, client, ip, port] = socket.accept(server, (ctrl, event, param) => {
        got.push(`${String(ctrl)} ${eventName(event)} ${param}`);
      });
      expect([ok, ip, port]).toEqual([true, from.host, from.port]);
      return client as Ctrl;
    });
    expect(clients.map(state)).toEqual([STATES.ONLINE, STATES.ONLINE]);
    offers[1]?.stream.receive("second");
    offers[0]?.stream.receive("first");
    settle();
    expect(got).toEqual([`${String(clients[1])} EVENT 0`, `${String(clients[0])} EVENT 0`]);
    expect(clients.map((client) => shown(socket.read(client)[1]))).toEqual(["first", "second"]);
    expect([state(server), told()]).toEqual([STATES.LISTEN, []]);
  });

  it("accept before any client is false, and true as soon as there is one", () => {
    const { socket, card, listening } = rig();
    const server = listening(1);
    expect(socket.accept(server, () => undefined)).toEqual([false, undefined]);
    card.listener.client();
    expect(socket.accept(server, () => undefined)[0]).toBe(true);
    expect(socket.accept(server, () => undefined)).toEqual([false, undefined]);
  });

  it("can accept inside the event, again and again", () => {
    const { socket, card, listening, told } = rig();
    const clients: unknown[] = [];
    listening(1, (ctrl, event) => {
      if (event === "ON_LINE") clients.push(socket.accept(ctrl, () => undefined)[1]);
    });
    for (let i = 0; i < 5; i++) card.listener.client();
    expect(told()).toHaveLength(5);
    expect(new Set(clients.map(String)).size).toBe(5);
    expect(card.listener.turnedAway).toBe(0);
  });

  it("honours the backlog: more clients than that are turned away", () => {
    const { socket, card, listening, told } = rig();
    const server = listening(2);
    for (let i = 0; i < 4; i++) card.listener.client();
    expect([told(), card.listener.turnedAway]).toEqual([["ON_LINE 0", "ON_LINE 0"], 2]);
    socket.accept(server, () => undefined);
    card.listener.client();
    expect(told()).toEqual(["ON_LINE 0"]);
  });

  it("keeps what a client sends, and its end, until it is accepted", () => {
    const { socket, card, listening, settle } = rig();
    const server = listening(1);
    const offer = card.listener.client();
    offer.stream.receive("ear");
    offer.stream.receive("ly");
    offer.stream.fin();
    const got: string[] = [];
    const [, client] = socket.accept(server, (_ctrl, event, param) => got.push(`${eventName(event)} ${param}`));
    expect(got).toEqual([]);
    settle();
    expect(got).toEqual(["EVENT 0", "EVENT 0", "EVENT -1"]);
    expect(shown(socket.read(client)[1])).toBe("early");
  });

  it("gives clients that can be sent to, disconnected and released on their own", () => {
    const { socket, card, listening, settle, state } = rig();
    const server = listening(2);
    const offer = card.listener.client();
    const got: string[] = [];
    const client = socket.accept(server, (_ctrl, event, param) => got.push(`${eventName(event)} ${param}`))[1] as Ctrl;
    socket.tx(client, "hello");
    settle();
    socket.discon(client);
    settle();
    expect([offer.stream.text, got, state(client)]).toEqual(["hello", ["TX_OK 0", "CLOSED 0"], STATES.OFF_LINE]);
    socket.release(client);
    expect([socket.state(client), state(server)]).toEqual([[], STATES.LISTEN]);
  });

  it("delivers a client's events to a task's name or as a topic, as for create", () => {
    const { socket, corelib, card, listening, settle } = rig();
    const server = listening(2);
    const got: unknown[] = [];
    corelib.sys.subscribe("NWCTRL*", (...args: unknown[]) => got.push(args));
    card.listener.client().stream.receive("x");
    const [, client] = socket.accept(server);
    settle();
    expect(got).toEqual([[16, Number(String(client).slice(5)), socket.EVENT, 0]]);
  });

  it("accepts no more clients than there may be sockets, and keeps the others waiting", () => {
    const { socket, card, listening, lines } = rig({ limits: { sockets: 2 } });
    const server = listening(3);
    card.listener.client();
    card.listener.client();
    const [, first] = socket.accept(server, () => undefined);
    expect(socket.accept(server, () => undefined)).toEqual([false, undefined]);
    expect(lines).toEqual(["warn socket accept: all 2 sockets are in use"]);
    socket.release(first);
    expect(socket.accept(server, () => undefined)[0]).toBe(true);
  });

  it("turns away who waits when it is closed; its clients live on", () => {
    const { socket, card, listening, state } = rig();
    const server = listening(3);
    const [first, second] = [card.listener.client(), card.listener.client()];
    const client = socket.accept(server, () => undefined)[1] as Ctrl;
    socket.close(server);
    expect([first.state, second.state, state(client)]).toEqual(["accepted", "refused", STATES.ONLINE]);
    expect(socket.accept(server, () => undefined)).toEqual([false, undefined]);
    first.stream.receive("still here");
    expect(shown(socket.read(client)[1])).toBe("still here");
  });
});
