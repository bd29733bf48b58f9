import { parseIPv4, parseIPv6 } from "@luat/contract";

/** One text for each address, however it is written. */
export function canonical(address: string): string {
  // Most are of IPv4 and have one text only; this is asked for every packet.
  return address.includes(":") ? (parseIPv6(address)?.join(".") ?? address) : address;
}

const LOOPBACK = canonical("::1");

export function isLoopback(address: string): boolean {
  return address.includes(":") ? canonical(address) === LOOPBACK : parseIPv4(address)?.[0] === 127;
}
