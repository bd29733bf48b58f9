import { describe, expect, it } from "vitest";
import { Engine } from "../../../src/runtime/engine.js";
import { Hosts } from "../../../src/runtime/hosts.js";
import { Recorder } from "../recorder.js";
import { world } from "../world.js";

const THREE = ["10.0.0.5", "10.0.0.6", "10.0.0.7"];

/** A socket that dials the first of some addresses; each stream waits for the test. */
function dialing(addresses: readonly string[], patience?: number) {
  const made = world();
  made.card.auto = false;
  const owner = made.make();
  owner.hearsAttempts = true;
  if (patience !== undefined) owner.socket.patience = patience;
  owner.socket.connect("a.test", 80);
  made.card.lookup.answer({ addresses });
  return { ...made, owner, dialed: () => made.card.streams.map((one) => one.peer.host) };
}

describe("Socket.connect to several addresses", () => {
  it("tells of each that fails before it dials the next, and knows them until it is closed", () => {
    const { card, owner, dialed } = dialing(THREE);
    card.stream.fail({ reason: "refused" });
    expect([owner.told(), dialed()]).toEqual([["attempt failed: 10.0.0.5 refused"], ["10.0.0.5", "10.0.0.6"]]);
    expect(owner.socket.attempts.map(({ to, fault }) => [to, fault?.reason])).toEqual([
      [{ host: "10.0.0.5", port: 80 }, "refused"],
      [{ host: "10.0.0.6", port: 80 }, undefined],
    ]);
    card.stream.fail({ reason: "unreachable" });
    card.stream.fail();
    expect(owner.told()).toEqual(["attempt failed: 10.0.0.6 unreachable", "attempt failed: 10.0.0.7 broken", "failed: broken"]);
    expect(owner.socket.attempts).toHaveLength(3);
    owner.socket.close();
    expect(owner.socket.attempts).toEqual([]);
  });

  it("tells of a handshake that fails, which ends it all, and of nothing once it was on line", () => {
    const { card, owner } = dialing(THREE);
    card.stream.connect();
    card.stream.fail({ reason: "reset" });
    expect(owner.told()).toEqual(["connected", "broken: reset"]);
    const { card: other, make } = world();
    other.auto = false;
    const secure = make();
    secure.hearsAttempts = true;
    secure.socket.tls = { credentials: other.credentials({ verify: false }) as never };
    secure.socket.connect("a.test", 80);
    other.lookup.answer({ addresses: THREE });
    other.stream.connect();
    other.stream.fail({ reason: "tls", tls: "expired" });
    expect([secure.told(), other.streams.length]).toEqual([["attempt failed: 10.0.0.5 tls", "failed: tls"], 1]);
  });

  it("gives up an address without an answer after 30 s, as LuatOS does on a computer, but never the last", () => {
    const { clock, card, owner, dialed } = dialing(THREE);
    clock.advance(29_999);
    expect(dialed()).toEqual(["10.0.0.5"]);
    clock.advance(1);
    expect([dialed(), card.open()]).toEqual([["10.0.0.5", "10.0.0.6"], ["stream to 10.0.0.6:80, dialing"]]);
    clock.advance(30_000);
    expect([owner.told(), clock.waiting]).toEqual([["attempt failed: 10.0.0.5 timeout", "attempt failed: 10.0.0.6 timeout"], 0]);
    clock.advance(1_000_000);
    expect([owner.told(), card.open()]).toEqual([[], ["stream to 10.0.0.7:80, dialing"]]);
  });

  it("shares the time of its owner among the addresses that are left, at least 2 s for each", () => {
    const { clock, card, dialed } = dialing(THREE, 15_000);
    clock.advance(4_999);
    expect(dialed()).toHaveLength(1);
    clock.advance(1);
    expect(dialed()).toHaveLength(2);
    clock.advance(1_000);
    card.stream.fail({ reason: "refused" });
    expect([dialed().length, clock.waiting]).toEqual([3, 0]);
    const short = dialing(THREE, 3_000);
    short.clock.advance(1_999);
    expect(short.dialed()).toHaveLength(1);
    short.clock.advance(1);
    expect(short.dialed()).toHaveLength(2);
  });

  it("gives up no handshake, and nothing where there is one address: no timer is left", () => {
    const { clock, card, owner } = dialing(THREE);
    card.stream.connect();
    expect([owner.told(), clock.waiting]).toEqual([["connected"], 0]);
    expect(dialing(["10.0.0.5"]).clock.waiting).toBe(0);
    const literal = world();
    literal.card.auto = false;
    literal.make().socket.connect("10.0.0.5", 80);
    expect(literal.clock.waiting).toBe(0);
  });

  it("leaves no timer behind when it is closed, or loses its link, meanwhile", () => {
    const { clock, card, owner } = dialing(THREE);
    expect(clock.waiting).toBe(1);
    owner.socket.close();
    expect([clock.waiting, card.open()]).toEqual([0, []]);
    const lost = dialing(THREE);
    lost.card.setLink(false);
    lost.engine.linkChanged(lost.card, false);
    expect([lost.clock.waiting, lost.card.open(), lost.owner.told().at(-1)]).toEqual([0, [], "failed: link"]);
  });

  it("goes on with what its owner began instead, when it hears of an address that failed", () => {
    const { card, make } = world();
    card.auto = false;
    const owner = make((_, socket) => {
      socket.close();
      socket.connect("10.0.0.9", 81);
    });
    owner.hearsAttempts = true;
    owner.socket.connect("a.test", 80);
    card.lookup.answer({ addresses: THREE });
    card.stream.fail({ reason: "refused" });
    expect(card.open()).toEqual(["stream to 10.0.0.9:81, dialing"]);
  });
});

describe("Socket and the hosts of its engine", () => {
  function withHosts(names: "resolve" | "opaque" = "resolve") {
    const { clock, card } = world();
    card.traits = { ...card.traits, names };
    const engine = new Engine(clock, undefined, new Hosts({ "a.test": ["10.0.0.5", "fd00::5"] }, clock));
    return { clock, card, make: () => new Recorder(engine, card) };
  }

  it.each(["resolve", "opaque"] as const)("asks them instead of a card whose names are %s, and dials the addresses", (names) => {
    const { clock, card, make } = withHosts(names);
    const owner = make();
    card.refusing.add("10.0.0.5");
    owner.socket.connect("A.test", 80);
    expect(card.streams).toEqual([]);
    clock.settle();
    expect([card.lookups.length, card.streams.map((one) => one.peer.host), owner.told()]).toEqual([0, ["10.0.0.5", "fd00::5"], ["connected"]]);
    expect(owner.socket.addresses).toEqual(["10.0.0.5", "fd00::5"]);
  });

  it("asks the card for all other names, and nobody for addresses", () => {
    const { clock, card, make } = withHosts();
    card.names.set("b.test", ["10.0.0.6"]);
    make().socket.connect("b.test", 80);
    make().socket.connect("10.0.0.5", 80);
    clock.settle();
    expect([card.lookups.map((one) => one.name), card.streams.map((one) => one.peer.host)]).toEqual([["b.test"], ["10.0.0.5", "10.0.0.6"]]);
  });

  it("asks nobody else where they have no address of the kind, and for UDP, too", () => {
    const { clock, card, make } = withHosts("opaque");
    const [six, udp, only] = [make(), make(), make()];
    six.socket.connect("a.test", 80, { family: 6 });
    udp.socket.udp = true;
    udp.socket.connect("a.test", 80, { family: 4 });
    only.socket.connect("a.test", 0);
    clock.settle();
    expect([card.stream.peer.host, card.datagrams.options.peer?.host]).toEqual(["fd00::5", "10.0.0.5"]);
    expect([only.told(), only.socket.addresses, card.streams.length]).toEqual([["connected"], ["10.0.0.5", "fd00::5"], 1]);
  });

  it("hears no answer after close", () => {
    const { clock, card, make } = withHosts();
    const owner = make();
    owner.socket.connect("a.test", 80);
    owner.socket.close();
    clock.settle();
    expect([owner.told(), card.streams]).toEqual([[], []]);
  });
});
