import type { Clock } from "@luat/contract";
import type { RefusalReason } from "./server-events.js";
import { TokenBucket } from "./token-bucket.js";

/** The limits of an {@link Admission}; `Infinity`: none. */
export interface AdmissionLimits {
  readonly clients: number;
  readonly perAddress: number;
  /** How many may wait to be handed out. */
  readonly waiting: number;
  readonly rate: { readonly perSecond: number; readonly burst: number } | undefined;
}

/** Says who is let in, and counts those who are there by their address. */
export class Admission {
  readonly #limits: AdmissionLimits;
  readonly #bucket: TokenBucket | undefined;
  readonly #byAddress = new Map<string, number>();
  #clients = 0;

  constructor(clock: Clock, limits: AdmissionLimits) {
    const { rate } = limits;
    this.#limits = limits;
    this.#bucket = rate === undefined ? undefined : new TokenBucket(clock, rate.perSecond, rate.burst);
  }

  /**
   * Why a client from there is refused; `undefined` when it is let in. The rate is asked last, so that those who are
   * refused anyway leave it to others.
   *
   * @param waiting - how many wait to be handed out.
   */
  refusal(address: string, waiting: number): Exclude<RefusalReason, "tls"> | undefined {
    const { clients, perAddress, waiting: most } = this.#limits;
    if (this.#clients >= clients) return "clients";
    if ((this.#byAddress.get(address) ?? 0) >= perAddress) return "address";
    if (waiting >= most) return "backlog";
    return this.#bucket?.take() === false ? "rate" : undefined;
  }

  enter(address: string): void {
    this.#clients++;
    this.#byAddress.set(address, (this.#byAddress.get(address) ?? 0) + 1);
  }

  leave(address: string): void {
    this.#clients--;
    const left = (this.#byAddress.get(address) ?? 0) - 1;
    if (left > 0) this.#byAddress.set(address, left);
    else this.#byAddress.delete(address);
  }
}
