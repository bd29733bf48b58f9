import { ipVersion, MAX_ADDRESSES, type DnsAnswer, type Fault } from "@luat/contract";
import { NO_NAME } from "./faults.js";

/** The name service of a mock network. Names are the same in any case. */
export class NameTable {
  readonly #names = new Map<string, readonly string[]>([["localhost", ["127.0.0.1", "::1"]]]);

  readonly #faults = new Set<{ readonly name: string; readonly fault: Fault }>();
  readonly #delays = new Set<{ readonly name: string; readonly ms: number }>();

  /** @returns what ends it. */
  fail(name: string, fault: Fault): () => void {
    const entry = { name: name.toLowerCase(), fault };
    this.#faults.add(entry);
    return () => void this.#faults.delete(entry);
  }

  /** @returns what ends it. */
  delay(name: string, ms: number): () => void {
    const entry = { name: name.toLowerCase(), ms };
    this.#delays.add(entry);
    return () => void this.#delays.delete(entry);
  }

  /** How long its answer takes in addition, in ms. */
  delayOf(name: string): number {
    let sum = 0;
    for (const entry of this.#delays) if (entry.name === name.toLowerCase()) sum += entry.ms;
    return sum;
  }

  set(name: string, addresses: readonly string[]): void {
    if (addresses.length === 0) throw new RangeError(`addresses is []; expected at least one`);
    for (const address of addresses) {
      if (ipVersion(address) === 0) throw new TypeError(`addresses holds ${JSON.stringify(address)}; expected IPv4 or IPv6 addresses`);
    }
    this.#names.set(name.toLowerCase(), [...addresses]);
  }

  /**
   * A literal address is its own answer.
   *
   * @param most - how many addresses are kept.
   */
  lookUp(name: string, family?: 4 | 6, most = MAX_ADDRESSES): DnsAnswer {
    for (const entry of this.#faults) if (entry.name === name.toLowerCase()) return { fault: entry.fault };
    const all = ipVersion(name) === 0 ? (this.#names.get(name.toLowerCase()) ?? []) : [name];
    const fitting = all.filter((address) => family === undefined || ipVersion(address) === family);
    const addresses = [...new Set(fitting)].slice(0, most);
    return addresses.length === 0 ? { fault: NO_NAME } : { addresses };
  }
}
