import { canonical } from "../address.js";
import type { TracedPacket } from "./traced-packet.js";

/** The addresses of packets, in the order in which they come up. */
export class Lanes {
  /** As they were written first. */
  readonly names: string[] = [];
  readonly #places = new Map<string, number>();

  constructor(packets: readonly TracedPacket[]) {
    for (const { from, to } of packets) for (const { host } of [from, to]) this.#add(host);
  }

  #add(address: string): void {
    const key = canonical(address);
    if (this.#places.has(key)) return;
    this.#places.set(key, this.names.length);
    this.names.push(address);
  }

  /** The place of an address among all, from 0. */
  of(address: string): number {
    return this.#places.get(canonical(address)) ?? 0;
  }
}
