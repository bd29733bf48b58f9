import { readAddress, type Address } from "../policy/address.js";

/**
 * Where a client is.
 *
 * @param remote - the other end of its TCP connection.
 * @param forwarded - the header `X-Forwarded-For`, where there is a proxy that is trusted: the last address is what the proxy added.
 */
export function clientAddress(remote: string | undefined, forwarded?: string | readonly string[]): Address | undefined {
  const last = [forwarded ?? ""].flat().join(",").split(",").at(-1)?.trim() ?? "";
  // Some proxies add the port.
  const address = last.replace(/^\[([^\]]*)\](?::\d+)?$|^([^:]*):\d+$/, "$1$2");
  return readAddress(address) ?? readAddress((remote ?? "").replace(/%.*$/, ""));
}

/** What counts as one client: an IPv4 address, or an IPv6 network of 64 bits, as one subscriber has all of it. */
export function clientKey(address: Address | undefined): string {
  if (address === undefined) return "unknown";
  return address.octets.length === 4 ? address.text : `${address.octets.slice(0, 8).join(".")}/64`;
}
