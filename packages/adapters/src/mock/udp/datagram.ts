import type { Endpoint, Fault } from "@luat/contract";
import { DatagramTrip, showLost, type TripNet } from "./datagram-trip.js";
import { REFUSED } from "../faults.js";
import { JUNK, lentCopy } from "../tcp/lent-copy.js";
import type { PipeEnd } from "../tcp/pipe.js";

/** What a datagram must know of the net it crosses. */
export interface Crossing extends TripNet {
  /** How long it is on its way, in ms. */
  readonly latency: number;
  /** Whether anybody looks at packets at present. */
  readonly isInspected: boolean;
  isHole(endpoint: Endpoint): boolean;
}

/** A host, as far as a datagram must know it. */
export interface Target extends PipeEnd {
  /** Takes a datagram that arrived, or says why not. */
  take(datagram: Datagram): Fault | undefined;
}

/** The host that a datagram is for. */
export interface Destination {
  readonly target: Target;
  /** The target's own address, which `to` is not when it is for many. */
  readonly at: Endpoint;
  /** Called when the answer of the target's system is back, if it has one. */
  readonly sentBack?: (fault: Fault) => void;
}

const NOTHING = new Uint8Array(0);

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

  travel(destination: Destination): void {
    if (this.#isBlocked(destination.at)) this.vanish(destination.at);
    else if (this.#net.isInspected) this.#travelInspected(destination);
    else this.#leave(destination, 0);
  }

  /** Gets lost in a hole. @param at - where it was to arrive. */
  vanish(at: Endpoint): void {
    if (this.#net.isInspected) showLost(this.#net, { kind: "datagram", from: this.from, to: at, bytes: this.#bytes.subarray(0, this.length) });
  }

  #travelInspected(destination: Destination): void {
    const { at, sentBack } = destination;
    const trip = new DatagramTrip(this.#net, {
      kind: "datagram",
      from: this.from,
      to: at,
      bytes: this.#bytes.slice(0, this.length),
      leave: (bytes, delay, onArrived) => new Datagram(this.#net, this.from, this.to, bytes).#leave(destination, delay, onArrived),
      onReset: () => this.#net.clock.after(this.#net.latency, () => sentBack?.(REFUSED)),
    });
    trip.start();
  }

  #leave(destination: Destination, delay: number, onArrived?: () => void): number {
    const { clock, latency } = this.#net;
    const { target, at, sentBack } = destination;
    clock.after(latency + delay, () => {
      if (this.#isBlocked(at) || !target.isReady()) return;
      onArrived?.();
      const fault = target.take(this);
      if (fault !== undefined && sentBack !== undefined) this.#answer(at, () => {
        sentBack(fault);
      });
    });
    return clock.now() + latency + delay;
  }

  /** The answer of the target's system goes back. */
  #answer(at: Endpoint, arrive: () => void): void {
    const { clock, latency, isInspected } = this.#net;
    const leave = (_: Uint8Array, delay: number, onArrived?: () => void): number => {
      clock.after(latency + delay, () => {
        if (this.#isBlocked(at)) return;
        onArrived?.();
        arrive();
      });
      return clock.now() + latency + delay;
    };
    if (isInspected) new DatagramTrip(this.#net, { kind: "unreachable", from: at, to: this.from, bytes: NOTHING, leave, onReset: () => undefined }).start();
    else leave(NOTHING, 0);
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
