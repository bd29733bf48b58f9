/** What a record is: the numbers are those of TLS. */
export const ALERT = 21;
export const HANDSHAKE = 22;
export const DATA = 23;
export type RecordType = typeof ALERT | typeof HANDSHAKE | typeof DATA;

/** The most bytes that one record carries. */
export const MAX_RECORD = 16_384;
/** The type, two bytes of the version, and two of the length. */
export const HEADER = 5;

/** Every record of TLS since 1.2 says that it is one of 1.2. */
const MAJOR = 3;
const MINOR = 3;

/** Puts bytes into as many records as they need, at least one. */
export function toRecords(type: RecordType, bytes: Uint8Array): Uint8Array {
  const count = Math.max(1, Math.ceil(bytes.length / MAX_RECORD));
  const records = new Uint8Array(bytes.length + count * HEADER);
  for (let n = 0; n < count; n++) {
    const piece = bytes.subarray(n * MAX_RECORD, (n + 1) * MAX_RECORD);
    const at = n * (MAX_RECORD + HEADER);
    records.set([type, MAJOR, MINOR, piece.length >> 8, piece.length & 255], at);
    records.set(piece, at + HEADER);
  }
  return records;
}

/** How many of the bytes that were put into records are in the first `length` bytes of these. */
export function carriedBy(length: number): number {
  const whole = Math.floor(length / (MAX_RECORD + HEADER));
  return whole * MAX_RECORD + Math.max(0, (length % (MAX_RECORD + HEADER)) - HEADER);
}

/** What five bytes say, if they are the header of a record. */
export function readHeader(header: Uint8Array): { readonly type: RecordType; readonly length: number } | undefined {
  const [type, major, , high = 0, low = 0] = header;
  const length = high * 256 + low;
  if (type !== ALERT && type !== HANDSHAKE && type !== DATA) return undefined;
  return major === MAJOR && length <= MAX_RECORD ? { type, length } : undefined;
}
