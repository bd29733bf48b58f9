import { FULL, type Fault, type Stream, type StreamSink } from "@luat/contract";
import type { Line, LineWatcher } from "./line.js";

/** What tells that a stream can be used; one that was accepted can from the start. */
export type OpensWith = "accepted" | "connected" | "secured";

/** A TCP or TLS connection of a peer. */
export class StreamLine implements Line, StreamSink {
  readonly whole = false;
  hasEnded = false;
  isClosed = false;
  fault: Fault | undefined;
  readonly #watcher: LineWatcher;
  readonly #opensWith: OpensWith;
  readonly #stream: Stream;
  #bytes = new Uint8Array(256);
  #length = 0;

  /** @param start - dials, or accepts a client, with this as its sink. */
  constructor(watcher: LineWatcher, opensWith: OpensWith, start: (sink: StreamSink) => Stream) {
    this.#watcher = watcher;
    this.#opensWith = opensWith;
    this.#stream = start(this);
  }

  get unread(): Uint8Array | undefined {
    return this.#length === 0 ? undefined : this.#bytes.subarray(0, this.#length);
  }

  get isFlushed(): boolean {
    return this.#stream.queued === 0;
  }

  take(length: number): void {
    this.#bytes.copyWithin(0, length, this.#length);
    this.#length -= length;
  }

  send(bytes: Uint8Array): "taken" | "full" {
    return this.#stream.send(bytes) === FULL ? "full" : "taken";
  }

  stall(on: boolean): void {
    if (on) this.#stream.pause();
    else this.#stream.resume();
  }

  finish(): void {
    this.#stream.finish();
  }

  destroy(how: "abort" | "reset"): void {
    this.isClosed = true;
    this.#stream.destroy(how);
  }

  connected(): void {
    if (this.#opensWith === "connected") this.#watcher.opened();
  }

  secured(): void {
    this.#watcher.opened();
  }

  received(bytes: Uint8Array, length: number): void {
    const total = this.#length + length;
    if (total > this.#bytes.length) {
      const larger = new Uint8Array(2 * total);
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes.subarray(0, length), this.#length);
    this.#length = total;
    this.#watcher.news();
  }

  sent(): void {
    this.#watcher.news();
  }

  drained(): void {
    this.#watcher.news();
  }

  ended(): void {
    this.hasEnded = true;
    this.#watcher.news();
  }

  closed(fault?: Fault): void {
    this.isClosed = true;
    this.fault = fault;
    this.#watcher.news();
  }
}
