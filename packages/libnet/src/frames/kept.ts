import { ownBytes } from "@luat/socket/runtime";

/** More than this is given back once the frame is complete. */
const SPARE = 4_096;
const NO_BYTES = new Uint8Array(0);

/** The bytes of a frame that is not complete: a buffer that grows with them, and is used again. */
export class Kept {
  bytes = NO_BYTES;
  length = 0;
  readonly #most: number;

  /** @param most - how many there will be at most: the buffer does not grow beyond that. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Appends a part of a view. */
  add(view: Uint8Array, start: number, end: number): void {
    const count = end - start;
    this.#reserve(count);
    if (count <= 32) for (let i = 0; i < count; i++) this.bytes[this.length + i] = view[start + i] as number;
    else this.bytes.set(view.subarray(start, end), this.length);
    this.length += count;
  }

  /** What is kept, as a view that is valid until it is changed. */
  view(start = 0, end = this.length): Uint8Array {
    return this.bytes.subarray(start, end);
  }

  /** A copy of a part. */
  copy(start: number, end: number): Uint8Array {
    return ownBytes(this.bytes, start, end);
  }

  /** Forgets the first bytes. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.#shrink(this.length - count);
  }

  clear(): void {
    this.#shrink(0);
  }

  #shrink(length: number): void {
    this.length = length;
    if (length === 0 && this.bytes.length > SPARE) this.bytes = NO_BYTES;
  }

  #reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, Math.min(this.#most, Math.max(this.bytes.length * 2, 64))));
    grown.set(this.bytes.subarray(0, this.length));
    this.bytes = grown;
  }
}
