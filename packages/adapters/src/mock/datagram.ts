import type { Endpoint, Fault } from "@luat/contract";
import type { Fabric, Station } from "./fabric.js";
import { JUNK, lentCopy } from "./lent-copy.js";

/** One datagram on its way to one host. It is not sent again: what is in its way, at either end of the way, swallows it. */
export class Datagram {
  readonly #fabric: Fabric;
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly length: number;
  readonly #bytes: Uint8Array;

  constructor(fabric: Fabric, from: Endpoint, to: Endpoint, bytes: Uint8Array) {
    this.#fabric = fabric;
    this.from = from;
    this.to = to;
    this.length = bytes.length;
    this.#bytes = lentCopy(bytes);
  }

  /**
   * @param at - the target's own address, which `to` is not when it is for many.
   * @param sentBack - called when the answer of the target's system is back, if it has one.
   */
  travel(target: Station, at: Endpoint, sentBack?: (fault: Fault) => void): void {
    const { clock, latency } = this.#fabric;
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
    return this.#fabric.isHole(this.from) || this.#fabric.isHole(this.to) || this.#fabric.isHole(at);
  }

  /** Lends the bytes, and spoils them when they were looked at. */
  lend(to: (bytes: Uint8Array, length: number) => void): void {
    to(this.#bytes, this.length);
    this.#bytes.fill(JUNK);
  }
}
