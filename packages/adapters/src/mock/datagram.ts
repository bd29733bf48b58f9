import type { Clock, Endpoint, Fault } from "@luat/contract";
import { JUNK, lentCopy } from "./lent-copy.js";
import type { PipeEnd } from "./pipe.js";

/** What a datagram must know of the net it crosses. */
export interface Crossing {
  readonly clock: Clock;
  /** How long it is on its way, in ms. */
  readonly latency: number;
  isHole(endpoint: Endpoint): boolean;
}

/** A host, as far as a datagram must know it. */
export interface Target extends PipeEnd {
  /** Takes a datagram that arrived, or says why not. */
  take(datagram: Datagram): Fault | undefined;
}

/** One datagram on its way to one host. It is not sent again: what is in its way, at either end of the way, swallows it. */
export class Datagram {
  readonly #net: Crossing;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly length: number;
  readonly #bytes: Uint8Array;

  constructor(net: Crossing, from: Endpoint, to: Endpoint, bytes: Uint8Array) {
    this.#net = net;
    this.from = from;
    this.to = to;
    this.length = bytes.length;
    this.#bytes = lentCopy(bytes);
  }

  /**
   * @param at - the target's own address, which `to` is not when it is for many.
   * @param sentBack - called when the answer of the target's system is back, if it has one.
   */
  travel(target: Target, at: Endpoint, sentBack?: (fault: Fault) => void): void {
    const { clock, latency } = this.#net;
    if (this.#isBlocked(at)) return;
    clock.after(latency, () => {
      if (this.#isBlocked(at) || !target.isReady()) return;
      const fault = target.take(this);
      if (fault === undefined || sentBack === undefined) return;
      clock.after(latency, () => {
        if (!this.#isBlocked(at)) sentBack(fault);
      });
    });
  }

  #isBlocked(at: Endpoint): boolean {
    return this.#net.isHole(this.from) || this.#net.isHole(this.to) || this.#net.isHole(at);
  }

  /** Lends the bytes, and spoils them when they were looked at. */
  lend(to: (bytes: Uint8Array, length: number) => void): void {
    to(this.#bytes, this.length);
    this.#bytes.fill(JUNK);
  }
}
