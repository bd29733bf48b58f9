import type { Address } from "./address.js";
import { AddressRange } from "./address-range.js";
import { readRule, type AllowRule, type Protocol } from "./allow-rule.js";
import { isSpecial, isWithinSpecial } from "./special-ranges.js";

/**
 * What clients may reach: nothing but what a rule names. Special addresses, such as those of the loopback and of private networks,
 * are reached only by a rule that names them, or a range of them, as numbers; neither `*`, nor a name that leads there, nor a
 * range with public addresses in it, such as 0.0.0.0/0, will do.
 */
export class Policy {
  readonly #rules: readonly AllowRule[];

  /** @throws TypeError when a rule is none. */
  constructor(allow: readonly string[]) {
    this.#rules = allow.map(readRule);
  }

  /** Whether listeners may be opened at all. */
  get hasListeners(): boolean {
    return this.#rules.some(({ protocol }) => protocol === "listen");
  }

  /** Whether an address may be reached, by itself or as one of those that `name` leads to. */
  permits(protocol: Protocol, address: Address, port: number, name?: string): boolean {
    const special = isSpecial(address);
    return this.#for(protocol, port).some(({ host }) => {
      if (host instanceof AddressRange) return host.contains(address) && (!special || isWithinSpecial(host));
      return !special && (host === "any" || (name !== undefined && isNamed(name, host)));
    });
  }

  /** Whether a name may be looked up, as some rule allows it or what it may lead to. */
  permitsName(protocol: Protocol, name: string, port: number): boolean {
    return this.#for(protocol, port).some(({ host }) => host === "any" || host instanceof AddressRange || isNamed(name, host));
  }

  /** Whether this side's address, or without one all of them, and port may be taken. */
  permitsListening(address: Address | undefined, port: number): boolean {
    return this.#for("listen", port).some(({ host }) => host === "any" || (address !== undefined && host instanceof AddressRange && host.contains(address)));
  }

  #for(protocol: Protocol, port: number): readonly AllowRule[] {
    return this.#rules.filter((rule) => rule.protocol === protocol && rule.ports.some(([first, last]) => port >= first && port <= last));
  }
}

function isNamed(name: string, { name: own, isWild }: { readonly name: string; readonly isWild: boolean }): boolean {
  return isWild ? name.endsWith(`.${own}`) : name === own;
}
