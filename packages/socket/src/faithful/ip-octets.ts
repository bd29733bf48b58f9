import { parseIPv4, parseIPv6 } from "@luat/contract";

/** LuatOS's binary form of an address: a zero and four octets, or a one and sixteen. */
export function ipOctets(address: string): Uint8Array {
  const v4 = parseIPv4(address);
  const octets = v4 ?? parseIPv6(address);
  if (octets === undefined) throw new Error(`a card told of the address ${JSON.stringify(address)}, which is none`);
  const tagged = new Uint8Array(octets.length + 1);
  tagged[0] = v4 === undefined ? 1 : 0;
  tagged.set(octets, 1);
  return tagged;
}
