import { networkInterfaces } from "node:os";
import type { LocalAddress } from "@luat/contract";

/**
 * Where this host is: its first address that is not internal, or the one asked for; the loopback where there is none.
 * Node does not tell the gateway; the first address of the network is the usual one.
 */
export function nodeAddress(wanted?: string): LocalAddress {
  const cards = Object.values(networkInterfaces()).map((addresses) => addresses ?? []);
  const card = cards.find((addresses) => addresses.some((a) => (wanted === undefined ? a.family === "IPv4" && !a.internal : a.address === wanted)));
  const v4 = card?.filter((a) => a.family === "IPv4") ?? [];
  const { address: ip, netmask: mask } = v4.find((a) => a.address === wanted) ?? v4[0] ?? { address: "127.0.0.1", netmask: "255.0.0.0" };
  const ipv6 = (card ?? cards.flat()).find((a) => a.family === "IPv6" && !a.internal && a.scopeid === 0)?.address;
  return { ip, mask, gateway: firstOf(ip, mask), ...(ipv6 !== undefined && { ipv6 }) };
}

function firstOf(ip: string, mask: string): string {
  const bits = mask.split(".").map(Number);
  const network = ip.split(".").map((octet, i) => Number(octet) & (bits[i] ?? 0));
  network[3] = (network[3] ?? 0) | 1;
  return network.join(".");
}

/** Whether this host has any IPv6 address, be it only the loopback's. */
export function hasIPv6(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some((a) => a.family === "IPv6"));
}
