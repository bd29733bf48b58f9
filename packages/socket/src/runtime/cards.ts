import type { Adapter, Stop } from "@luat/contract";

/** The network cards of a device under their LuatOS numbers, and which is the default. */
export class Cards {
  readonly #cards = new Map<number, Adapter>();
  readonly #stops: Stop[] = [];
  readonly #nameServers = new Map<Adapter, string[]>();
  #default = -1;
  /** The card that was registered last, -1 before any. */
  last = -1;
  /** Told of each change of a card's link. */
  readonly #onLink: (index: number, card: Adapter, up: boolean) => void;

  constructor(onLink: (index: number, card: Adapter, up: boolean) => void) {
    this.#onLink = onLink;
  }

  /** Puts a card into a slot. Each slot takes one. */
  register(index: number, card: Adapter): void {
    if (this.#cards.has(index)) throw new RangeError(`adapter ${index} is registered already`);
    this.#cards.set(index, card);
    this.last = index;
    this.#stops.push(
      card.watch((up) => {
        this.#onLink(index, card, up);
      }),
    );
  }

  /** The card of a slot; `undefined`: there is none. */
  get(index: number): Adapter | undefined {
    return this.#cards.get(index);
  }

  /** The default card's number: the one chosen, else the last registered, else -1. */
  get default(): number {
    return this.#default < 0 ? this.last : this.#default;
  }

  set default(index: number) {
    this.#default = index;
  }

  /** Sets the name server number `place` (from 0) of a card. */
  setNameServer(card: Adapter, place: number, server: string): void {
    const servers = this.#nameServers.get(card) ?? [];
    servers[place] = server;
    this.#nameServers.set(card, servers);
  }

  /** The name servers that were set for a card, in order; absent: it asks as its system does. */
  nameServers(card: Adapter): string[] | undefined {
    // Places that were left out are holes of the array, and filter passes them over.
    return this.#nameServers.get(card)?.filter(() => true);
  }

  /** All slots in use, lowest first. */
  entries(): Array<[number, Adapter]> {
    return [...this.#cards].sort(([a], [b]) => a - b);
  }

  /** Stops watching the links and forgets the cards. */
  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
    this.#cards.clear();
    this.#nameServers.clear();
    this.#default = -1;
    this.last = -1;
  }
}
