import { describe, expect, it } from "vitest";
import { DONE, PENDING } from "../../src/core/step.js";
import { interleave } from "../../src/runtime/race.js";
import { SECURED, type FakeStream } from "../fake-stream.js";
import type { Recorder } from "./recorder.js";
import { world, type World } from "./world.js";

const FOUR = ["fd00::5", "fd00::6", "10.0.0.5", "10.0.0.6"];

interface Start extends World {
  readonly owner: Recorder;
  /** The addresses that were dialled, and their streams. */
  dialed(): string[];
  stream(place: number): FakeStream;
}

/** A race whose first address is being dialled; each stream waits for the test. */
function race({ addresses = FOUR, tls = false, then = undefined as Parameters<World["make"]>[0] } = {}): Start {
  const made = world();
  const { card } = made;
  card.auto = false;
  const owner = made.make(then);
  owner.hearsAttempts = true;
  owner.socket.attemptDelay = 250;
  if (tls) owner.socket.tls = { credentials: card.credentials({ verify: false }) as never };
  expect(owner.socket.connect("a.test", 80)).toBe(PENDING);
  card.lookup.answer({ addresses });
  return { ...made, owner, dialed: () => card.streams.map((one) => one.peer.host), stream: (place) => card.streams[place] as FakeStream };
}

describe("interleave", () => {
  it("takes both kinds in turn, the first one first, and keeps the order of each", () => {
    expect(interleave(FOUR)).toEqual(["fd00::5", "10.0.0.5", "fd00::6", "10.0.0.6"]);
    expect(interleave(["10.0.0.5", "fd00::5", "fd00::6", "fd00::7"])).toEqual(["10.0.0.5", "fd00::5", "fd00::6", "fd00::7"]);
    expect(interleave(["10.0.0.5", "10.0.0.6"])).toEqual(["10.0.0.5", "10.0.0.6"]);
    expect(interleave([])).toEqual([]);
  });
});

describe("a race of addresses", () => {
  it("dials the next one after the delay, not earlier, and never more than there are", () => {
    const { clock, dialed, card } = race();
    clock.advance(249);
    expect(dialed()).toEqual(["fd00::5"]);
    clock.advance(1);
    expect(dialed()).toEqual(["fd00::5", "10.0.0.5"]);
    clock.advance(10_000);
    expect(dialed()).toEqual(["fd00::5", "10.0.0.5", "fd00::6", "10.0.0.6"]);
    expect([card.open().length, clock.waiting]).toEqual([4, 0]);
  });

  it("dials the next one at once when one fails, and waits anew from there", () => {
    const { clock, dialed, stream } = race();
    clock.advance(200);
    stream(0).fail({ reason: "refused" });
    expect(dialed()).toHaveLength(2);
    clock.advance(249);
    expect(dialed()).toHaveLength(2);
    clock.advance(1);
    expect(dialed()).toHaveLength(3);
  });

  it("is won by the first that is connected; the others end, and only the winner is heard", () => {
    const { clock, card, owner, stream } = race();
    clock.advance(500);
    stream(1).connect();
    expect(owner.told()).toEqual(["connected"]);
    expect([owner.socket.peer?.host, card.open(), clock.waiting]).toEqual(["10.0.0.5", ["stream to 10.0.0.5:80, up"], 0]);
    owner.reads = true;
    stream(1).receive("hello");
    owner.socket.tx(new TextEncoder().encode("welcome"), true);
    expect([owner.text, stream(1).text]).toEqual(["hello", "welcome"]);
    stream(1).fin();
    expect(owner.told()).toEqual(["received", "broken: in order"]);
  });

  it("goes on as any connection: back-pressure, pause and orderly end", () => {
    const { clock, owner, stream } = race();
    stream(0).slow = true;
    stream(0).highWater = 1;
    stream(0).connect();
    const { socket } = owner;
    socket.tx(new Uint8Array(10), true);
    expect(socket.tx(new Uint8Array(10), true)).toBe(0);
    stream(0).pass();
    stream(0).receive(new Uint8Array(200_000), false);
    expect(stream(0).paused).toBe(true);
    socket.take(200_000);
    expect(stream(0).paused).toBe(false);
    expect(owner.told()).toEqual(["connected", "acked 10", "writable", "received"]);
    expect(socket.discon()).toBe(PENDING);
    clock.settle();
    expect(owner.told()).toEqual(["disconnected"]);
  });

  it("counts the handshake in: the first that is secured wins", () => {
    const { clock, card, owner, stream } = race({ tls: true });
    clock.advance(250);
    stream(0).connect();
    stream(1).connect();
    expect(owner.told()).toEqual([]);
    stream(1).secure();
    expect(owner.told()).toEqual(["connected"]);
    expect([owner.socket.security, owner.socket.peer?.host]).toEqual([SECURED, "10.0.0.5"]);
    expect(card.open()).toEqual(["stream to 10.0.0.5:80, up"]);
  });

  it("takes a handshake that fails, or that the peer ends, for an address that failed", () => {
    const { owner, stream, dialed } = race({ tls: true, addresses: ["10.0.0.5", "10.0.0.6", "10.0.0.7"] });
    stream(0).connect();
    stream(0).fail({ reason: "tls", tls: "expired" });
    stream(1).connect();
    stream(1).sink.ended();
    expect([stream(1).phase, dialed().length]).toEqual(["destroyed", 3]);
    stream(2).connect();
    stream(2).secure();
    expect(owner.told()).toEqual(["attempt failed: 10.0.0.5 tls", "attempt failed: 10.0.0.6 broken", "connected"]);
  });

  it("fails when all have failed, with the fault of the last one, and knows each", () => {
    const { clock, card, owner, stream } = race({ addresses: ["10.0.0.5", "10.0.0.6", "10.0.0.7"] });
    clock.advance(600);
    stream(2).fail({ reason: "refused" });
    stream(0).fail({ reason: "unreachable" });
    stream(1).fail();
    expect(owner.told()).toEqual([
      "attempt failed: 10.0.0.7 refused",
      "attempt failed: 10.0.0.5 unreachable",
      "attempt failed: 10.0.0.6 broken",
      "failed: broken",
    ]);
    expect(owner.socket.attempts.map(({ to, fault }) => [to.host, to.port, fault?.reason])).toEqual([
      ["10.0.0.5", 80, "unreachable"],
      ["10.0.0.6", 80, "broken"],
      ["10.0.0.7", 80, "refused"],
    ]);
    expect([card.open(), clock.waiting]).toEqual([[], 0]);
  });

  it.each(["close", "release", "reset", "discon"] as const)("leaves nothing behind after %s", (how) => {
    const { clock, card, owner, stream } = race();
    clock.advance(300);
    const result: unknown = owner.socket[how]();
    if (how === "discon") expect(result).toBe(DONE);
    expect([card.open(), clock.waiting]).toEqual([[], 0]);
    stream(0).connect();
    clock.advance(1_000);
    expect(owner.told()).toEqual([]);
    expect(card.streams).toHaveLength(2);
  });

  it.each([true, false])("fails once, and dials nothing more, when the link is lost; streams ended first: %s", (endsFirst) => {
    const { clock, card, engine, owner } = race();
    card.endsFirst = endsFirst;
    card.watch((up) => {
      engine.linkChanged(card, up);
    });
    clock.advance(300);
    owner.told();
    card.setLink(false);
    clock.advance(1_000);
    expect(owner.told().filter((fact) => !fact.startsWith("attempt"))).toEqual(["failed: link"]);
    expect([card.open(), card.streams.length, clock.waiting]).toEqual([[], 2, 0]);
  });

  it("ends when who hears of a failed address closes it, or begins anew", () => {
    const closing = race({ then: (fact, socket) => fact.startsWith("attempt") && socket.close() });
    closing.stream(0).fail({ reason: "refused" });
    expect([closing.card.streams.length, closing.clock.waiting, closing.owner.told()]).toEqual([1, 0, ["attempt failed: fd00::5 refused"]]);
    const anew = race({
      then: (fact, socket) => {
        if (!fact.startsWith("attempt")) return;
        socket.close();
        socket.connect("10.0.0.9", 81);
      },
    });
    anew.stream(0).fail({ reason: "refused" });
    expect(anew.card.open()).toEqual(["stream to 10.0.0.9:81, dialing"]);
    anew.stream(1).connect();
    expect([anew.owner.told(), anew.clock.waiting]).toEqual([["attempt failed: fd00::5 refused", "connected"], 0]);
  });

  it("is none with one address, or none, or with datagrams", () => {
    const { clock, card, owner, stream } = race({ addresses: ["10.0.0.5"] });
    expect(clock.waiting).toBe(0);
    stream(0).fail({ reason: "refused" });
    expect([owner.told(), owner.socket.attempts, card.streams.length]).toEqual([["failed: refused"], [], 1]);
    const { make, card: other } = world();
    other.names.set("a.test", FOUR);
    const udp = make();
    udp.socket.udp = true;
    udp.socket.attemptDelay = 250;
    udp.socket.connect("a.test", 80);
    (udp.socket.engine.clock as typeof clock).settle();
    expect([other.datagramSockets.length, other.streams.length]).toEqual([1, 0]);
  });
});
