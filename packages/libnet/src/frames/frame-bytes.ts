const slice = Uint8Array.prototype.slice;

/** A copy of a part of a view. A Node Buffer's own slice would be a view of the lent bytes. */
export function frameBytes(view: Uint8Array, start: number, end: number): Uint8Array {
  return slice.call(view, start, end);
}
