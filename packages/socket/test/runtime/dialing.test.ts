import { describe, expect, it } from "vitest";
import { Dialing } from "../../src/runtime/dialing.js";
import { FakeCard } from "../fake-card.js";
import { HandClock } from "../hand-clock.js";

function card(names: "resolve" | "opaque"): FakeCard {
  const made = new FakeCard(new HandClock());
  made.traits = { ...made.traits, names };
  made.auto = false;
  return made;
}

describe("Dialing.needsLookup", () => {
  it("is true only of names, and only on cards that resolve them", () => {
    expect(Dialing.needsLookup(card("resolve"), "example.test", false)).toBe(true);
    expect(Dialing.needsLookup(card("resolve"), "300.1.1.1", false)).toBe(true);
    expect(Dialing.needsLookup(card("resolve"), "", false)).toBe(true);
    expect(Dialing.needsLookup(card("resolve"), "10.0.0.1", false)).toBe(false);
    expect(Dialing.needsLookup(card("resolve"), "fd00::1", false)).toBe(false);
    expect(Dialing.needsLookup(card("opaque"), "example.test", false)).toBe(false);
  });

  it("is true of names on any card with UDP, which takes none", () => {
    for (const names of ["resolve", "opaque"] as const) {
      expect([Dialing.needsLookup(card(names), "example.test", true), Dialing.needsLookup(card(names), "10.0.0.1", true)]).toEqual([true, false]);
    }
  });
});

describe("Dialing", () => {
  it("has one address when nothing is looked up", () => {
    const dialing = new Dialing("10.0.0.1", 80, false);
    expect(dialing.addresses).toEqual(["10.0.0.1"]);
    expect([dialing.next(), dialing.next()]).toEqual(["10.0.0.1", undefined]);
  });

  it("gives the addresses of a name in the order of the answer", () => {
    const net = card("resolve");
    const dialing = new Dialing("a.test", 80, true, { family: 4 });
    dialing.lookUp(net, () => undefined);
    expect([net.lookup.name, net.lookup.query]).toEqual(["a.test", { family: 4 }]);
    net.lookup.answer({ addresses: ["10.0.0.3", "10.0.0.1"] });
    expect([dialing.next(), dialing.next(), dialing.next()]).toEqual(["10.0.0.3", "10.0.0.1", undefined]);
  });

  it("has no address when the look-up fails", () => {
    const net = card("resolve");
    const dialing = new Dialing("a.test", 80, true);
    const answers: unknown[] = [];
    dialing.lookUp(net, (answer) => answers.push(answer));
    net.lookup.answer({ fault: { reason: "name" } });
    expect(answers).toEqual([{ fault: { reason: "name" } }]);
    expect(dialing.addresses).toEqual([]);
  });

  it("has attempts only where there is a choice, with the faults that were noted", () => {
    const net = card("resolve");
    const one = new Dialing("10.0.0.1", 80, false);
    one.next();
    one.failed(0, { reason: "refused" });
    expect(one.attempts).toEqual([]);
    const two = new Dialing("a.test", 80, true);
    two.lookUp(net, () => undefined);
    net.lookup.answer({ addresses: ["10.0.0.3", "10.0.0.1"] });
    expect([two.attempts, two.place]).toEqual([[], -1]);
    two.next();
    two.next();
    two.failed(1, { reason: "refused" });
    expect(two.attempts).toEqual([
      { to: { host: "10.0.0.3", port: 80 }, fault: undefined },
      { to: { host: "10.0.0.1", port: 80 }, fault: { reason: "refused" } },
    ]);
  });

  it.each([
    [undefined, 1, 30_000],
    [15_000, 1, 7_500],
    [15_000, 3, 3_750],
    [5_000, 3, 2_000],
    [0, 1, 2_000],
    [300_000, 1, 30_000],
  ])("with %s ms left and %d others gives an address %d ms", (left, others, limit) => {
    const clock = new HandClock();
    const dialing = new Dialing("a.test", 80, true);
    if (left !== undefined) dialing.due = clock.now() + left;
    let late = -1;
    dialing.limit(clock, others, () => {
      late = clock.now();
    });
    clock.advance(100_000);
    expect(late).toBe(limit);
  });

  it("gives up nothing after stop, or once it has failed", () => {
    const clock = new HandClock();
    for (const end of [(one: Dialing) => one.stop(), (one: Dialing) => one.failed(0, { reason: "refused" })]) {
      const dialing = new Dialing("a.test", 80, true);
      dialing.limit(clock, 1, () => expect.fail("it was stopped"));
      end(dialing);
      expect(clock.waiting).toBe(0);
    }
  });

  it("hears nothing after stop", () => {
    const net = card("resolve");
    const dialing = new Dialing("a.test", 80, true);
    dialing.lookUp(net, () => expect.fail("it was stopped"));
    dialing.stop();
    dialing.stop();
    expect(net.open()).toEqual([]);
    net.lookup.answer({ addresses: ["10.0.0.1"] });
  });
});
