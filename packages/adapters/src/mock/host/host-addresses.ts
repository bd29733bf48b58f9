import { ipVersion, parseIPv4, type LocalAddress } from "@luat/contract";
import { canonical, isLoopback } from "../address.js";

const EVERYBODY = "255.255.255.255";

/** The addresses of one host. */
export class HostAddresses {
  #local: LocalAddress;
  #broadcast: string;

  /** @throws TypeError */
  constructor(local: LocalAddress) {
    this.#local = local;
    this.#broadcast = local.ip;
    this.set(local);
  }

  get local(): LocalAddress {
    return this.#local;
  }

  /** Where a datagram reaches all hosts of its subnet, as `255.255.255.255` does. */
  get broadcast(): string {
    return this.#broadcast;
  }

  /** @throws TypeError */
  set({ ip, mask, gateway, ipv6 }: LocalAddress): void {
    const ipOctets = parseIPv4(ip);
    const maskOctets = parseIPv4(mask);
    if (ipOctets === undefined) throw new TypeError(`address is ${JSON.stringify(ip)}; expected an IPv4 address`);
    if (maskOctets === undefined) throw new TypeError(`mask is ${JSON.stringify(mask)}; expected an IPv4 address`);
    if (ipv6 !== undefined && ipVersion(ipv6) !== 6) throw new TypeError(`ipv6 is ${JSON.stringify(ipv6)}; expected an IPv6 address`);
    this.#local = { ip, mask, gateway, ipv6 };
    this.#broadcast = ipOctets.map((octet, i) => octet | (~(maskOctets[i] ?? 0) & 255)).join(".");
  }

  /** Those that other hosts know. */
  get all(): readonly string[] {
    const { ip, ipv6 } = this.local;
    return ipv6 === undefined ? [ip] : [ip, ipv6];
  }

  has(address: string): boolean {
    return isLoopback(address) || this.all.some((own) => canonical(own) === canonical(address));
  }

  isBroadcast(address: string): boolean {
    return address === EVERYBODY || address === this.broadcast;
  }

  /** The one from which something to `address` leaves; none where there is no way. */
  sourceFor(address: string): string | undefined {
    const isIPv4 = ipVersion(address) === 4;
    if (isLoopback(address)) return isIPv4 ? "127.0.0.1" : "::1";
    return isIPv4 ? this.local.ip : this.local.ipv6;
  }
}
