import { FULL, SENT, TAKEN } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { DONE, PENDING, REFUSED } from "../../../src/core/step.js";
import { STATES } from "../../../src/ids.js";
import { CANNOT, type Socket } from "../../../src/runtime/socket.js";
import type { FakeCard } from "../../fake-card.js";
import type { Recorder } from "../recorder.js";
import { shown, text, world, type World } from "../world.js";

const PEER = { host: "10.0.0.1", port: 80 };

/** A socket that is set to UDP. */
function udp(one: World): Recorder {
  const owner = one.make();
  owner.socket.udp = true;
  return owner;
}

/** Lets the device follow the card's link. */
function follow({ card, engine }: World): FakeCard {
  card.watch((up) => {
    engine.linkChanged(card, up);
  });
  return card;
}

const next = (socket: Socket): string | undefined => {
  const arrival = socket.takeDatagram();
  return arrival && `${arrival.from.host}:${arrival.from.port} ${shown(arrival.bytes)}`;
};

describe("Socket.connect with UDP", () => {
  it("binds with the settings and the peer, dials nothing, and tells it later", () => {
    const one = world();
    const owner = udp(one);
    const { socket } = owner;
    socket.localPort = 5000;
    socket.localHost = "10.0.0.2";
    expect([socket.connect("10.0.0.1", 80), socket.state, owner.told()]).toEqual([PENDING, STATES.CONNECTING, []]);
    expect(one.card.datagrams.options).toEqual({ port: 5000, host: "10.0.0.2", peer: PEER });
    one.clock.settle();
    expect([owner.told(), socket.state]).toEqual([["connected"], STATES.ONLINE]);
    expect([socket.local, socket.peer]).toEqual([{ host: "10.0.0.2", port: 5000 }, PEER]);
    expect([one.card.streams, one.card.open()]).toEqual([[], ["datagrams on 5000"]]);
  });

  it("has no peer with a literal address and port 0, and takes datagrams from anyone", () => {
    const { bind } = world();
    const [owner, socket, low] = bind(undefined, "255.255.255.255", 0);
    expect([low.options.peer, socket.peer]).toEqual([undefined, undefined]);
    low.receive("a", { from: { host: "10.0.0.7", port: 7 } });
    low.receive("b", { from: { host: "fd00::8", port: 8 } });
    expect(owner.told()).toEqual(["received", "received"]);
    expect([next(socket), next(socket), next(socket)]).toEqual(["10.0.0.7:7 a", "fd00::8:8 b", undefined]);
  });

  it("looks a name up and binds to its first address", () => {
    const { card, bind } = world();
    card.names.set("a.test", ["10.0.0.5", "10.0.0.6"]);
    const [, socket, low] = bind(undefined, "a.test", 80);
    expect([low.options.peer, socket.peer]).toEqual([
      { host: "10.0.0.5", port: 80 },
      { host: "10.0.0.5", port: 80 },
    ]);
    expect([socket.addresses, card.open().length]).toEqual([["10.0.0.5", "10.0.0.6"], 1]);
  });

  it("only looks a name with port 0 up", () => {
    const one = world();
    one.card.names.set("a.test", ["10.0.0.5"]);
    const owner = udp(one);
    owner.socket.connect("a.test", 0);
    one.clock.settle();
    expect([owner.told(), owner.socket.state, owner.socket.addresses]).toEqual([["connected"], STATES.OFF_LINE, ["10.0.0.5"]]);
    expect([one.card.datagramSockets, owner.socket.open]).toEqual([[], false]);
  });

  it("fails where the card dials names by itself, for it binds to no name; literal addresses are none", () => {
    const one = world();
    const { card, clock } = one;
    card.traits = { ...card.traits, names: "opaque" };
    const owner = udp(one);
    for (const port of [80, 0]) {
      expect(owner.socket.connect("a.test", port)).toBe(PENDING);
      clock.settle();
      expect([owner.told(), card.datagramSockets, card.misuse]).toEqual([["failed: unsupported"], [], []]);
    }
    owner.socket.connect("10.0.0.1", 80);
    clock.settle();
    expect(owner.told()).toEqual(["connected"]);
  });

  it("fails when it cannot bind, and then must be closed first", () => {
    const one = world();
    one.card.busyPorts.add(5000);
    const owner = udp(one);
    owner.socket.localPort = 5000;
    owner.socket.connect("10.0.0.1", 80);
    one.clock.settle();
    expect([owner.told(), owner.socket.state, owner.socket.fault]).toEqual([["failed: in-use"], STATES.CONNECTING, { reason: "in-use", errno: "EADDRINUSE" }]);
    expect(owner.socket.connect("10.0.0.1", 80)).toBe(REFUSED);
    owner.socket.close();
    one.card.busyPorts.clear();
    owner.socket.connect("10.0.0.1", 80);
    one.clock.settle();
    expect([owner.told(), one.card.open()]).toEqual([["connected"], ["datagrams on 5000"]]);
  });

  it("tries the addresses of a name in turn when binding fails, and lets go of each", () => {
    const one = world();
    one.card.names.set("a.test", ["10.0.0.5", "10.0.0.6"]);
    one.card.busyPorts.add(5000);
    const owner = udp(one);
    owner.socket.localPort = 5000;
    owner.socket.connect("a.test", 80);
    one.clock.settle();
    expect(one.card.datagramSockets.map((low) => low.options.peer?.host)).toEqual(["10.0.0.5", "10.0.0.6"]);
    expect([owner.told(), one.card.open()]).toEqual([["failed: in-use"], []]);
  });

  it("can be a stream the next time, and datagrams again", () => {
    const { card, clock, bind } = world();
    const [owner, socket] = bind();
    socket.udp = false;
    expect(socket.txTo(text("x"))).toBe(SENT);
    socket.close();
    socket.connect("10.0.0.1", 80);
    clock.settle();
    expect([owner.told(), card.open(), socket.txTo(text("x"))]).toEqual([["connected"], ["stream to 10.0.0.1:80, up"], CANNOT]);
    socket.close();
    socket.udp = true;
    socket.connect("10.0.0.1", 80);
    clock.settle();
    expect([socket.txTo(text("x")), socket.tx(text("x")), card.misuse]).toEqual([SENT, CANNOT, []]);
  });

  it("tells the diagnostics of each step once", () => {
    const { card, news, bind } = world();
    const [, socket, low] = bind();
    const { id, local } = socket;
    low.fail({ reason: "broken" });
    socket.close();
    socket.release();
    expect(news).toEqual([
      { kind: "bound", id, card: card.name, local },
      { kind: "broke", id, online: true, fault: { reason: "broken" } },
      { kind: "closed", id, received: 0, sent: 0 },
    ]);
  });
});

describe("Socket.txTo", () => {
  it("sends to the peer, or where it is told to, and counts datagrams", () => {
    const { bind, card } = world();
    const [owner, socket, low] = bind();
    expect([socket.txTo(text("peer")), socket.txTo(text("else"), { host: "10.0.0.7", port: 7 }), socket.txTo(text(""))]).toEqual([SENT, SENT, SENT]);
    expect(low.texts).toEqual(["10.0.0.1:80 peer", "10.0.0.7:7 else", "10.0.0.1:80 "]);
    expect([socket.outgoing.accepted, socket.outgoing.sent, owner.told(), card.misuse]).toEqual([3, 3, [], []]);
  });

  it("cannot before it is bound, after a break and after close", () => {
    const one = world();
    const { socket } = udp(one);
    expect(socket.txTo(text("x"))).toBe(CANNOT);
    socket.connect("10.0.0.1", 80);
    expect(socket.txTo(text("x"))).toBe(CANNOT);
    const [, broken, low] = one.bind();
    low.fail({ reason: "broken" });
    expect(broken.txTo(text("x"))).toBe(CANNOT);
    const [, closed] = one.bind();
    closed.close();
    expect(closed.txTo(text("x"))).toBe(CANNOT);
    expect([broken.outgoing.accepted, one.card.misuse]).toEqual([0, []]);
  });

  it("TAKEN is told when the system has it; FULL takes nothing until the card has drained", () => {
    const { bind } = world();
    const [owner, socket, low] = bind();
    low.slow = true;
    low.highWater = 4;
    const send = (what: string): number => socket.txTo(text(what));
    expect(["1", "2", "3", "4", "5", "6"].map(send)).toEqual([TAKEN, TAKEN, TAKEN, TAKEN, FULL, FULL]);
    expect(socket.outgoing).toMatchObject({ accepted: 4, sent: 0 });
    low.pass(1);
    expect([owner.told(), send("7")]).toEqual([["acked 1"], FULL]);
    low.pass(2);
    expect(owner.told()).toEqual(["acked 3", "writable"]);
    expect(send("8")).toBe(TAKEN);
    low.pass();
    expect([owner.told(), socket.outgoing.accepted, low.wire.length]).toEqual([["acked 5"], 5, 5]);
  });

  it("asks a full card nothing before it has drained, and asks again once all is sent", () => {
    const { bind } = world();
    const [owner, socket, low] = bind((fact, one) => {
      if (fact === "acked 1") expect(one.txTo(text("inside"))).toBe(TAKEN);
    });
    low.slow = true;
    low.highWater = 1;
    expect([socket.txTo(text("1")), socket.txTo(text("2"))]).toEqual([TAKEN, FULL]);
    const { send } = low;
    let asked = 0;
    low.send = (bytes, to) => {
      asked++;
      return send.call(low, bytes, to);
    };
    expect([socket.txTo(text("3")), asked]).toEqual([FULL, 0]);
    low.pass();
    expect([asked, owner.told()]).toEqual([1, ["acked 1"]]);
  });

  it("is not full any more on the next connection, and counts from 0", () => {
    const { bind, clock } = world();
    const [owner, socket, low] = bind();
    low.slow = true;
    low.highWater = 1;
    expect([socket.txTo(text("1")), socket.txTo(text("2"))]).toEqual([TAKEN, FULL]);
    socket.close();
    socket.connect("10.0.0.1", 80);
    clock.settle();
    expect([socket.txTo(text("3")), socket.outgoing.accepted, owner.told()]).toEqual([SENT, 1, ["connected"]]);
  });

  it("tells of a datagram that could not be sent, or came back, and lives on", () => {
    const { bind } = world();
    const [owner, socket, low] = bind();
    low.slow = true;
    socket.txTo(text("1"));
    socket.txTo(text("2"));
    low.pass(2, [2]);
    low.bounce();
    expect(owner.told()).toEqual(["undelivered 2: unreachable", "acked 2", "undelivered ?: refused"]);
    expect([socket.writable, socket.fault, socket.txTo(text("3"))]).toEqual([true, undefined, TAKEN]);
  });
});

describe("Socket's datagrams", () => {
  it("arrive whole, may be taken inside the call, and count as fresh until one is taken", () => {
    const { bind } = world();
    const got: Array<string | undefined> = [];
    const [owner, socket, low] = bind((fact, one) => {
      if (fact === "received") got.push(next(one));
    });
    low.receive("one");
    low.receive("");
    expect([got, owner.told()]).toEqual([["10.0.0.1:80 one", "10.0.0.1:80 "], ["received", "received"]]);
    expect([socket.fresh, socket.firstDatagram, socket.receivedTotal]).toEqual([false, undefined, 3]);
    const [, other, far] = bind();
    far.receive("a");
    far.receive("b");
    expect([other.fresh, shown(other.firstDatagram?.bytes as Uint8Array), next(other), other.fresh]).toEqual([true, "a", "10.0.0.1:80 a", false]);
  });

  it("are dropped and counted when nobody reads, until the next connection", () => {
    const { bind, clock } = world();
    const [, socket, low] = bind();
    for (let n = 0; n < 4; n++) low.receive(new Uint8Array(60_000));
    expect(socket.dropped).toBe(2);
    socket.close();
    expect(socket.dropped).toBe(0);
    socket.connect("10.0.0.1", 80);
    clock.settle();
    expect([socket.dropped, socket.firstDatagram]).toEqual([0, undefined]);
  });

  it("can be read after a break until there are no more", () => {
    const { bind } = world();
    const [owner, socket, low] = bind();
    low.receive("1");
    low.receive("2");
    low.fail({ reason: "broken" });
    expect(owner.told()).toEqual(["received", "received", "broken: broken"]);
    expect([socket.readable, next(socket), socket.readable, next(socket), socket.readable]).toEqual([true, "10.0.0.1:80 1", true, "10.0.0.1:80 2", false]);
  });
});

describe("Socket over datagrams and the link", () => {
  it("waits for the link, then binds by itself", () => {
    const one = world();
    const card = follow(one);
    card.names.set("a.test", ["10.0.0.5"]);
    card.setLink(false);
    const [literal, named] = [udp(one), udp(one)];
    expect([literal.socket.connect("10.0.0.1", 80), named.socket.connect("a.test", 80)]).toEqual([PENDING, PENDING]);
    one.clock.settle();
    expect([card.open(), literal.socket.state]).toEqual([[], STATES.LINK_OFF]);
    card.setLink(true);
    one.clock.settle();
    expect([literal.told(), named.told(), card.open().length]).toEqual([["linked", "connected"], ["linked", "connected"], 2]);
  });

  it.each([true, false])("breaks once when the link is lost, and does not come back by itself; its socket ended first: %s", (endsFirst) => {
    const one = world();
    const card = follow(one);
    card.endsFirst = endsFirst;
    const [owner, socket, low] = one.bind();
    low.receive("rest");
    owner.told();
    card.setLink(false);
    one.clock.settle();
    expect([owner.told(), socket.state, socket.fault, card.open()]).toEqual([["broken: link"], STATES.ONLINE, { reason: "link" }, []]);
    card.setLink(true);
    one.clock.settle();
    expect([owner.told(), card.open(), next(socket)]).toEqual([["linked"], [], "10.0.0.1:80 rest"]);
    expect(socket.connect("10.0.0.1", 80)).toBe(REFUSED);
  });

  it.each([true, false])("fails once, and lets go, when the link is lost while it binds; its socket ended first: %s", (endsFirst) => {
    const one = world();
    const card = follow(one);
    card.endsFirst = endsFirst;
    card.auto = false;
    const owner = udp(one);
    owner.socket.connect("10.0.0.1", 80);
    card.setLink(false);
    card.datagrams.start();
    one.clock.settle();
    expect([owner.told(), owner.socket.state, card.open()]).toEqual([["failed: link"], STATES.CONNECTING, []]);
  });
});

describe("the end of a Socket over datagrams", () => {
  it("discon is done at once, and nothing is told", () => {
    const { bind, card, clock } = world();
    const [owner, socket, low] = bind();
    low.receive("unread");
    owner.told();
    expect([socket.discon(), socket.state, low.phase]).toEqual([DONE, STATES.OFF_LINE, "closed"]);
    clock.settle();
    expect([owner.told(), socket.fresh, socket.firstDatagram, socket.local, socket.peer, card.open()]).toEqual([[], false, undefined, undefined, undefined, []]);
    expect(socket.connect("10.0.0.1", 80)).toBe(PENDING);
  });

  it("discon is done at once after a break too", () => {
    const { bind } = world();
    const [owner, socket, low] = bind();
    low.fail({ reason: "broken" });
    owner.told();
    expect([socket.discon(), socket.state, owner.told()]).toEqual([DONE, STATES.OFF_LINE, []]);
  });

  it("close is silent, keeps the state's number, and forgets what is unread", () => {
    const { bind, card, clock } = world();
    const [owner, socket, low] = bind();
    low.receive("unread");
    owner.told();
    socket.close();
    clock.settle();
    expect([owner.told(), socket.state, socket.readable, next(socket), card.open()]).toEqual([[], STATES.ONLINE, false, undefined, []]);
  });

  it("close while it binds is silent", () => {
    const one = world();
    const owner = udp(one);
    owner.socket.connect("10.0.0.1", 80);
    owner.socket.close();
    one.clock.settle();
    expect([owner.told(), one.card.open()]).toEqual([[], []]);
  });

  it("release ends it for good", () => {
    const { bind, card, engine } = world();
    const [, socket] = bind();
    socket.release();
    expect([card.open(), engine.sockets.size, socket.connect("10.0.0.1", 80)]).toEqual([[], 0, REFUSED]);
  });

  it("bears an owner that closes inside the call", () => {
    const { bind, card } = world();
    const [owner, socket, low] = bind((fact, one) => {
      if (fact === "received" || fact.startsWith("acked")) one.close();
    });
    low.slow = true;
    low.highWater = 1;
    socket.txTo(text("x"));
    socket.txTo(text("full"));
    low.pass();
    low.receive("late");
    expect([owner.told(), card.open(), card.misuse]).toEqual([["acked 1"], [], []]);
  });
});

describe("Socket.breakSoon", () => {
  const fault = { reason: "size" } as const;

  it("breaks it later, once, and lets go of the card's socket; what is unread can still be read", () => {
    const { bind, card, clock } = world();
    const [owner, socket, low] = bind();
    low.receive("rest");
    owner.told();
    socket.breakSoon(fault);
    socket.breakSoon(fault);
    expect([owner.told(), socket.writable, low.phase]).toEqual([[], true, "open"]);
    clock.settle();
    expect([owner.told(), socket.fault, socket.writable, low.phase, next(socket)]).toEqual([["broken: size"], fault, false, "closed", "10.0.0.1:80 rest"]);
    expect([card.open(), card.misuse]).toEqual([[], []]);
  });

  it.each(["close", "discon", "release"] as const)("is forgotten by %s", (how) => {
    const { bind, clock } = world();
    const [owner, socket] = bind();
    socket.breakSoon(fault);
    socket[how]();
    clock.settle();
    expect(owner.told()).toEqual([]);
  });

  it("never breaks a newer attempt", () => {
    const { bind, clock } = world();
    const [owner, socket] = bind();
    socket.breakSoon(fault);
    socket.close();
    socket.connect("10.0.0.1", 80);
    clock.settle();
    expect([owner.told(), socket.writable]).toEqual([["connected"], true]);
    socket.breakSoon(fault);
    socket.close();
    socket.udp = false;
    socket.connect("10.0.0.1", 80);
    clock.settle();
    expect([owner.told(), socket.writable]).toEqual([["connected"], true]);
  });

  it("tells nothing more of what has broken by itself meanwhile, or is not there", () => {
    const { bind, connect, clock, make } = world();
    const [owner, socket, low] = bind();
    socket.breakSoon(fault);
    low.fail({ reason: "link" });
    const [stream, one, far] = connect();
    one.breakSoon(fault);
    far.fail({ reason: "reset" });
    const none = make();
    none.socket.breakSoon(fault);
    clock.settle();
    expect([owner.told(), stream.told(), none.told()]).toEqual([["broken: link"], ["broken: reset"], []]);
  });

  it("breaks a stream too", () => {
    const { connect, clock } = world();
    const [owner, socket, stream] = connect();
    socket.breakSoon(fault);
    clock.settle();
    expect([owner.told(), socket.writable, stream.phase]).toEqual([["broken: size"], false, "destroyed"]);
  });
});
