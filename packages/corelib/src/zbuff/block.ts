/** The most bytes of a zbuff. */
export const MOST = 0x7fffffff;

/** A block of bytes of an exact length. It grows in place where it can; new bytes are zero, as nothing behind the length was ever in use. */
export class Block {
  #store: Uint8Array<ArrayBuffer>;
  #bytes: Uint8Array<ArrayBuffer>;

  constructor(length: number) {
    this.#store = new Uint8Array(length);
    this.#bytes = this.#store;
  }

  /** The bytes themselves, not a copy; another array after each change of the length. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** Makes it longer. Behind the length the store doubles, so that growing in small steps stays cheap. */
  extend(length: number): void {
    if (length > this.#store.length) {
      const store = new Uint8Array(Math.min(Math.max(length, this.#store.length * 2), MOST));
      store.set(this.#bytes);
      this.#store = store;
    }
    this.#bytes = this.#store.subarray(0, length);
  }

  /** Gives it another length and exactly the memory it needs. */
  resize(length: number): void {
    if (length === this.#bytes.length && length === this.#store.length) return;
    const store = new Uint8Array(length);
    store.set(this.#bytes.subarray(0, length));
    this.#store = store;
    this.#bytes = store;
  }
}
