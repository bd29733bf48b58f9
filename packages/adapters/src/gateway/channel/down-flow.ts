import { Buffer } from "node:buffer";
import type { Fault, Stream } from "@luat/contract";
import { MAX_PAYLOAD } from "../../wire/index.js";
import type { BlockPool } from "./block-pool.js";
import { HeldBytes } from "./held-bytes.js";

/** From here on a block is worth its while. */
const LARGE = 8_192;

/** What a {@link DownFlow} needs. */
export interface DownFlowOptions {
  /** How many bytes the client wants beyond those that it has taken. */
  readonly window: number;
  /** Whether so much is on the way to the client that nothing shall be added until {@link DownFlow.flush}. */
  isBusy(): boolean;
  readonly blocks: BlockPool;
  /** Sends bytes, which are not changed until `done` is called. */
  payload(bytes: Uint8Array, done?: () => void): void;
  ended(): void;
  closed(fault: Fault | undefined): void;
}

/** The bytes from a stream to a client, never more of them than it has room for; their end comes after them. */
export class DownFlow {
  readonly #options: DownFlowOptions;
  readonly #stream: Stream;
  /** What came in one piece with what there was room for. */
  readonly #held = new HeldBytes();
  #sent = 0;
  #taken = 0;
  #isPaused = false;
  #hasEnded = false;
  #closed: { readonly fault: Fault | undefined } | undefined;

  constructor(stream: Stream, options: DownFlowOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  /** As `StreamSink.received`. */
  received(bytes: Uint8Array, length: number, lent: boolean): void {
    const came = bytes.subarray(0, length);
    const room = this.#held.length > 0 || this.#options.isBusy() ? 0 : this.#room;
    if (lent && length >= LARGE && length <= room && this.#sendCopy(came)) {
      this.#brake();
      return;
    }
    const own = lent ? copyOf(came) : came;
    if (room > 0) this.#send(own.subarray(0, room));
    if (length > room) this.#held.push(own.subarray(room));
    this.#brake();
  }

  /** The stream gives nothing more. */
  ended(): void {
    this.#hasEnded = true;
    this.flush();
  }

  /** The stream is over. */
  closed(fault: Fault | undefined): void {
    this.#closed = { fault };
    this.flush();
  }

  /** The client's user has taken so much; gives whether that can be. */
  taken(total: number): boolean {
    if (total < this.#taken || total > this.#sent) return false;
    this.#taken = total;
    this.flush();
    return true;
  }

  /** There may be room again. */
  flush(): void {
    const { isBusy, ended, closed } = this.#options;
    for (let piece = this.#held.first; piece !== undefined && !isBusy() && this.#room > 0; piece = this.#held.first) {
      const part = piece.subarray(0, this.#room);
      this.#send(part);
      this.#held.drop(part.length);
    }
    if (this.#held.length > 0) return;
    if (this.#hasEnded) {
      this.#hasEnded = false;
      ended();
    }
    if (this.#closed !== undefined) closed(this.#closed.fault);
    else this.#brake();
  }

  get #room(): number {
    return this.#options.window - (this.#sent - this.#taken);
  }

  /** Lets the stream wait while there is no room, and go on when there is. */
  #brake(): void {
    const pause = this.#held.length > 0 || this.#room <= 0 || this.#options.isBusy();
    if (pause === this.#isPaused) return;
    this.#isPaused = pause;
    if (pause) this.#stream.pause();
    else this.#stream.resume();
  }

  /** Sends them in a block that is used again when they have left. */
  #sendCopy(bytes: Uint8Array): boolean {
    const { blocks, payload } = this.#options;
    const copy = blocks.copy(bytes);
    if (copy === undefined) return false;
    this.#sent += copy.length;
    payload(copy, () => {
      blocks.give(copy);
    });
    return true;
  }

  #send(bytes: Uint8Array): void {
    this.#sent += bytes.length;
    for (let at = 0; at < bytes.length; at += MAX_PAYLOAD) this.#options.payload(bytes.subarray(at, at + MAX_PAYLOAD));
  }
}

/** Memory that is written at once need not be cleared before. */
function copyOf(bytes: Uint8Array): Uint8Array {
  const copy = Buffer.allocUnsafe(bytes.length);
  copy.set(bytes);
  return copy;
}
