import { describe, expect, it } from "vitest";
import { Cards } from "../../src/runtime/cards.js";
import { FakeCard } from "../fake-card.js";
import { HandClock } from "../hand-clock.js";

const card = (): FakeCard => new FakeCard(new HandClock());

describe("Cards", () => {
  it("has no default before the first registration, then the last registered, then the one chosen", () => {
    const cards = new Cards(() => undefined);
    expect([cards.default, cards.last]).toEqual([-1, -1]);
    cards.register(16, card());
    cards.register(2, card());
    expect([cards.default, cards.last]).toEqual([2, 2]);
    cards.default = 5;
    expect([cards.default, cards.last]).toEqual([5, 2]);
    cards.register(1, card());
    expect([cards.default, cards.last]).toEqual([5, 1]);
  });

  it("lists the slots from the lowest on", () => {
    const cards = new Cards(() => undefined);
    const [a, b] = [card(), card()];
    cards.register(16, a);
    cards.register(2, b);
    expect(cards.entries()).toEqual([
      [2, b],
      [16, a],
    ]);
    expect(cards.get(2)).toBe(b);
    expect(cards.get(3)).toBe(undefined);
  });

  it("refuses a second card in a slot", () => {
    const cards = new Cards(() => undefined);
    cards.register(6, card());
    expect(() => {
      cards.register(6, card());
    }).toThrow(new RangeError("adapter 6 is registered already"));
  });

  it("tells each change of a link with the slot's number", () => {
    const told: unknown[] = [];
    const cards = new Cards((index, which, up) => told.push([index, which, up]));
    const [a, b] = [card(), card()];
    cards.register(1, a);
    cards.register(4, b);
    b.setLink(false);
    b.setLink(true);
    expect(told).toEqual([
      [4, b, false],
      [4, b, true],
    ]);
  });

  it("keeps each card's name servers in order of their places, which may be left out, and replaced", () => {
    const cards = new Cards(() => undefined);
    const [a, b] = [card(), card()];
    expect(cards.nameServers(a)).toBe(undefined);
    cards.setNameServer(a, 3, "10.0.0.4");
    cards.setNameServer(a, 1, "10.0.0.2");
    cards.setNameServer(a, 3, "fd00::4");
    cards.setNameServer(b, 0, "10.0.0.1");
    expect([cards.nameServers(a), cards.nameServers(b)]).toEqual([["10.0.0.2", "fd00::4"], ["10.0.0.1"]]);
    cards.nameServers(a)?.push("10.9.9.9");
    expect(cards.nameServers(a)).toEqual(["10.0.0.2", "fd00::4"]);
  });

  it("watches and holds nothing after stop", () => {
    const cards = new Cards(() => expect.fail("it was stopped"));
    const a = card();
    cards.register(1, a);
    cards.setNameServer(a, 0, "10.0.0.1");
    cards.stop();
    cards.stop();
    expect(a.watchers).toBe(0);
    a.setLink(false);
    expect([cards.get(1), cards.default, cards.last, cards.entries(), cards.nameServers(a)]).toEqual([undefined, -1, -1, [], undefined]);
  });
});
