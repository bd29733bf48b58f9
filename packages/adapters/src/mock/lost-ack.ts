import type { Clock, Stop } from "@luat/contract";
import type { Packet } from "./packet.js";
import { FIRST_WAIT, MOST_RESENDS } from "./resends.js";

/** Whose {@link LostAck} it is. */
interface Acknowledging {
  /** Sends it once more. */
  again(ack: Packet): void;
  /** It was sent in vain too often. */
  giveUp(): void;
}

/**
 * The newest acknowledgement that did not get through. TCP would send the data once more, and that would be acknowledged:
 * so it is told again after the same time, unless a newer one, which counts what it counts, gets through before. It holds
 * nothing up.
 */
export class LostAck {
  readonly #clock: Clock;
  readonly #owner: Acknowledging;
  #newest: Packet | undefined;
  #resent: Packet | undefined;
  #resends = 0;
  #timer: Stop | undefined;

  constructor(clock: Clock, owner: Acknowledging) {
    this.#clock = clock;
    this.#owner = owner;
  }

  attemptOf(ack: Packet): number {
    return ack === this.#resent ? this.#resends + 1 : 1;
  }

  onLost(ack: Packet): void {
    this.#newest = ack;
    if (this.#timer !== undefined) return;
    const wait = FIRST_WAIT * 2 ** this.#resends;
    this.#timer = this.#clock.after(wait, this.#resends < MOST_RESENDS ? this.#again : this.#giveUp);
  }

  /** One got through, and it counts all that any before it counted. */
  onPassed(): void {
    this.#timer?.();
    this.#timer = undefined;
    this.#newest = undefined;
    this.#resent = undefined;
    this.#resends = 0;
  }

  readonly #again = (): void => {
    this.#timer = undefined;
    const ack = this.#newest;
    if (ack === undefined) return;
    this.#resends++;
    this.#resent = ack;
    this.#owner.again(ack);
  };

  readonly #giveUp = (): void => {
    this.onPassed();
    this.#owner.giveUp();
  };
}
