import { Buffer } from "node:buffer";

/** What is read at once is no longer. */
const BLOCK = 65_536;
/** So many wait to be used again; others go as memory goes. */
const KEPT = 64;

/** Memory for bytes that are under way: new memory for each piece costs more than its copying. */
export class BlockPool {
  readonly #free: Uint8Array[] = [];

  /** A copy of bytes, which is its own until it is given back; `undefined`: they are too long. */
  copy(bytes: Uint8Array): Uint8Array | undefined {
    if (bytes.length > BLOCK) return undefined;
    const block = this.#free.pop() ?? Buffer.allocUnsafeSlow(BLOCK);
    block.set(bytes);
    return block.subarray(0, bytes.length);
  }

  /** Nobody looks at this copy any more. */
  give(copy: Uint8Array): void {
    if (this.#free.length < KEPT) this.#free.push(Buffer.from(copy.buffer, copy.byteOffset, BLOCK));
  }
}
