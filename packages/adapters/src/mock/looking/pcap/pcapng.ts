// pcapng, not the classic format: only it has comments, which say what no header can, such as that a packet was lost.
const SECTION = 0x0a0d0d0a;
const INTERFACE = 1;
const PACKET = 6;
const BYTE_ORDER = 0x1a2b3c4d;
/** Packets begin with the header of IP, whose first digit says which: hosts of a mock network have no hardware addresses. */
const LINKTYPE_RAW = 101;
const COMMENT = 1;

/** One packet of a capture file. */
export interface Frame {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly bytes: Uint8Array;
  readonly comment?: string | undefined;
}

/** A whole capture file. @param comment - about all of it. */
export function pcapng(frames: readonly Frame[], comment: string | undefined): Uint8Array {
  const size = new Uint8Array(8).fill(0xff); // not told
  const section = block(SECTION, [u32(BYTE_ORDER), u16(1, 0), size, ...comments(comment)]);
  const anInterface = block(INTERFACE, [u16(LINKTYPE_RAW, 0), u32(0)]);
  return joined([section, anInterface, ...frames.map(packetBlock)]);
}

function packetBlock({ time, bytes, comment }: Frame): Uint8Array {
  // A clock may be set to before 1970, which no capture file knows.
  const microseconds = Math.max(0, Math.round(time * 1000));
  const stamp = u32(Math.floor(microseconds / 2 ** 32), microseconds % 2 ** 32);
  return block(PACKET, [u32(0), stamp, u32(bytes.length, bytes.length), padded(bytes), ...comments(comment)]);
}

function comments(comment: string | undefined): Uint8Array[] {
  if (comment === undefined) return [];
  const text = new TextEncoder().encode(comment);
  return [u16(COMMENT, text.length), padded(text), u32(0)];
}

function block(type: number, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 12);
  return joined([u32(type, length), ...parts, u32(length)]);
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  whole.set(bytes);
  return whole;
}

function u32(...numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, number] of numbers.entries()) view.setUint32(i * 4, number, true);
  return bytes;
}

function u16(...numbers: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 2);
  const view = new DataView(bytes.buffer);
  for (const [i, number] of numbers.entries()) view.setUint16(i * 2, number, true);
  return bytes;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
