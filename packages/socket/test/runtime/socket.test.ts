import { FULL, SENT, TAKEN, type DiagnosticEvent } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { DONE, PENDING, REFUSED } from "../../src/core/step.js";
import { STATES } from "../../src/ids.js";
import { Engine } from "../../src/runtime/engine.js";
import { CANNOT, Socket } from "../../src/runtime/socket.js";
import { FakeCard } from "../fake-card.js";
import type { FakeStream } from "../fake-stream.js";
import { HandClock } from "../hand-clock.js";
import { Recorder } from "./recorder.js";

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const shown = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

interface World {
  readonly clock: HandClock;
  readonly card: FakeCard;
  readonly engine: Engine;
  readonly news: DiagnosticEvent[];
  make(then?: Recorder["then"]): Recorder;
  connect(then?: Recorder["then"]): [Recorder, Socket, FakeStream];
  listen(settings?: Partial<Pick<Socket, "many" | "backlog" | "localPort" | "localHost">>): [Recorder, Socket];
}

function world(): World {
  const clock = new HandClock();
  const card = new FakeCard(clock);
  const news: DiagnosticEvent[] = [];
  const engine = new Engine(clock, (event) => news.push(event));
  const make: World["make"] = (then) => new Recorder(engine, card, then);
  return {
    clock,
    card,
    engine,
    news,
    make,
    connect(then) {
      const owner = make(then);
      expect(owner.socket.connect("10.0.0.1", 80)).toBe(PENDING);
      clock.settle();
      expect(owner.told()).toEqual(["connected"]);
      return [owner, owner.socket, card.stream];
    },
    listen(settings = {}) {
      const owner = make();
      Object.assign(owner.socket, { localPort: 4000 }, settings);
      expect(owner.socket.listen()).toBe(PENDING);
      clock.settle();
      owner.told();
      return [owner, owner.socket];
    },
  };
}

describe("Socket.connect", () => {
  it("dials with the settings and tells both ends", () => {
    const { clock, card, make } = world();
    const owner = make();
    const { socket } = owner;
    socket.localPort = 5000;
    socket.keepAlive = { idle: 3, interval: 2, count: 1 };
    expect(socket.connect("10.0.0.1", 80)).toBe(PENDING);
    expect(card.stream.options).toEqual({ localPort: 5000, keepAlive: { idle: 3, interval: 2, count: 1 } });
    clock.settle();
    expect(owner.told()).toEqual(["connected"]);
    expect([socket.local, socket.peer]).toEqual([
      { host: "10.0.0.2", port: 5000 },
      { host: "10.0.0.1", port: 80 },
    ]);
  });

  it("tries the addresses of a name in turn, each on a new stream, and fails with the last one's fault", () => {
    const { clock, card, make } = world();
    card.names.set("a.test", ["10.0.0.5", "10.0.0.6", "10.0.0.7"]);
    for (const address of card.names.get("a.test") ?? []) card.refusing.add(address);
    const owner = make();
    owner.socket.connect("a.test", 80);
    clock.settle();
    expect(card.streams.map((one) => one.peer.host)).toEqual(["10.0.0.5", "10.0.0.6", "10.0.0.7"]);
    expect(owner.told()).toEqual(["failed: refused"]);
    expect(owner.socket.fault).toEqual({ reason: "refused", errno: "ECONNREFUSED" });
    expect(owner.socket.addresses).toEqual(["10.0.0.5", "10.0.0.6", "10.0.0.7"]);
  });

  it("stops at the first address that answers", () => {
    const { clock, card, make } = world();
    card.names.set("a.test", ["10.0.0.5", "10.0.0.6", "10.0.0.7"]);
    card.refusing.add("10.0.0.5");
    const owner = make();
    owner.socket.connect("a.test", 80);
    clock.settle();
    expect(owner.told()).toEqual(["connected"]);
    expect(card.open()).toEqual(["stream to 10.0.0.6:80, up"]);
  });

  it("does not try the next address when the link is lost", () => {
    const { clock, card, make } = world();
    card.auto = false;
    const owner = make();
    owner.socket.connect("a.test", 80);
    card.lookup.answer({ addresses: ["10.0.0.5", "10.0.0.6"] });
    card.setLink(false);
    clock.settle();
    expect(owner.told()).toEqual(["failed: link"]);
    expect(card.streams).toHaveLength(1);
  });

  it("is refused while a low-level socket exists, even one that failed, and changes nothing", () => {
    const { clock, card, make } = world();
    card.names.set("a.test", ["10.0.0.5"]);
    card.refusing.add("10.0.0.5");
    const owner = make();
    owner.socket.connect("a.test", 80);
    clock.settle();
    expect(owner.socket.connect("10.0.0.1", 80)).toBe(REFUSED);
    expect(owner.socket.addresses).toEqual(["10.0.0.5"]);
    expect(card.streams).toHaveLength(1);
    owner.socket.close();
    expect(owner.socket.connect("10.0.0.1", 80)).toBe(PENDING);
  });

  it("begins anew while a name is looked up, and forgets that name", () => {
    const { clock, card, make } = world();
    card.auto = false;
    const owner = make();
    owner.socket.connect("a.test", 80);
    const first = card.lookup;
    expect(owner.socket.connect("b.test", 80)).toBe(PENDING);
    expect(first.waiting).toBe(false);
    first.answer({ addresses: ["10.0.0.5"] });
    card.lookup.answer({ addresses: ["10.0.0.6"] });
    card.stream.connect();
    clock.settle();
    expect(card.streams.map((one) => one.peer.host)).toEqual(["10.0.0.6"]);
    expect(owner.told()).toEqual(["connected"]);
  });

  it("passes names on to cards that dial them", () => {
    const { clock, card, make } = world();
    card.traits = { ...card.traits, names: "opaque" };
    const owner = make();
    owner.socket.connect("a.test", 80);
    clock.settle();
    expect([card.lookups.length, card.stream.peer.host]).toEqual([0, "a.test"]);
    expect(owner.socket.addresses).toEqual([]);
  });

  it("treats a missing fault as unknown", () => {
    const { card, make } = world();
    card.auto = false;
    const owner = make();
    owner.socket.connect("10.0.0.1", 80);
    card.stream.fail();
    expect(owner.told()).toEqual(["failed: broken"]);
  });
});

describe("Socket with TLS", () => {
  it("is on line when the handshake is done, and does not fall back when it fails", () => {
    const { card, make } = world();
    card.auto = false;
    const dial = card.dial.bind(card);
    card.dial = (to, options, sink) => dial(to, { ...options, secure: { credentials: undefined as never } }, sink);
    const owner = make();
    owner.socket.secure = true;
    owner.socket.connect("a.test", 443);
    card.lookup.answer({ addresses: ["10.0.0.5", "10.0.0.6"] });
    card.stream.connect();
    expect([owner.socket.state, owner.told()]).toEqual([STATES.SHAKEHAND, []]);
    card.stream.fail({ reason: "tls", tls: "bad_certificate" });
    expect(owner.told()).toEqual(["failed: tls"]);
    expect(card.streams).toHaveLength(1);

    owner.socket.close();
    owner.socket.connect("10.0.0.5", 443);
    card.stream.connect();
    card.stream.secure();
    expect([owner.socket.state, owner.told()]).toEqual([STATES.ONLINE, ["connected"]]);
  });

  it("fails, and lets go of the stream, when the peer ends during the handshake", () => {
    const { card, make } = world();
    card.auto = false;
    const dial = card.dial.bind(card);
    card.dial = (to, options, sink) => dial(to, { ...options, secure: { credentials: undefined as never } }, sink);
    const owner = make();
    owner.socket.secure = true;
    owner.socket.connect("10.0.0.5", 443);
    card.stream.connect();
    card.stream.sink.ended();
    expect(owner.told()).toEqual(["failed: broken"]);
    expect(card.open()).toEqual([]);
    expect(owner.socket.connect("10.0.0.5", 443)).toBe(REFUSED);
  });
});

describe("Socket.tx", () => {
  it("cannot before the connection, after it broke, while disconnecting, and after close", () => {
    const { connect, make } = world();
    expect(make().socket.tx(text("x"))).toBe(CANNOT);
    const [, broken, stream] = connect();
    stream.fail({ reason: "reset" });
    expect(broken.tx(text("x"))).toBe(CANNOT);
    const [, leaving] = connect();
    leaving.discon();
    expect(leaving.tx(text("x"))).toBe(CANNOT);
    const [, closed] = connect();
    closed.close();
    expect(closed.tx(text("x"))).toBe(CANNOT);
  });

  it("is full until the card has drained, and then tells it", () => {
    const { clock, connect } = world();
    const [owner, socket, stream] = connect();
    stream.slow = true;
    stream.highWater = 4000;
    expect(socket.tx(new Uint8Array(4000))).toBe(TAKEN);
    expect(socket.tx(new Uint8Array(4000))).toBe(FULL);
    expect(socket.tx(text("small too"))).toBe(FULL);
    expect(socket.outgoing.accepted).toBe(4000);
    stream.pass(1000);
    expect(owner.told()).toEqual(["acked 1000"]);
    expect(socket.tx(text("still"))).toBe(FULL);
    stream.pass();
    expect(owner.told()).toEqual(["acked 4000", "writable"]);
    expect(socket.tx(text("now"))).toBe(TAKEN);
    clock.settle();
    expect(stream.queued).toBe(3);
  });

  it("takes empty bytes even when it is full", () => {
    const { connect } = world();
    const [, socket, stream] = connect();
    stream.slow = true;
    stream.highWater = 1;
    socket.tx(new Uint8Array(3000));
    expect(socket.tx(new Uint8Array(3000))).toBe(FULL);
    expect(socket.tx(new Uint8Array(0))).toBe(TAKEN);
  });

  it("tells that the bytes are sent which were gathered while the card was full", () => {
    const { clock, connect } = world();
    const [owner, socket, stream] = connect();
    stream.slow = true;
    stream.highWater = 4000;
    socket.tx(new Uint8Array(4000));
    socket.tx(text("gathered"));
    clock.settle();
    expect(socket.outgoing.gathered).toBe(8);
    stream.slow = false;
    stream.pass();
    expect(owner.told()).toEqual(["acked 4000", "acked 4008", "writable"]);
    expect(stream.text.slice(-8)).toBe("gathered");
  });

  it("stays full when a card that drained cannot take what was gathered", () => {
    const { clock, connect } = world();
    const [owner, socket, stream] = connect();
    stream.slow = true;
    stream.highWater = 4000;
    socket.tx(new Uint8Array(4000));
    socket.tx(text("gathered"));
    clock.settle();
    const send = stream.send.bind(stream);
    stream.send = () => FULL;
    stream.pass();
    expect([owner.told(), socket.tx(text("x"))]).toEqual([["acked 4000"], FULL]);
    stream.send = send;
    stream.sink.drained();
    expect(owner.told()).toEqual(["writable"]);
    stream.pass();
    expect([owner.told(), stream.text.slice(-8)]).toEqual([["acked 4008"], "gathered"]);
  });

  it("goes out at once when asked to", () => {
    const { connect } = world();
    const [, socket, stream] = connect();
    expect(socket.tx(text("x"), true)).toBe(SENT);
    expect(stream.text).toBe("x");
  });
});

describe("Socket.push", () => {
  it("says SENT only when the system has all that was accepted", () => {
    const { connect } = world();
    const [owner, socket, stream] = connect();
    stream.slow = true;
    socket.tx(new Uint8Array(3000));
    expect(socket.push()).toBe(TAKEN);
    stream.slow = false;
    stream.pass();
    owner.told();
    socket.tx(text("x"));
    expect(socket.push()).toBe(SENT);
    expect(socket.push()).toBe(SENT);
    expect(owner.told()).toEqual([]);
  });

  it("says FULL when the card is, and without a stream", () => {
    const { connect, make } = world();
    const [, socket, stream] = connect();
    stream.slow = true;
    stream.highWater = 1;
    socket.tx(new Uint8Array(3000));
    socket.tx(text("x"));
    expect(socket.push()).toBe(FULL);
    expect(socket.tx(text("y"))).toBe(FULL);
    expect(make().socket.push()).toBe(FULL);
  });
});

describe("Socket.received", () => {
  it("lets the owner read inside the call, and keeps what it left", () => {
    const { connect } = world();
    const got: string[] = [];
    const [owner, socket, stream] = connect((fact, one) => {
      if (fact === "received") got.push(shown(one.take(3)));
    });
    stream.receive("abcdef");
    expect(got).toEqual(["abc"]);
    expect([socket.available, shown(socket.takeFront()), socket.receivedTotal]).toEqual([3, "def", 6]);
    expect(owner.told()).toEqual(["received"]);
  });

  it("takes bytes that are its own as well as lent ones", () => {
    const { connect } = world();
    const [, socket, stream] = connect();
    stream.receive("ab", true);
    stream.receive("cd", false);
    stream.receive("ef", true);
    const target = new Uint8Array(8);
    expect(socket.read(target, 1, 4)).toBe(4);
    expect(shown(target.subarray(1, 5))).toBe("abcd");
    const seen: string[] = [];
    socket.visit((view) => {
      seen.push(shown(view));
      return 1;
    });
    expect([seen, shown(socket.take(9))]).toEqual([["ef"], "f"]);
  });

  it("pauses the stream at 128 KiB unread and resumes it below half of that", () => {
    const { connect } = world();
    const [, socket, stream] = connect();
    const half = new Uint8Array(65_536);
    stream.receive(half);
    expect(stream.paused).toBe(false);
    stream.receive(half);
    expect(stream.paused).toBe(true);
    socket.take(65_536);
    expect(stream.paused).toBe(true);
    socket.take(1);
    expect(stream.paused).toBe(false);
  });

  it("loses nothing that arrived while it was paused, in any way of reading", () => {
    const { clock, connect } = world();
    const [, socket, stream] = connect();
    stream.receive(new Uint8Array(65_536), false);
    stream.receive(new Uint8Array(65_536), false);
    stream.receive("late");
    expect(socket.available).toBe(131_072);
    socket.takeFront();
    socket.visit((view) => view.length);
    clock.settle();
    expect(shown(socket.take(100))).toBe("late");
  });

  it("keeps unread bytes readable after a break until they are read", () => {
    const { connect } = world();
    const [owner, socket, stream] = connect();
    stream.receive("rest");
    stream.fail({ reason: "reset" });
    expect(owner.told()).toEqual(["received", "broken: reset"]);
    expect(socket.readable).toBe(true);
    expect(shown(socket.take(99))).toBe("rest");
    expect(socket.readable).toBe(false);
  });

  it("bears an owner that closes inside the call", () => {
    const { connect } = world();
    const [, socket, stream] = connect((fact, one) => {
      if (fact === "received") one.close();
    });
    stream.receive("x".repeat(60_000));
    expect([socket.available, stream.phase]).toEqual([0, "destroyed"]);
  });
});

describe("Socket.discon", () => {
  it("sends what was accepted, then FIN, and is over when the peer has ended too", () => {
    const { clock, connect } = world();
    const [owner, socket, stream] = connect();
    socket.tx(text("last words"));
    expect(socket.discon()).toBe(PENDING);
    expect([socket.state, stream.text, stream.finished]).toEqual([STATES.DISCONNECTING, "last words", true]);
    clock.settle();
    expect([owner.told(), socket.state]).toEqual([["disconnected"], STATES.OFF_LINE]);
    expect(socket.discon()).toBe(DONE);
  });

  it("waits until a full card has taken what was gathered", () => {
    const { clock, connect } = world();
    const [owner, socket, stream] = connect();
    stream.slow = true;
    stream.highWater = 3000;
    socket.tx(new Uint8Array(3000));
    socket.tx(text("end"));
    socket.discon();
    clock.settle();
    expect(stream.finished).toBe(false);
    stream.pass();
    expect(stream.finished).toBe(true);
    stream.pass();
    clock.settle();
    expect(stream.text.slice(-3)).toBe("end");
    expect(owner.told()).toEqual(["disconnected"]);
  });

  it("resumes a paused stream, whose peer's end would go unseen, and drops what arrives", () => {
    const { clock, card, connect } = world();
    card.peersEndToo = false;
    const [owner, socket, stream] = connect();
    stream.receive(new Uint8Array(65_536));
    stream.receive(new Uint8Array(65_536));
    stream.receive("more");
    stream.fin();
    owner.told();
    socket.discon();
    clock.settle();
    expect([owner.told(), socket.available]).toEqual([["disconnected"], 0]);
  });

  it("still answers later when the connection has ended by itself", () => {
    const { clock, connect } = world();
    const [owner, socket, stream] = connect();
    stream.fail({ reason: "reset" });
    owner.told();
    expect(socket.discon()).toBe(PENDING);
    expect(owner.told()).toEqual([]);
    clock.settle();
    expect([owner.told(), socket.state]).toEqual([["disconnected"], STATES.OFF_LINE]);
  });

  it("is forgotten by close, and then nothing is told", () => {
    const { clock, connect } = world();
    const [owner, socket, stream] = connect();
    stream.fail({ reason: "reset" });
    owner.told();
    socket.discon();
    socket.close();
    clock.settle();
    expect([owner.told(), socket.state]).toEqual([[], STATES.OFF_LINE]);
  });
});

describe("Socket, half-open", () => {
  it("goes on sending after the peer's FIN, until both have ended", () => {
    const { clock, connect } = world();
    const [owner, socket, stream] = connect();
    socket.halfOpen = true;
    stream.fin();
    expect(owner.told()).toEqual(["ended"]);
    socket.tx(text("answer"), true);
    expect(stream.text).toBe("answer");
    socket.discon();
    clock.settle();
    expect(owner.told()).toEqual(["disconnected"]);
  });
});

describe("Socket.close, reset and release", () => {
  it("close sends what was gathered and destroys the stream", () => {
    const { connect } = world();
    const [owner, socket, stream] = connect();
    socket.tx(text("bye"));
    socket.close();
    expect([stream.text, stream.phase, stream.destroyedHow]).toEqual(["bye", "destroyed", "abort"]);
    expect([owner.told(), socket.available, socket.local, socket.peer]).toEqual([[], 0, undefined, undefined]);
  });

  it("reset lets the peer see a reset", () => {
    const { connect } = world();
    const [owner, socket, stream] = connect();
    socket.reset();
    expect([stream.destroyedHow, owner.told()]).toEqual(["reset", []]);
    expect(socket.open).toBe(false);
  });

  it("release ends it for good", () => {
    const { engine, card, make } = world();
    const { socket } = make();
    socket.release();
    socket.release();
    expect(engine.sockets.size).toBe(0);
    expect([socket.connect("10.0.0.1", 80), socket.listen()]).toEqual([REFUSED, REFUSED]);
    expect(card.open()).toEqual([]);
  });

  it("detach lets the device forget a broken one, whose bytes can still be read", () => {
    const { engine, connect } = world();
    const [, socket, stream] = connect();
    stream.receive("rest");
    stream.fail({ reason: "reset" });
    socket.detach();
    expect(engine.sockets.size).toBe(0);
    expect(shown(socket.take(9))).toBe("rest");
  });
});

describe("Socket.listen", () => {
  it("listens with the settings", () => {
    const { card, listen } = world();
    const [, socket] = listen({ many: true, backlog: 3, localHost: "10.0.0.2" });
    expect(card.listener.options).toEqual({ port: 4000, host: "10.0.0.2", backlog: 3, keepAlive: undefined });
    expect(socket.local).toEqual({ host: "10.0.0.2", port: 4000 });
  });

  it("one to many: keeps clients in order until they are accepted, as new sockets with the same settings", () => {
    const { card, clock, listen } = world();
    const [owner, socket] = listen({ many: true, backlog: 3 });
    socket.keepAlive = { idle: 1, interval: 1, count: 1 };
    const offers = [card.listener.client(), card.listener.client()];
    expect([owner.told(), socket.waiting]).toEqual([["offered", "offered"], 2]);
    for (const offer of offers) {
      const client = socket.accept() as Socket;
      expect([client.peer, client.state, client.keepAlive]).toEqual([offer.from, STATES.ONLINE, socket.keepAlive]);
    }
    expect([socket.accept(), socket.waiting]).toEqual([undefined, 0]);
    clock.settle();
  });

  it("keeps bytes, and the end, of a client that is not accepted yet", () => {
    const { card, clock, engine, listen } = world();
    const [, socket] = listen({ many: true });
    const offer = card.listener.client();
    offer.stream.receive("early");
    offer.stream.fin();
    const client = new Recorder(engine, card, () => undefined, socket.accept());
    client.reads = true;
    clock.settle();
    expect([client.text, client.told()]).toEqual(["early", ["received", "broken: in order"]]);
  });

  it("one to one: becomes the first client's connection and turns others away", () => {
    const { card, listen } = world();
    const [owner, socket] = listen();
    const first = card.listener.client();
    expect([owner.told(), socket.state, socket.peer, first.state]).toEqual([["connected"], STATES.ONLINE, first.from, "accepted"]);
    const second = card.listener.client();
    expect([owner.told(), second.state]).toEqual([[], "refused"]);
    first.stream.receive("hello");
    expect(shown(socket.take(9))).toBe("hello");
  });

  it("one to one: a connection outlives its listener, also while it disconnects", () => {
    const { card, clock, listen } = world();
    const [owner, socket] = listen();
    const { stream } = card.listener.client();
    owner.told();
    card.listener.fail({ reason: "broken" });
    expect([owner.told(), stream.alive]).toEqual([[], true]);
    expect(socket.tx(text("x"), true)).toBe(SENT);

    const [second, other] = listen();
    const client = card.listener.client();
    card.peersEndToo = false;
    other.discon();
    second.told();
    card.listener.fail({ reason: "broken" });
    clock.settle();
    expect([second.told(), other.state]).toEqual([[], STATES.DISCONNECTING]);
    client.stream.fin();
    expect([second.told(), other.state]).toEqual([["disconnected"], STATES.OFF_LINE]);
  });

  it("fails when it cannot bind, and then must be closed first", () => {
    const { card, clock, make } = world();
    card.busyPorts.add(4000);
    const owner = make();
    owner.socket.localPort = 4000;
    owner.socket.listen();
    clock.settle();
    expect(owner.told()).toEqual(["failed: in-use"]);
    expect(owner.socket.listen()).toBe(REFUSED);
    card.busyPorts.clear();
    owner.socket.close();
    owner.socket.listen();
    clock.settle();
    expect(owner.told()).toEqual(["listening on 10.0.0.2:4000"]);
  });

  it("fails when the listener stops by itself, and lets go of clients that wait", () => {
    const { card, listen } = world();
    const [owner, socket] = listen({ many: true, backlog: 2 });
    card.listener.client();
    owner.told();
    card.listener.fail({ reason: "broken" });
    expect(owner.told()).toEqual(["failed: broken"]);
    expect([socket.waiting, socket.accept(), socket.listen()]).toEqual([0, undefined, REFUSED]);
    socket.close();
    expect(socket.listen()).toBe(PENDING);
  });

  it("refuses clients that wait when it is closed", () => {
    const { card, listen } = world();
    const [, socket] = listen({ many: true, backlog: 2 });
    const offers = [card.listener.client(), card.listener.client()];
    socket.close();
    expect(offers.map((one) => one.state)).toEqual(["refused", "refused"]);
    expect(card.open()).toEqual([]);
  });
});

describe("Socket and the link", () => {
  it("waits for the link, then goes on by itself", () => {
    const { card, clock, engine, make } = world();
    card.setLink(false);
    const [client, named, server, asking] = [make(), make(), make(), make()];
    client.socket.connect("10.0.0.1", 80);
    named.socket.connect("a.test", 80);
    server.socket.localPort = 4000;
    server.socket.listen();
    asking.socket.linkup();
    card.names.set("a.test", ["10.0.0.1"]);
    clock.settle();
    expect(card.open()).toEqual([]);
    card.setLink(true);
    engine.linkChanged(card, true);
    clock.settle();
    expect([client.told(), named.told(), server.told(), asking.told()]).toEqual([
      ["linked", "connected"],
      ["linked", "connected"],
      ["linked", "listening on 10.0.0.2:4000"],
      ["linked"],
    ]);
  });

  it.each([true, false])("breaks once when the link is lost, streams ended first: %s", (endsFirst) => {
    const { card, clock, engine, connect, listen } = world();
    card.endsFirst = endsFirst;
    card.watch((up) => {
      engine.linkChanged(card, up);
    });
    const [owner] = connect();
    const [server, many] = listen({ many: true });
    const [one] = listen();
    card.listener.client();
    one.told();
    card.setLink(false);
    clock.settle();
    expect([owner.told(), server.told(), one.told()]).toEqual([["broken: link"], ["failed: link"], ["broken: link"]]);
    expect(card.open()).toEqual([]);
    expect(many.waiting).toBe(0);
  });

  it("is cut when the link is lost while disconnecting", () => {
    const { card, engine, connect } = world();
    const [owner, socket] = connect();
    card.peersEndToo = false;
    socket.discon();
    card.setLink(false);
    engine.linkChanged(card, false);
    expect([owner.told(), socket.state]).toEqual([["cut"], STATES.OFF_LINE]);
  });
});

describe("Socket's diagnostics", () => {
  it("tell each step of a connection once", () => {
    const { card, clock, news, connect } = world();
    const [, socket, stream] = connect();
    const { local, peer } = socket;
    stream.fail({ reason: "reset" });
    socket.discon();
    clock.settle();
    socket.close();
    socket.release();
    const { id } = socket;
    expect(news).toEqual([
      { kind: "dialed", id, card: card.name, to: { host: "10.0.0.1", port: 80 } },
      { kind: "connected", id, local, peer },
      { kind: "broke", id, fault: { reason: "reset" } },
      { kind: "closed", id },
    ]);
  });

  it("tell each step of a server once", () => {
    const { card, news, listen } = world();
    const [, socket] = listen({ many: true });
    const local = socket.local;
    const { from } = card.listener.client();
    const client = socket.accept() as Socket;
    client.release();
    card.listener.fail({ reason: "broken" });
    socket.release();
    expect(news).toEqual([
      { kind: "listened", id: socket.id, card: card.name, local },
      { kind: "accepted", id: client.id, from },
      { kind: "closed", id: client.id },
      { kind: "broke", id: socket.id, fault: { reason: "broken" } },
      { kind: "closed", id: socket.id },
    ]);
  });

  it("tell nothing of a socket that never did anything", () => {
    const { news, make } = world();
    const { socket } = make();
    socket.close();
    socket.discon();
    socket.release();
    expect(news).toEqual([]);
  });

  it("are not needed", () => {
    const clock = new HandClock();
    const socket = new Socket(new Engine(clock), new FakeCard(clock));
    socket.connect("10.0.0.1", 80);
    clock.settle();
    socket.release();
  });
});
