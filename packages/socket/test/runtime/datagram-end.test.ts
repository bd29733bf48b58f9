import { FULL, SENT, TAKEN, type BindOptions, type Endpoint } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { DatagramEnd } from "../../src/runtime/datagram-end.js";
import { FakeCard } from "../fake-card.js";
import type { FakeDatagrams } from "../fake-datagrams.js";
import { HandClock } from "../hand-clock.js";
import { shown, text } from "./world.js";

const UNREAD_LIMIT = 131_072;
const OVERHEAD = 64;
const FROM: Endpoint = { host: "10.0.0.9", port: 900 };

interface Bench {
  readonly end: DatagramEnd;
  readonly low: FakeDatagrams;
  readonly card: FakeCard;
  /** What the socket was told. */
  readonly told: unknown[];
  admits: boolean;
}

/** An end that is bound, and the socket it belongs to. */
function bench(options: BindOptions = {}): Bench {
  const card = new FakeCard(new HandClock());
  card.auto = false;
  const told: unknown[] = [];
  const socket = {
    bound: (local: Endpoint) => told.push(["bound", local]),
    secured: (info: unknown) => told.push(["secured", info]),
    admits: () => one.admits,
    arrived: (length: number) => told.push(["arrived", length]),
    overflowed: (from: Endpoint) => told.push(["overflowed", from]),
    sent: (total: number) => told.push(["sent", total]),
    drained: () => told.push(["drained"]),
    undelivered: (...what: unknown[]) => told.push(["undelivered", ...what]),
    closed: (fault: unknown) => told.push(["closed", fault]),
  };
  const end = new DatagramEnd(socket, card, options);
  const one: Bench = { end, low: card.datagrams, card, told, admits: true };
  expect(told).toEqual([]);
  one.low.start();
  expect(told.splice(0)).toEqual([["bound", one.low.local]]);
  return one;
}

describe("DatagramEnd", () => {
  it("binds with the options, and sends where it is told to", () => {
    const { end, low, card } = bench({ port: 4000, peer: FROM });
    expect(low.options).toEqual({ port: 4000, peer: FROM });
    expect([end.send(text("a"), undefined), end.send(text("b"), { host: "fd00::1", port: 9 })]).toEqual([SENT, SENT]);
    expect(low.texts).toEqual(["10.0.0.9:900 a", "[fd00::1]:9 b"]);
    expect(card.misuse).toEqual([]);
  });

  it("tells what the card tells", () => {
    const { end, low, told } = bench({ peer: FROM });
    low.slow = true;
    low.highWater = 2;
    expect([1, 2, 3].map(() => end.send(text("x"), undefined))).toEqual([TAKEN, TAKEN, FULL]);
    low.pass(2, [2]);
    low.bounce();
    low.fail({ reason: "link" });
    expect(told).toEqual([
      ["undelivered", { reason: "unreachable" }, 2],
      ["sent", 2],
      ["drained"],
      ["undelivered", { reason: "refused" }, undefined],
      ["closed", { reason: "link" }],
    ]);
  });

  it("tells an end without a fault as broken, for datagrams have no orderly end", () => {
    const { low, told } = bench();
    low.fail();
    expect(told).toEqual([["closed", { reason: "broken" }]]);
  });

  it("keeps datagrams apart and in order, with their senders, empty ones too", () => {
    const { end, low, told } = bench();
    low.receive("one", { from: FROM });
    low.receive("", { from: { host: "10.0.0.8", port: 8 } });
    low.receive("three", { from: FROM, lent: false });
    expect(told).toEqual([
      ["arrived", 3],
      ["arrived", 0],
      ["arrived", 5],
    ]);
    expect(end.first).toBe(end.first);
    const taken = [end.take(), end.take(), end.take()].map((one) => [shown(one?.bytes as Uint8Array), one?.from]);
    expect(taken).toEqual([
      ["one", FROM],
      ["", { host: "10.0.0.8", port: 8 }],
      ["three", FROM],
    ]);
    expect([end.first, end.take()]).toEqual([undefined, undefined]);
  });

  it("copies lent bytes, and only these", () => {
    const { end, low } = bench();
    const buffer = Buffer.from("lentXX");
    low.sink.received(buffer, 4, true, FROM);
    buffer.fill(0);
    const given = text("givenXX");
    low.sink.received(given, 5, false, FROM);
    const [lent, kept] = [end.take()?.bytes as Uint8Array, end.take()?.bytes as Uint8Array];
    expect([shown(lent), lent.constructor, shown(kept)]).toEqual(["lent", Uint8Array, "given"]);
    expect(kept.buffer).toBe(given.buffer);
  });

  it("drops and counts the newest beyond 128 KiB unread, and tells that and nothing else of them; room counts again once it was read", () => {
    const one = bench();
    const { end, low, told } = one;
    const size = UNREAD_LIMIT / 2 - OVERHEAD;
    low.receive(new Uint8Array(size).fill(1));
    low.receive(new Uint8Array(size).fill(2));
    expect([end.dropped, told.length]).toEqual([0, 2]);
    low.receive("late");
    low.receive("");
    expect([end.dropped, told.slice(2)]).toEqual([2, [["overflowed", FROM], ["overflowed", FROM]]]);
    end.take();
    low.receive(new Uint8Array(size).fill(3));
    expect([end.dropped, end.take()?.bytes[0], end.take()?.bytes[0], end.take()]).toEqual([2, 2, 3, undefined]);
  });

  it("comes to an end with empty datagrams too", () => {
    const { end, low } = bench();
    for (let n = 0; n < UNREAD_LIMIT / OVERHEAD + 3; n++) low.receive("");
    expect(end.dropped).toBe(3);
  });

  it("keeps nothing that the socket does not admit, and does not count it as dropped", () => {
    const one = bench();
    one.admits = false;
    one.low.receive("x");
    expect([one.end.first, one.end.dropped, one.told]).toEqual([undefined, 0, []]);
  });

  it.each(["closed", "over"])("after its end (%s) it sends nothing, and what arrived can still be read", (how) => {
    const { end, low, card } = bench({ peer: FROM });
    low.receive("rest");
    if (how === "closed") end.close();
    else low.fail({ reason: "link" });
    end.close();
    expect([low.phase, end.send(text("x"), undefined), shown(end.take()?.bytes as Uint8Array)]).toEqual([how, FULL, "rest"]);
    expect(card.misuse).toEqual([]);
  });
});
