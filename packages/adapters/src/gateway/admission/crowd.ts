import type { Clock } from "@luat/contract";
import type { Limits } from "../gateway-limits.js";

/** What is known of one client. */
interface Visitor {
  open: number;
  /** Upgrades that it may ask for now; so many at `since`. */
  left: number;
  since: number;
}

/** So many are kept before it is looked who has rested long enough to be forgotten, in ms between two such looks. */
const KEPT = 1_024;
const REST = 1_000;

/** Counts channels, and upgrades of each client. */
export class Crowd {
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #visitors = new Map<string, Visitor>();
  #lastLook = 0;
  #open = 0;

  constructor(clock: Clock, limits: Limits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** How many clients it knows. */
  get size(): number {
    return this.#visitors.size;
  }

  /** A client asks for an upgrade: whether it may at this rate. */
  asks(client: string): boolean {
    const now = this.#clock.now();
    this.#forget(now);
    const visitor = this.#visitor(client, now);
    this.#refill(visitor, now);
    if (visitor.left < 1) return false;
    visitor.left--;
    return true;
  }

  /** Whether there is room for one more of its channels. */
  hasRoom(client: string): boolean {
    const { channels, channelsPerClient } = this.#limits;
    return this.#open < channels && (this.#visitors.get(client)?.open ?? 0) < channelsPerClient;
  }

  /** One more of its channels is open. */
  enter(client: string): void {
    this.#open++;
    this.#visitor(client, this.#clock.now()).open++;
  }

  /** One of its channels is open no more. */
  leave(client: string): void {
    this.#open--;
    const visitor = this.#visitors.get(client);
    if (visitor !== undefined) visitor.open--;
  }

  #visitor(client: string, now: number): Visitor {
    let visitor = this.#visitors.get(client);
    if (visitor === undefined) this.#visitors.set(client, (visitor = { open: 0, left: this.#limits.upgradeBurst, since: now }));
    return visitor;
  }

  #refill(visitor: Visitor, now: number): void {
    const { upgradesPerSecond, upgradeBurst } = this.#limits;
    visitor.left = Math.min(upgradeBurst, visitor.left + ((now - visitor.since) / 1_000) * upgradesPerSecond);
    visitor.since = now;
  }

  /** Those who have nothing open and would be met like strangers need not be remembered. */
  #forget(now: number): void {
    if (this.#visitors.size < KEPT || now - this.#lastLook < REST) return;
    this.#lastLook = now;
    for (const [client, visitor] of this.#visitors) {
      this.#refill(visitor, now);
      if (visitor.open === 0 && visitor.left >= this.#limits.upgradeBurst) this.#visitors.delete(client);
    }
  }
}
