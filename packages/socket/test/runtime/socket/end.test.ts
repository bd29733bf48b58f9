import { describe, expect, it } from "vitest";
import { DONE, PENDING, REFUSED } from "../../../src/core/step.js";
import { STATES } from "../../../src/ids.js";
import { Engine } from "../../../src/runtime/engine.js";
import { Socket } from "../../../src/runtime/socket.js";
import { FakeCard } from "../../fake-card.js";
import { HandClock } from "../../hand-clock.js";
import { shown, text, world } from "../world.js";

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
      { kind: "broke", id, online: true, fault: { reason: "reset" } },
      { kind: "closed", id, received: 0, sent: 0 },
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
      { kind: "closed", id: client.id, received: 0, sent: 0 },
      { kind: "broke", id: socket.id, online: false, fault: { reason: "broken" } },
      { kind: "closed", id: socket.id, received: 0, sent: 0 },
    ]);
  });

  it("tell the bytes in all, once, when it broke and is forgotten as when it is closed", () => {
    const { news, connect, bind } = world();
    const [, socket, stream] = connect();
    socket.tx(text("hello"));
    stream.receive("hi");
    stream.fin();
    socket.detach();
    socket.release();
    expect(news.slice(2)).toEqual([
      { kind: "broke", id: socket.id, online: true, fault: undefined },
      { kind: "closed", id: socket.id, received: 2, sent: 5 },
    ]);
    const [, datagrams, low] = bind();
    datagrams.txTo(text("hello"));
    datagrams.txTo(text("you"));
    low.receive("hi");
    datagrams.release();
    expect(news.at(-1)).toEqual({ kind: "closed", id: datagrams.id, received: 2, sent: 8 });
  });

  it("tell that what failed is closed before it is told to connect anew", () => {
    const { card, clock, news, make } = world();
    const { socket } = make();
    card.names.set("a.test", []);
    socket.connect("a.test", 80);
    clock.settle();
    socket.connect("10.0.0.1", 80);
    clock.settle();
    expect(news.map(({ kind }) => kind)).toEqual(["asked", "broke", "closed", "dialed", "connected"]);
    expect(news[0]).toMatchObject({ to: { host: "a.test", port: 80 } });
    expect(news[1]).toMatchObject({ online: false, fault: { reason: "name" } });
  });

  it("tell when the peer ended its side, and what became of datagrams", () => {
    const { card, news, connect, bind } = world();
    const [owner, socket, stream] = connect();
    socket.halfOpen = true;
    stream.fin();
    expect([owner.told(), news.at(-1)]).toEqual([["ended"], { kind: "ended", id: socket.id }]);
    const [, datagrams, low] = bind();
    low.bounce();
    expect(news.at(-1)).toEqual({ kind: "undelivered", id: datagrams.id, fault: { reason: "refused" } });
    for (let i = 0; i < 2; i++) low.receive(new Uint8Array(65_500));
    expect(news.at(-1)).toEqual({ kind: "dropped", id: datagrams.id, from: { host: "10.0.0.1", port: 80 } });
    expect([datagrams.dropped, card.misuse]).toEqual([1, []]);
  });

  it("tell of each client that is not taken", () => {
    const { card, news, listen } = world();
    const [, socket] = listen({ many: true, backlog: 3 });
    const [first, second] = [card.listener.client(), card.listener.client()];
    socket.turnAway();
    expect(news.at(-1)).toEqual({ kind: "refused", id: socket.id, from: first.from });
    socket.close();
    expect(news.slice(-2)).toEqual([
      { kind: "refused", id: socket.id, from: second.from },
      { kind: "closed", id: socket.id, received: 0, sent: 0 },
    ]);
  });

  it("tell of calls that waited in vain", () => {
    const { news, connect } = world();
    const [, socket] = connect();
    socket.timedOut("receive", 1_500);
    expect(news.at(-1)).toEqual({ kind: "timed-out", id: socket.id, op: "receive", after: 1_500 });
  });

  it("go to all who observe, with the device's clock, until each is stopped", () => {
    const { clock, engine, news, make } = world();
    const told: unknown[] = [];
    const stop = engine.observe((event, time) => told.push([event.kind, time]));
    const { socket } = make();
    socket.connect("10.0.0.1", 80);
    stop();
    stop();
    socket.close();
    expect(told).toEqual([["dialed", clock]]);
    expect(news.map(({ kind }) => kind)).toEqual(["dialed", "closed"]);
    expect(new Engine(clock).diagnostics).toBe(undefined);
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
