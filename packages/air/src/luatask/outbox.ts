import { joined } from "./inbox.js";

/** What `asyncSend` queued, and what came with messages. */
export class Outbox {
  /** Milliseconds for each chunk; absent: for ever. */
  timeout: number | undefined;
  #entries: Uint8Array[] = [];

  get count(): number {
    return this.#entries.length;
  }

  push(bytes: Uint8Array): void {
    this.#entries.push(bytes);
  }

  /** All of it, joined. */
  take(): Uint8Array {
    const bytes = joined(this.#entries);
    this.clear();
    return bytes;
  }

  clear(): void {
    this.#entries = [];
  }
}
