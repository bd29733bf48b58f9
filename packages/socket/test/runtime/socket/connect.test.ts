import { describe, expect, it } from "vitest";
import { PENDING, REFUSED } from "../../../src/core/step.js";
import { STATES } from "../../../src/ids.js";
import { world } from "../world.js";

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

  it("knows its target from the start until it is closed, also when it fails; a look-up alone has none", () => {
    const { clock, card, make } = world();
    card.refusing.add("10.0.0.1");
    const { socket } = make();
    expect(socket.target).toBeUndefined();
    socket.connect("10.0.0.1", 80);
    expect(socket.target).toEqual({ host: "10.0.0.1", port: 80 });
    clock.settle();
    expect(socket.target).toEqual({ host: "10.0.0.1", port: 80 });
    socket.close();
    socket.connect("a.test", 0);
    expect(socket.target).toBeUndefined();
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
