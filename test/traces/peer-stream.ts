import { FULL, type Clock, type Fault, type Stream, type StreamSink } from "@luat/contract";

/** What a peer does with each byte that it gets, and how it begins. */
export interface Manners {
  /** Called when it is connected. */
  begin?(peer: PeerStream): void;
  /** Called with what arrived, which is its own. Default: it is dropped. */
  received?(peer: PeerStream, bytes: Uint8Array): void;
}

/** One connection of a peer: it queues what does not fit, and ends when the other side does. */
export class PeerStream implements StreamSink {
  stream: Stream | undefined;
  readonly #clock: Clock;
  readonly #haste: number;
  readonly #manners: Manners;
  readonly #queue: Uint8Array[] = [];
  readonly #pending = new Set<() => void>();
  #finishing = false;

  /** @param haste - by how much its delays are divided. */
  constructor(clock: Clock, haste: number, manners: Manners) {
    this.#clock = clock;
    this.#haste = haste;
    this.#manners = manners;
  }

  /** For a stream that was accepted, and is connected therefore. */
  begin(stream: Stream): void {
    this.stream = stream;
    this.#manners.begin?.(this);
  }

  later(ms: number, fn: () => void): void {
    const stop = this.#clock.after(ms / this.#haste, () => {
      this.#pending.delete(stop);
      fn();
    });
    this.#pending.add(stop);
  }

  send(data: string | Uint8Array): void {
    this.#queue.push(typeof data === "string" ? new TextEncoder().encode(data) : data);
    this.drained();
  }

  finish(): void {
    this.#finishing = true;
    this.drained();
  }

  /** Ends it at once. */
  end(how: "abort" | "reset"): void {
    this.stream?.destroy(how);
    this.closed();
  }

  connected(): void {
    this.#manners.begin?.(this);
  }

  secured(): void {
    // What it does, it does in plain TCP or after acceptance.
  }

  received(bytes: Uint8Array, length: number): void {
    this.#manners.received?.(this, bytes.slice(0, length));
  }

  sent(): void {
    // Nobody waits for it.
  }

  drained(): void {
    for (let first = this.#queue[0]; first !== undefined; first = this.#queue[0]) {
      if (this.stream?.send(first) === FULL) return;
      this.#queue.shift();
    }
    if (this.#finishing) this.stream?.finish();
  }

  ended(): void {
    this.finish();
  }

  closed(_fault?: Fault): void {
    for (const stop of this.#pending) stop();
    this.#pending.clear();
  }
}
