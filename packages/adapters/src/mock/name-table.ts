import { ipVersion, MAX_ADDRESSES, type DnsAnswer } from "@luat/contract";
import { NO_NAME } from "./faults.js";

/** The name service of a mock network. Names are the same in any case. */
export class NameTable {
  readonly #names = new Map<string, readonly string[]>([["localhost", ["127.0.0.1", "::1"]]]);

  set(name: string, addresses: readonly string[]): void {
    if (addresses.length === 0) throw new RangeError(`addresses is []; expected at least one`);
    for (const address of addresses) {
      if (ipVersion(address) === 0) throw new TypeError(`addresses holds ${JSON.stringify(address)}; expected IPv4 or IPv6 addresses`);
    }
    this.#names.set(name.toLowerCase(), [...addresses]);
  }

  /** A literal address is its own answer. */
  lookUp(name: string, family?: 4 | 6): DnsAnswer {
    const all = ipVersion(name) === 0 ? (this.#names.get(name.toLowerCase()) ?? []) : [name];
    const fitting = all.filter((address) => family === undefined || ipVersion(address) === family);
    const addresses = [...new Set(fitting)].slice(0, MAX_ADDRESSES);
    return addresses.length === 0 ? { fault: NO_NAME } : { addresses };
  }
}
