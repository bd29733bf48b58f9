/** Bytes that nobody sent. */
export const JUNK = 0xdd;
/** What is behind the bytes that are lent, so that nobody gets by without looking at `length`. */
const BEYOND = 8;

/** Small copies share a slab: a buffer of its own for each would cost more than all else that a packet does. */
const SMALL = 2048;
const SLAB = 65_536;
let slab: ArrayBuffer | undefined;
let used = 0;

/** Copies bytes for a packet, with junk behind them. */
export function lentCopy(bytes: Uint8Array): Uint8Array {
  const copy = lentSpace(bytes.length);
  copy.set(bytes);
  return copy;
}

/** Room for so many bytes, with junk behind it. */
export function lentSpace(length: number): Uint8Array {
  const space = length > SMALL ? new Uint8Array(length + BEYOND) : fromSlab(length + BEYOND);
  space.fill(JUNK, length);
  return space;
}

function fromSlab(size: number): Uint8Array {
  if (slab === undefined || used + size > SLAB) {
    slab = new ArrayBuffer(SLAB);
    used = 0;
  }
  const view = new Uint8Array(slab, used, size);
  used += size;
  return view;
}
