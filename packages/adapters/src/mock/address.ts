import { parseIPv4, parseIPv6 } from "@luat/contract";

/** One text for each address, however it is written. */
export function canonical(address: string): string {
  return parseIPv6(address)?.join(".") ?? address;
}

export function isLoopback(address: string): boolean {
  return parseIPv4(address)?.[0] === 127 || canonical(address) === canonical("::1");
}
