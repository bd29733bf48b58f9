import { addressOf, isMapped, readAddress, type Address } from "./address.js";
import { parseIPv6 } from "@luat/contract";

/** All addresses that begin with the same bits: CIDR. */
export class AddressRange {
  readonly #octets: Uint8Array;
  readonly bits: number;

  /** @param octets - its first address. */
  constructor(octets: Uint8Array, bits: number) {
    this.#octets = octets;
    this.bits = bits;
  }

  contains({ octets }: Address): boolean {
    return this.#begins(octets);
  }

  /** Whether all addresses of another range are in this one. */
  covers(other: AddressRange): boolean {
    return other.bits >= this.bits && this.#begins(other.#octets);
  }

  /** Its first address. */
  get first(): Address {
    const { bits } = this;
    return addressOf(this.#octets.map((octet, i) => octet & maskOf(bits - 8 * i)));
  }

  /** Whether the address that it was made with is its first one. */
  get isExact(): boolean {
    return this.#octets.every((octet, i) => (octet & maskOf(this.bits - 8 * i)) === octet);
  }

  #begins(octets: Uint8Array): boolean {
    if (octets.length !== this.#octets.length) return false;
    return octets.every((octet, i) => ((octet ^ (this.#octets[i] ?? 0)) & maskOf(this.bits - 8 * i)) === 0);
  }
}

/** Of an octet, the first bits. */
function maskOf(bits: number): number {
  return bits >= 8 ? 255 : bits <= 0 ? 0 : (255 << (8 - bits)) & 255;
}

/** Reads an address, or a range as `10.0.0.0/8`; `undefined`: it is neither. */
export function readRange(text: string): AddressRange | undefined {
  const [, host = "", digits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = readAddress(host);
  if (address === undefined) return undefined;
  // The bits of a mapped address count from its first octet as IPv6.
  const offset = isMapped(parseIPv6(host) ?? new Uint8Array()) ? 96 : 0;
  const most = 8 * address.octets.length;
  const bits = digits === undefined ? most : Number(digits) - offset;
  return bits < 0 || bits > most ? undefined : new AddressRange(address.octets, bits);
}
