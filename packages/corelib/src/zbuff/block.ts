import { dataViewOn } from "../pack/number-formats.js";

/** The most bytes of a zbuff. */
export const MOST = 0x7fffffff;

/** A block of bytes of an exact length. It grows in place where it can; new bytes are zero, as nothing behind the length was ever in use. */
export class Block {
  /** How many of its first bytes are in use, which is also where the cursor is. */
  used = 0;
  #store: Uint8Array<ArrayBuffer>;
  #bytes: Uint8Array<ArrayBuffer>;
  #view: DataView | undefined;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#store = bytes;
    this.#bytes = bytes;
  }

  /** The bytes themselves, not a copy; another array after each change of the length. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes;
  }

  /** The same bytes, for numbers. */
  get view(): DataView {
    return (this.#view ??= dataViewOn(this.#bytes));
  }

  /** Makes it at least so long; `name` is the argument that asks for it. */
  cover(length: number, name: string): void {
    if (length <= this.#bytes.length) return;
    if (!(length <= MOST)) throw new RangeError(`${name} asks for ${length} bytes; expected a zbuff of at most ${MOST}`);
    this.#extend(length);
  }

  /** Gives it another length and exactly the memory it needs. */
  resize(length: number): void {
    this.used = Math.min(this.used, length);
    if (length === this.#bytes.length && length === this.#store.length) return;
    const store = new Uint8Array(length);
    store.set(this.#bytes.subarray(0, length));
    this.#store = store;
    this.#show(store);
  }

  /** Behind the length the store doubles, so that growing in small steps stays cheap. */
  #extend(length: number): void {
    if (length > this.#store.length) {
      const store = new Uint8Array(Math.min(Math.max(length, this.#store.length * 2), MOST));
      store.set(this.#bytes);
      this.#store = store;
    }
    this.#show(this.#store.subarray(0, length));
  }

  #show(bytes: Uint8Array<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = undefined;
  }
}
