import type { Address } from "./address.js";
import { type AddressRange, readRange } from "./address-range.js";

/** Not for everybody's use, as the registries of IANA have it (RFC 6890 and later). */
const IPV4 = [
  "0.0.0.0/8", // this host and network; Linux takes 0.0.0.0 for the loopback
  "10.0.0.0/8", // private
  "100.64.0.0/10", // behind a carrier's NAT
  "127.0.0.0/8", // loopback
  "169.254.0.0/16", // link-local, with the metadata services of clouds
  "172.16.0.0/12", // private
  "192.0.0.0/24", // protocol assignments
  "192.0.2.0/24", // documentation
  "192.88.99.0/24", // relays of 6to4
  "192.168.0.0/16", // private
  "198.18.0.0/15", // benchmarks
  "198.51.100.0/24", // documentation
  "203.0.113.0/24", // documentation
  "224.0.0.0/4", // multicast
  "240.0.0.0/4", // reserved, with the broadcast address
].map(mustRead);

const IPV6 = [
  "::/8", // unspecified, loopback, and old ways of writing IPv4
  "64:ff9b:1::/48", // translation to IPv4, local
  "100::/64", // discarded
  "2001::/23", // protocol assignments, with Teredo
  "2001:db8::/32", // documentation
  "2002::/16", // 6to4, which leads to the IPv4 address in it
  "3fff::/20", // documentation
  "5f00::/16", // segments
  "fc00::/7", // private
  "fe80::/10", // link-local
  "fec0::/10", // site-local
  "ff00::/8", // multicast
].map(mustRead);

/** All that is handed out for use on the Internet. */
const GLOBAL = mustRead("2000::/3");
/** Translation to the IPv4 address in the last four octets (RFC 6052). */
const NAT64 = mustRead("64:ff9b::/96");

/** Whether an address leads elsewhere than to a host of the Internet: loopback, private, link-local and other special ranges. */
export function isSpecial(address: Address): boolean {
  if (address.octets.length === 4) return IPV4.some((range) => range.contains(address));
  if (NAT64.contains(address)) return isSpecial({ text: address.text, octets: address.octets.slice(12) });
  return !GLOBAL.contains(address) || IPV6.some((range) => range.contains(address));
}

/** Whether who names this range means special addresses by it: all of them are of one special range. */
export function isWithinSpecial(range: AddressRange): boolean {
  return [...IPV4, ...IPV6].some((special) => special.covers(range)) || (NAT64.covers(range) && range.bits === 128 && isSpecial(range.first));
}

function mustRead(text: string): AddressRange {
  const range = readRange(text);
  if (range === undefined) throw new TypeError(`${text} is no range`);
  return range;
}
