import { formatEndpoint } from "@luat/contract";
import { type Due, HeldDeadline, ownBytes } from "@luat/socket/runtime";
import type { Connection, TxOptions } from "../connection/connection.js";
import type { Named } from "../connection/named.js";
import { tellLater } from "../connection/tell-later.js";
import type { WaitOptions } from "../connection/wait-options.js";
import { worldOfConnection } from "../connection/world-of.js";
import type { World } from "../connection/world.js";
import { ClosedError, LuatError } from "../errors.js";
import type { Codec, Decoder, SkipReason } from "./codec.js";
import { FrameError } from "./frame-error.js";
import { FrameQueue, type QueueEnd } from "./frame-queue.js";
import type { Frames, Garbage } from "./frames.js";

/** The connection is not read while frames of so many bytes wait. */
const HIGH_WATER = 65_536;

/**
 * Cuts a connection into frames. The connection is consumed as long as not too much waits, so frames are cut straight
 * from the card's buffer.
 */
export class FramedConnection<Frame, Out> implements Frames<Frame, Out>, Named, Due {
  readonly connection: Connection;
  readonly skipped: Record<SkipReason, number> = { noise: 0, "too-large": 0, malformed: 0 };
  readonly #world: World;
  readonly #codec: Codec<Frame, Out>;
  readonly #decoder: Decoder;
  readonly #queue: FrameQueue<Frame>;
  readonly #onGarbage: ((garbage: Garbage) => void) | undefined;
  /** Bytes that came since no frame waited. */
  #backlog = 0;
  /** Ends a silence that means something. */
  #gap: HeldDeadline | undefined;
  /** The connection is consumed. */
  #busy = false;
  /** Consuming ends here, and not by the peer. */
  #pausing = false;
  #over = false;

  constructor(connection: Connection, codec: Codec<Frame, Out>, onGarbage: ((garbage: Garbage) => void) | undefined) {
    this.#world = worldOfConnection(connection);
    this.connection = connection;
    this.#codec = codec;
    this.#onGarbage = onGarbage;
    this.#queue = new FrameQueue(this.#world, this, () => {
      this.#backlog = 0;
      if (!this.#busy && !this.#over) this.#consume();
    });
    const queue = this.#queue;
    this.#decoder = codec.decoder({
      frame: (frame) => {
        queue.push(frame);
      },
      skipped: (bytes, reason) => {
        this.#skip(bytes, reason);
      },
    });
    this.#consume();
  }

  get pending(): number {
    return this.#decoder.pending;
  }

  tx(out: Out, options?: TxOptions): Promise<void> {
    let bytes: Uint8Array;
    try {
      bytes = this.#codec.encode(out);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.connection.tx(bytes, options);
  }

  rx(options?: WaitOptions): Promise<Frame | undefined> {
    return this.#queue.rx(options);
  }

  consume(visit: (frame: Frame) => boolean | void, options?: WaitOptions): Promise<void> {
    return this.#queue.consume(visit, options);
  }

  [Symbol.asyncIterator](): AsyncIterator<Frame, undefined> {
    return this.#queue;
  }

  get endpoint(): string {
    return formatEndpoint(this.connection.peer);
  }

  #consume(): void {
    this.#busy = true;
    this.#pausing = false;
    this.connection.consume(this.#arrived).then(this.#stopped, this.#failed);
  }

  readonly #arrived = (view: Uint8Array): boolean => {
    if (this.#over) return false;
    try {
      this.#decoder.push(view);
    } catch (error) {
      this.#end(error);
      return false;
    }
    this.#awaitSilence();
    if (this.#queue.length > 0) this.#backlog += view.length;
    this.#pausing = this.#backlog >= HIGH_WATER;
    return !this.#pausing;
  };

  readonly #stopped = (): void => {
    this.#busy = false;
    if (this.#over) return;
    if (!this.#pausing) this.#peerEnded();
    else if (this.#queue.length === 0) this.#consume();
  };

  #awaitSilence(): void {
    const { silence, pending } = this.#decoder;
    if (silence === undefined) return;
    const { deadlines } = this.#world.engine;
    if (pending > 0) deadlines.arm((this.#gap ??= new HeldDeadline(this)), silence);
    else if (this.#gap !== undefined) deadlines.disarm(this.#gap);
  }

  /** It was silent for so long that the frame has ended. */
  onDue(): void {
    const { pending } = this.#decoder;
    try {
      this.#decoder.quiet?.();
    } catch (error) {
      this.#end(error);
      return;
    }
    if (this.#queue.length > 0) this.#backlog += pending;
  }

  #peerEnded(): void {
    try {
      this.#decoder.end();
    } catch (error) {
      this.#end(error);
      return;
    }
    this.#finish("in order");
  }

  readonly #failed = (error: unknown): void => {
    this.#busy = false;
    if (this.#over) return;
    // What is unread of a connection that was closed here does not count any more.
    if (error instanceof ClosedError) this.#queue.clear();
    // The connection makes its errors anew for each call; another's reader is no end of it.
    const again = error instanceof LuatError ? () => this.connection.consume(nobody) as Promise<never> : () => Promise.reject(error);
    this.#finish({ error, again });
  };

  /** The decoder found what is no frame. */
  #end(error: unknown): void {
    const anew = (): unknown => (error instanceof FrameError ? error.from(this.endpoint) : error);
    this.#finish({ error: anew(), again: () => Promise.reject(anew()) });
  }

  #finish(end: QueueEnd | "in order"): void {
    this.#over = true;
    if (this.#gap !== undefined) this.#world.engine.deadlines.forget(this.#gap);
    this.#queue.end(end);
  }

  #skip(bytes: Uint8Array, reason: SkipReason): void {
    this.skipped[reason] += bytes.length;
    const hear = this.#onGarbage;
    if (hear === undefined || bytes.length === 0) return;
    const garbage = { bytes: ownBytes(bytes, 0, bytes.length), reason };
    tellLater(this.#world, () => hear(garbage), () => `onGarbage of the frames from ${this.endpoint}`);
  }
}

function nobody(): boolean {
  return false;
}
