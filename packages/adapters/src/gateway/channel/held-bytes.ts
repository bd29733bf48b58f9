/** What is smaller is copied together with its neighbours, as each piece costs more than its bytes. */
const SMALL = 4_096;
const SLAB = 16_384;

/** Bytes that wait in order, in few pieces however small they came. */
export class HeldBytes {
  readonly #pieces: Uint8Array[] = [];
  /** The last piece, while it has room, and how much of it is used. */
  #slab: Uint8Array | undefined;
  #used = 0;
  #length = 0;

  /** How many there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds bytes, which may not be changed any more. */
  push(bytes: Uint8Array): void {
    this.#length += bytes.length;
    if (bytes.length >= SMALL) {
      this.#seal();
      this.#pieces.push(bytes);
      return;
    }
    if (this.#slab !== undefined && this.#used + bytes.length > SLAB) this.#seal();
    this.#slab ??= new Uint8Array(SLAB);
    this.#slab.set(bytes, this.#used);
    this.#used += bytes.length;
  }

  /** The first piece, which stays; `undefined`: there is nothing. */
  get first(): Uint8Array | undefined {
    if (this.#pieces.length === 0) this.#seal();
    return this.#pieces[0];
  }

  /** Takes the first bytes of the first piece away. */
  drop(count: number): void {
    const piece = this.#pieces[0];
    if (piece === undefined) return;
    this.#length -= count;
    if (count === piece.length) this.#pieces.shift();
    else this.#pieces[0] = piece.subarray(count);
  }

  #seal(): void {
    if (this.#slab !== undefined && this.#used > 0) this.#pieces.push(this.#slab.subarray(0, this.#used));
    this.#slab = undefined;
    this.#used = 0;
  }
}
