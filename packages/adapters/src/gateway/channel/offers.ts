import { randomBytes } from "node:crypto";
import type { Clock, Offer, Stop } from "@luat/contract";
import { TakenClient } from "./taken-client.js";

/** How many may be taken and not fetched yet, and for how many ms. */
export interface OfferLimits {
  readonly channelsPerClient: number;
  readonly handshakeTimeout: number;
}

/** The names of a listener's clients that wait. */
export type OfferNames = Set<string>;

interface Waiting {
  readonly offer: Offer;
  readonly owner: OfferNames;
}

interface Taken {
  readonly client: TakenClient;
  readonly stopTimer: Stop;
}

/** The clients of all listeners that are offered, or taken and not fetched yet, by names that nobody can guess. */
export class Offers {
  readonly #clock: Clock;
  readonly #limits: OfferLimits;
  readonly #waiting = new Map<string, Waiting>();
  readonly #taken = new Map<string, Taken>();

  constructor(clock: Clock, limits: OfferLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** How many are not fetched yet. */
  get size(): number {
    return this.#waiting.size + this.#taken.size;
  }

  /** Files one; gives its name, which is added to those of its listener while it waits. */
  add(offer: Offer, owner: OfferNames): string {
    const name = randomBytes(16).toString("base64url");
    this.#waiting.set(name, { offer, owner });
    owner.add(name);
    return name;
  }

  /** Somebody will fetch it; until then, and not for long, it is kept. One that is not there any more is nothing to do with. */
  take(name: string): void {
    const offer = this.#withdraw(name);
    if (offer === undefined) return;
    if (this.#taken.size >= this.#limits.channelsPerClient) {
      offer.refuse();
      return;
    }
    const client = new TakenClient(offer);
    const stopTimer = this.#clock.after(this.#limits.handshakeTimeout, () => {
      this.#taken.delete(name);
      client.stream.destroy("reset");
    });
    this.#taken.set(name, { client, stopTimer });
  }

  /** Hands one out; also one that was not taken yet, as the two messages come over two WebSockets. `undefined`: there is none of this name any more. */
  fetch(name: string): TakenClient | undefined {
    const taken = this.#taken.get(name);
    if (taken !== undefined) {
      taken.stopTimer();
      this.#taken.delete(name);
      return taken.client;
    }
    const offer = this.#withdraw(name);
    return offer && new TakenClient(offer);
  }

  /** Sends one away that waits. */
  refuse(name: string): void {
    this.#withdraw(name)?.refuse();
  }

  /** Sends all away that were taken. */
  end(): void {
    for (const { client, stopTimer } of this.#taken.values()) {
      stopTimer();
      client.stream.destroy("reset");
    }
    this.#taken.clear();
  }

  #withdraw(name: string): Offer | undefined {
    const waiting = this.#waiting.get(name);
    waiting?.owner.delete(name);
    this.#waiting.delete(name);
    return waiting?.offer;
  }
}
