/** A packet of a capture file, read by what the formats say and nothing of what wrote it. */
export interface ReadPacket {
  /** Microseconds since 1970. */
  readonly time: number;
  readonly comment: string | undefined;
  readonly from: string;
  readonly to: string;
  /** ICMP is 1 and 58, TCP 6, UDP 17. */
  readonly protocol: number;
  readonly ports: readonly [number, number];
  /** Whether all checksums are there, and right. */
  readonly isWhole: boolean;
  readonly tcp: { readonly sequence: number; readonly acknowledged: number; readonly flags: string; readonly window: number; readonly scale: number | undefined } | undefined;
  readonly data: Uint8Array;
}

export interface ReadCapture {
  readonly comment: string | undefined;
  readonly packets: readonly ReadPacket[];
}

const FLAGS = ["fin", "syn", "rst", "psh", "ack", "urg"];

/** @throws Error when it is no such file. */
export function readPcapng(file: Uint8Array): ReadCapture {
  const packets: ReadPacket[] = [];
  let comment: string | undefined;
  const kinds: string[] = [];
  for (const { type, body } of blocks(file)) {
    kinds.push(type.toString(16));
    if (type === 0x0a0d0d0a) comment = commentIn(body, 16);
    else if (type === 1) must(body.getUint16(0, true) === 101, "packets of IP");
    else packets.push(packetBlock(body));
  }
  must(kinds.join(" ").startsWith("a0d0d0a 1") && kinds.slice(2).every((kind) => kind === "6"), "a section, its interface, and packets");
  return { comment, packets };
}

function* blocks(file: Uint8Array): Generator<{ type: number; body: DataView }> {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  must(view.getUint32(8, true) === 0x1a2b3c4d, "the mark of the byte order");
  for (let at = 0; at < file.length; ) {
    const length = view.getUint32(at + 4, true);
    must(length % 4 === 0 && view.getUint32(at + length - 4, true) === length, "the same length at both ends of a block");
    yield { type: view.getUint32(at, true), body: new DataView(file.buffer, file.byteOffset + at + 8, length - 12) };
    at += length;
  }
}

function packetBlock(body: DataView): ReadPacket {
  const [high, low, length] = [4, 8, 12].map((at) => body.getUint32(at, true)) as [number, number, number];
  must(body.getUint32(16, true) === length, "a packet that was captured whole");
  const bytes = new Uint8Array(body.buffer, body.byteOffset + 20, length);
  return { time: high * 2 ** 32 + low, comment: commentIn(body, 20 + Math.ceil(length / 4) * 4), ...ipPacket(bytes) };
}

function commentIn(body: DataView, at: number): string | undefined {
  if (at === body.byteLength) return undefined;
  must(body.getUint16(at, true) === 1, "a comment and nothing else");
  const length = body.getUint16(at + 2, true);
  must(body.getUint32(at + 4 + Math.ceil(length / 4) * 4, true) === 0, "the end of options");
  return new TextDecoder().decode(new Uint8Array(body.buffer, body.byteOffset + at + 4, length));
}

function ipPacket(bytes: Uint8Array): Omit<ReadPacket, "time" | "comment"> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isV4 = view.getUint8(0) >> 4 === 4;
  const size = isV4 ? 20 : 40;
  const [addressesAt, width] = isV4 ? [12, 4] : [8, 16];
  const [from, to] = [addressesAt, addressesAt + width].map((at) => bytes.subarray(at, at + width)) as [Uint8Array, Uint8Array];
  must((isV4 ? view.getUint16(2) : view.getUint16(4) + 40) === bytes.length, "the length of the packet");
  const protocol = view.getUint8(isV4 ? 9 : 6);
  const payload = bytes.subarray(size);
  const pseudo = [...from, ...to, 0, protocol, payload.length >> 8, payload.length & 255];
  const hasNone = protocol === 17 && payload[6] === 0 && payload[7] === 0;
  const isWhole = !hasNone && sum(protocol === 1 ? payload : [...pseudo, ...payload]) === 0xffff && (!isV4 || sum(bytes.subarray(0, 20)) === 0xffff);
  const text = (address: Uint8Array): string => (isV4 ? address.join(".") : Array.from({ length: 8 }, (_, i) => (address[2 * i]! * 256 + address[2 * i + 1]!).toString(16)).join(":"));
  return { from: text(from), to: text(to), protocol, isWhole, ...transport(protocol, payload) };
}

function transport(protocol: number, bytes: Uint8Array): Pick<ReadPacket, "ports" | "tcp" | "data"> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (protocol === 1 || protocol === 58) return { ports: [0, 0], tcp: undefined, data: bytes };
  const ports = [view.getUint16(0), view.getUint16(2)] as const;
  if (protocol === 17) {
    must(view.getUint16(4) === bytes.length, "the length of a datagram");
    return { ports, tcp: undefined, data: bytes.subarray(8) };
  }
  must(protocol === 6, "TCP, UDP or ICMP");
  const size = (view.getUint8(12) >> 4) * 4;
  const bits = view.getUint8(13);
  const flags = FLAGS.filter((_, bit) => (bits & (1 << bit)) !== 0).join(" ");
  const options = bytes.subarray(20, size);
  must(size === 20 || (size === 28 && options[0] === 2 && options[5] === 3), "no options, or the largest segment and the scale of windows");
  return { ports, tcp: { sequence: view.getUint32(4), acknowledged: view.getUint32(8), flags, window: view.getUint16(14), scale: options[7] }, data: bytes.subarray(size) };
}

function sum(bytes: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < bytes.length; i += 2) total += bytes[i]! * 256 + (bytes[i + 1] ?? 0);
  while (total > 0xffff) total = (total & 0xffff) + (total >>> 16);
  return total;
}

function must(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(`this is no capture file: expected ${what}`);
}
