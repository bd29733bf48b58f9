import { parseIPv4, parseIPv6 } from "@luat/contract";

// Datagrams mostly come from where the last one came from.
let lastAddress = "";
let lastOctets = new Uint8Array(0);

/** LuatOS's binary form of an address: a zero and four octets, or a one and sixteen. It is the caller's own. */
export function ipOctets(address: string): Uint8Array {
  if (address !== lastAddress) {
    lastOctets = parse(address);
    lastAddress = address;
  }
  return lastOctets.slice();
}

function parse(address: string): Uint8Array<ArrayBuffer> {
  const v4 = parseIPv4(address);
  const octets = v4 ?? parseIPv6(address);
  if (octets === undefined) throw new Error(`a card told of the address ${JSON.stringify(address)}, which is none`);
  const tagged = new Uint8Array(octets.length + 1);
  tagged[0] = v4 === undefined ? 1 : 0;
  tagged.set(octets, 1);
  return tagged;
}
