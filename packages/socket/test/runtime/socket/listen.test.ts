import { SENT } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { PENDING, REFUSED } from "../../../src/core/step.js";
import { STATES } from "../../../src/ids.js";
import type { Socket } from "../../../src/runtime/socket.js";
import { Recorder } from "../recorder.js";
import { shown, text, world } from "../world.js";

describe("Socket.listen", () => {
  it("listens with the settings", () => {
    const { card, listen } = world();
    const [, socket] = listen({ many: true, backlog: 3, localHost: "10.0.0.2" });
    expect(card.listener.options).toEqual({ port: 4000, host: "10.0.0.2", backlog: 3, keepAlive: undefined });
    expect(socket.local).toEqual({ host: "10.0.0.2", port: 4000 });
  });

  it("one to many: keeps clients in order until they are accepted, as new sockets, half-open as it is", () => {
    const { card, clock, listen } = world();
    const [owner, socket] = listen({ many: true, backlog: 3 });
    socket.halfOpen = true;
    const offers = [card.listener.client(), card.listener.client()];
    expect([owner.told(), socket.waiting]).toEqual([["offered", "offered"], 2]);
    for (const offer of offers) {
      const client = socket.accept() as Socket;
      expect([client.peer, client.state, client.halfOpen]).toEqual([offer.from, STATES.ONLINE, true]);
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
