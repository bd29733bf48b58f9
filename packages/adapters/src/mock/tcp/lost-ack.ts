import type { Clock, Stop } from "@luat/contract";
import type { Packet } from "./packet.js";
import { MOST_RESENDS, waitAfter } from "./resends.js";

/** Whose {@link LostAck} it is. */
export interface Acknowledging {
  /** Sends it once more. */
  again(ack: Packet): void;
  /** It was sent in vain too often. */
  giveUp(): void;
}

/**
 * An acknowledgement that does not get through. TCP would send the data once more, and that would be acknowledged: so it is
 * told again after the same time, unless a newer one, which counts all that it counts, gets through before. It holds
 * nothing up.
 */
export class LostAck {
  readonly #clock: Clock;
  readonly #owner: Acknowledging;
  #newest: Packet;
  #resent: Packet | undefined;
  #resends = 0;
  #timer: Stop | undefined;

  constructor(clock: Clock, ack: Packet, owner: Acknowledging) {
    this.#clock = clock;
    this.#owner = owner;
    this.#newest = ack;
    this.#wait();
  }

  attemptOf(ack: Packet): number {
    return ack === this.#resent ? this.#resends + 1 : 1;
  }

  /** Whether it counts all that is counted here: an older one, told again, may get through late. */
  isToldBy(ack: Packet): boolean {
    return ack.amount >= this.#newest.amount;
  }

  /** One more, or the same again. */
  onLost(ack: Packet): void {
    if (this.isToldBy(ack)) this.#newest = ack;
    if (this.#timer === undefined) this.#wait();
  }

  stop(): void {
    this.#timer?.();
  }

  #wait(): void {
    this.#timer = this.#clock.after(waitAfter(this.#resends), this.#goOn);
  }

  readonly #goOn = (): void => {
    this.#timer = undefined;
    if (this.#resends === MOST_RESENDS) {
      this.#owner.giveUp();
      return;
    }
    this.#resends++;
    this.#resent = this.#newest;
    this.#owner.again(this.#newest);
  };
}
