import { ipVersion, MAX_ADDRESSES, type Clock, type DnsAnswer, type DnsQuery, type Stop } from "@luat/contract";

/** Names, each with its address, or up to four in the order to try them: as in a hosts file. */
export interface HostsTable {
  readonly [name: string]: string | readonly string[];
}

/** The hosts file of a device: asked before any card, and for its names nobody else is. Names are the same in any case. */
export class Hosts {
  readonly #names = new Map<string, readonly string[]>();
  readonly #clock: Clock;

  /** @throws TypeError for what is no name, or no address of one; RangeError for no address, or too many. */
  constructor(table: HostsTable, clock: Clock) {
    this.#clock = clock;
    if (typeof table !== "object" || table === null || Array.isArray(table)) throw new TypeError("hosts is no object; expected names with their addresses");
    for (const [name, value] of Object.entries(table)) {
      if (name === "" || /[\s/@[\]:]/.test(name) || ipVersion(name) !== 0) {
        throw new TypeError(`hosts: ${JSON.stringify(name)} is no name; expected names alone, without scheme, port or blanks`);
      }
      const key = name.toLowerCase();
      if (this.#names.has(key)) throw new TypeError(`hosts: ${JSON.stringify(name)} is there twice; names are the same in any case`);
      this.#names.set(key, addressesOf(`hosts[${JSON.stringify(name)}]`, value));
    }
  }

  /** Whether this name is answered here. */
  has(name: string): boolean {
    return this.#names.has(name.toLowerCase());
  }

  /** Answers as a card would, once the running code has ended. */
  resolve(name: string, query: DnsQuery, done: (answer: DnsAnswer) => void): Stop {
    const all = this.#names.get(name.toLowerCase()) ?? [];
    const addresses = query.family === undefined ? all : all.filter((address) => ipVersion(address) === query.family);
    let stopped = false;
    this.#clock.dry(() => {
      if (!stopped) done(addresses.length > 0 ? { addresses } : { fault: { reason: "name" } });
    });
    return () => {
      stopped = true;
    };
  }
}

function addressesOf(what: string, value: unknown): readonly string[] {
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  const addresses = [...new Set(all)];
  for (const address of addresses) {
    if (typeof address !== "string" || ipVersion(address) === 0) throw new TypeError(`${what} is ${shown(value)}; expected IPv4 or IPv6 addresses`);
  }
  if (addresses.length === 0 || addresses.length > MAX_ADDRESSES) throw new RangeError(`${what} is ${shown(value)}; expected 1 to ${MAX_ADDRESSES} addresses`);
  return addresses as string[];
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
