import { parseIPv4, parseIPv6 } from "@luat/contract";
import { checksum } from "./checksum.js";

export const ICMP = 1;
export const TCP = 6;
export const UDP = 17;
export const ICMPV6 = 58;

const HOPS = 64;
const DONT_FRAGMENT = 0x4000;

/** The two ends of a packet of IP, as octets: both of 4, or of 16. */
export class IpRoute {
  readonly #from: Uint8Array;
  readonly #to: Uint8Array;

  /** @throws TypeError when one of them is no address. */
  constructor(from: string, to: string) {
    this.#from = octets(from);
    this.#to = octets(to);
  }

  get isV4(): boolean {
    return this.#from.length === 4;
  }

  /** The checksum of what a packet carries, for protocols that sum up the addresses too. */
  checksum(protocol: number, payload: Uint8Array): number {
    return checksum(this.#from, this.#to, words(payload.length, protocol), payload);
  }

  /**
   * The header of IP.
   *
   * @param length - of what follows it.
   * @param id - tells packets of a host apart; of IPv4 only.
   */
  header(protocol: number, length: number, id: number): Uint8Array {
    if (this.isV4) {
      const header = new Uint8Array(20);
      header.set(words(0x4500, 20 + length, id & 0xffff, DONT_FRAGMENT, (HOPS << 8) | protocol, 0));
      header.set(this.#from, 12);
      header.set(this.#to, 16);
      header.set(words(checksum(header)), 10);
      return header;
    }
    const header = new Uint8Array(40);
    header.set(words(0x6000, 0, length, (protocol << 8) | HOPS));
    header.set(this.#from, 8);
    header.set(this.#to, 24);
    return header;
  }

  /** A whole packet. */
  packet(protocol: number, payload: Uint8Array, id: number): Uint8Array {
    const header = this.header(protocol, payload.length, id);
    const packet = new Uint8Array(header.length + payload.length);
    packet.set(header);
    packet.set(payload, header.length);
    return packet;
  }
}

/** Numbers of 16 bits, as the network has them. */
export function words(...numbers: readonly number[]): Uint8Array {
  return Uint8Array.from(numbers.flatMap((number) => [(number >> 8) & 255, number & 255]));
}

function octets(address: string): Uint8Array {
  const found = parseIPv4(address) ?? parseIPv6(address);
  if (found === undefined) throw new TypeError(`address is ${JSON.stringify(address)}; expected an IPv4 or IPv6 address`);
  return found;
}
