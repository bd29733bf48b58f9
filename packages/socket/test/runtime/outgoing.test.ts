import { COPIED, FULL, SENT, TAKEN } from "@luat/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GATHER_LIMIT, Outgoing } from "../../src/runtime/outgoing.js";
import { FakeCard } from "../fake-card.js";
import type { FakeStream } from "../fake-stream.js";
import { HandClock } from "../hand-clock.js";

/** @param sent - told how many bytes the system has. */
function stream(sent: (total: number) => void = () => undefined): FakeStream {
  const card = new FakeCard(new HandClock());
  const made = card.dial({ host: "10.0.0.1", port: 80 }, {}, {
    connected: () => undefined,
    secured: () => undefined,
    received: () => undefined,
    sent,
    drained: () => undefined,
    ended: () => undefined,
    closed: () => undefined,
  });
  made.connect();
  return made;
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe("Outgoing", () => {
  it("gathers small sends and gives them to the card as one", () => {
    const to = stream();
    const out = new Outgoing();
    const spy: number[] = [];
    const send = to.send.bind(to);
    to.send = (bytes) => {
      spy.push(bytes.length);
      return send(bytes);
    };
    for (const word of ["one", "two", "three"]) expect(out.put(to, text(word), false)).toBe(COPIED);
    expect([out.gathered, out.accepted, out.sent]).toEqual([11, 11, 0]);
    expect(to.text).toBe("");
    expect(out.flush(to)).toBe(SENT);
    expect(spy).toEqual([11]);
    expect(to.text).toBe("onetwothree");
    expect([out.gathered, out.accepted, out.sent]).toEqual([0, 11, 11]);
  });

  it("copies what it gathers, and never what is large", () => {
    const to = stream();
    const out = new Outgoing();
    const small = text("abc");
    out.put(to, small, false);
    small.fill(0);
    out.flush(to);
    expect(to.text).toBe("abc");
    to.slow = true;
    const large = new Uint8Array(GATHER_LIMIT + 1);
    expect(out.put(to, large, false)).toBe(TAKEN);
    large[0] = 7;
    to.pass();
    expect(to.card.misuse).toEqual(["bytes changed before they were sent"]);
  });

  it("keeps the order when a large send follows small ones", () => {
    const to = stream();
    const out = new Outgoing();
    out.put(to, text("small "), false);
    expect(out.put(to, text("L".repeat(GATHER_LIMIT + 1)), false)).toBe(SENT);
    expect(to.text).toBe(`small ${"L".repeat(GATHER_LIMIT + 1)}`);
    expect(out.sent).toBe(out.accepted);
  });

  it("gathers nothing that is to go out now, and keeps its order", () => {
    const to = stream();
    const out = new Outgoing();
    out.put(to, text("a"), false);
    expect(out.put(to, text("b"), true)).toBe(SENT);
    expect(to.text).toBe("ab");
    expect(out.gathered).toBe(0);
  });

  it("takes nothing when the card is full, and keeps what it gathered", () => {
    const to = stream();
    to.slow = true;
    to.highWater = 1;
    const out = new Outgoing();
    expect(out.put(to, new Uint8Array(3000), false)).toBe(TAKEN);
    expect(out.put(to, text("kept"), false)).toBe(COPIED);
    expect(out.put(to, new Uint8Array(3000), false)).toBe(FULL);
    expect([out.accepted, out.gathered]).toEqual([3004, 4]);
    expect(out.flush(to)).toBe(FULL);
    expect(out.gathered).toBe(4);
    to.pass();
    expect(out.flush(to)).toBe(TAKEN);
    to.pass();
    expect(to.wire.length).toBe(3004);
    expect(to.text.slice(-4)).toBe("kept");
  });

  it("takes nothing of a small send when what was gathered fills the slab and the card is full", () => {
    const to = stream();
    to.slow = true;
    to.highWater = 1;
    const out = new Outgoing();
    out.put(to, new Uint8Array(3000), false);
    const piece = new Uint8Array(GATHER_LIMIT);
    let gathered = 0;
    while (out.put(to, piece, false) === COPIED) gathered += piece.length;
    expect(gathered).toBe(16_384);
    expect(out.accepted).toBe(3000 + gathered);
  });

  it("changes nothing for empty bytes, and needs no slab for them", () => {
    const to = stream();
    const out = new Outgoing();
    expect(out.put(to, new Uint8Array(0), false)).toBe(COPIED);
    expect([out.accepted, out.gathered]).toEqual([0, 0]);
    expect(out.flush(to)).toBe(SENT);
  });

  it("puts what follows behind what the card holds, and begins anew once the system has all", () => {
    const to = stream();
    to.slow = true;
    const out = new Outgoing();
    const given: Uint8Array[] = [];
    const send = to.send.bind(to);
    to.send = (bytes) => {
      given.push(bytes);
      return send(bytes);
    };
    const sendNow = (word: string): void => {
      out.put(to, text(word), false);
      expect(out.flush(to)).toBe(TAKEN);
    };
    sendNow("one");
    sendNow("two");
    out.systemHas(3);
    sendNow("three");
    to.pass();
    out.systemHas(11);
    sendNow("four");
    expect(given.map(({ byteOffset }) => byteOffset)).toEqual([0, 3, 6, 0]);
    expect(new Set(given.map(({ buffer }) => buffer)).size).toBe(1);
    to.pass();
    expect(to.text).toBe("onetwothreefour");
    expect(to.card.misuse).toEqual([]);
  });

  it("begins with little where many send at once, and goes on with more where one sends more", () => {
    const sides = Array.from({ length: 100 }, () => ({ to: stream(), out: new Outgoing() }));
    const sizes: number[] = [];
    for (const { to, out } of sides) {
      const send = to.send.bind(to);
      to.send = (bytes) => {
        sizes.push(bytes.buffer.byteLength);
        return send(bytes);
      };
      out.put(to, text("to all, "), false);
    }
    for (const { out, to } of sides.slice(1)) out.flush(to);
    expect(sizes.filter((size) => size > 1024).length).toBeLessThanOrEqual(16);
    const [{ to, out }] = sides as [(typeof sides)[number]];
    for (let i = 0; i < 3; i++) out.put(to, text("x".repeat(2000)), false);
    out.flush(to);
    expect(to.text).toBe(`to all, ${"x".repeat(6000)}`);
  });

  it("never writes into a slab that a card still holds, however streams and sizes mix", () => {
    const put = fc.record({
      who: fc.nat(2),
      size: fc.oneof(fc.nat(20), fc.nat(5000)),
      now: fc.boolean(),
      act: fc.constantFrom("put", "put", "put", "flush", "pass", "slow", "fast"),
    });
    fc.assert(
      fc.property(fc.array(put, { maxLength: 40 }), (acts) => {
        const sides = [0, 1, 2].map(() => {
          const out = new Outgoing();
          return { to: stream((total) => { out.systemHas(total); }), out, wanted: [] as number[] };
        });
        for (const side of sides) side.to.highWater = 6000;
        let next = 0;
        for (const { who, size, now, act } of acts) {
          const side = sides[who] as (typeof sides)[number];
          if (act === "flush") side.out.flush(side.to);
          else if (act === "pass") side.to.pass(size);
          else if (act === "slow" || act === "fast") side.to.slow = act === "slow";
          else {
            const bytes = Uint8Array.from({ length: size }, () => next++ % 256);
            const before = side.out.accepted;
            const result = side.out.put(side.to, bytes, now);
            expect(side.out.accepted - before).toBe(result === FULL ? 0 : size);
            if (result !== FULL) side.wanted.push(...bytes);
          }
        }
        for (const { to, out, wanted } of sides) {
          for (let i = 0; i < 3; i++) {
            to.pass();
            out.flush(to);
          }
          to.pass();
          expect(Buffer.compare(to.wire, Uint8Array.from(wanted))).toBe(0);
          expect(to.card.misuse).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });
});
