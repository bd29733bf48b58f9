import type { Clock, Stop } from "@luat/contract";

/** What goes over a wire: as the Web Serial API has it. */
export type Chunk = ArrayBufferView | ArrayBuffer;

/** Of a byte: one to start, eight of data, one to stop. */
const BITS = 10;

/** One direction of a serial line: what is written to its one end can be read at the other. */
export class Wire {
  readonly writable: WritableStream<Chunk>;
  readonly readable: ReadableStream<Uint8Array>;
  readonly #clock: Clock;
  /** Bits in a second. */
  readonly #baudRate: number;
  #sender!: WritableStreamDefaultController;
  #receiver!: ReadableByteStreamController;
  #isReadable = true;
  /** Why nothing more is sent. */
  #end: { readonly error: unknown } | undefined;
  #onEnd: () => void = () => undefined;
  #onRoom: () => void = () => undefined;

  constructor(clock: Clock, baudRate: number, bufferSize: number) {
    this.#clock = clock;
    this.#baudRate = baudRate;
    this.readable = new ReadableStream(
      {
        type: "bytes",
        start: (controller) => {
          this.#receiver = controller;
        },
        pull: () => {
          this.#onRoom();
        },
        cancel: (reason) => {
          this.#isReadable = false;
          this.#refuse(reason ?? new Error("the other end of the serial line is not read any more"));
        },
      },
      { highWaterMark: bufferSize },
    );
    this.writable = new WritableStream<Chunk>(
      {
        start: (controller) => {
          this.#sender = controller;
          // Not every host's types know it, but the hosts do.
          const { signal } = controller as WritableStreamDefaultController & { readonly signal: AbortSignal };
          signal.addEventListener("abort", () => {
            this.#giveUp(signal.reason);
          });
        },
        write: (chunk) => this.#send(bytesOf(chunk)),
        close: () => {
          this.#endReading();
        },
        abort: (reason) => {
          this.#breakReading(reason ?? new Error("the other end of the serial line gave up writing"));
        },
      },
      { highWaterMark: bufferSize, size: (chunk) => this.#sizeOf(chunk) },
    );
  }

  /** Ends it: what has arrived can still be read, and what has not is rejected with an error. */
  end(error: Error): void {
    this.#refuse(error);
    this.#endReading();
  }

  #sizeOf(chunk: Chunk): number {
    try {
      return bytesOf(chunk).length;
    } catch (error) {
      this.#breakReading(error);
      throw error;
    }
  }

  /** Settled when all of it has arrived. */
  async #send(bytes: Uint8Array): Promise<void> {
    let begin = this.#clock.now();
    /** Since the beginning. */
    let sent = 0;
    for (let at = 0; at < bytes.length; ) {
      if ((this.#receiver.desiredSize ?? 0) <= 0) {
        await this.#room();
        begin = this.#clock.now();
        sent = 0;
      }
      let count = Math.min(bytes.length - at, this.#receiver.desiredSize ?? 0);
      if (this.#baudRate < Infinity) {
        await this.#sleep(begin + ((sent + 1) * BITS * 1_000) / this.#baudRate - this.#clock.now());
        // A clock that cannot tell parts of a millisecond must not make it slower.
        const due = Math.floor(((this.#clock.now() - begin) * this.#baudRate) / (BITS * 1_000)) - sent;
        count = Math.min(count, Math.max(1, due));
      }
      this.#receiver.enqueue(bytes.slice(at, at + count));
      at += count;
      sent += count;
    }
  }

  #room(): Promise<void> {
    return this.#wait((resolve) => {
      this.#onRoom = resolve;
      return () => {
        this.#onRoom = () => undefined;
      };
    });
  }

  #sleep(ms: number): Promise<void> {
    return this.#wait((resolve) => this.#clock.after(ms, resolve));
  }

  async #wait(start: (resolve: () => void) => Stop): Promise<void> {
    if (this.#end === undefined) {
      let stop: Stop | undefined;
      await new Promise<void>((resolve) => {
        this.#onEnd = resolve;
        stop = start(resolve);
      });
      stop?.();
    }
    if (this.#end !== undefined) throw this.#end.error;
  }

  /** Lets what is being written wait no longer. */
  #giveUp(error: unknown): void {
    this.#end ??= { error };
    this.#onEnd();
  }

  #refuse(error: unknown): void {
    this.#sender.error(error);
    this.#giveUp(error);
  }

  #endReading(): void {
    if (!this.#isReadable) return;
    this.#isReadable = false;
    this.#receiver.close();
    // A read into a buffer of the reader's is not ended by that.
    this.#receiver.byobRequest?.respond(0);
  }

  #breakReading(error: unknown): void {
    if (!this.#isReadable) return;
    this.#isReadable = false;
    this.#receiver.error(error);
  }
}

/**
 * A plain view of it.
 *
 * @throws TypeError
 */
function bytesOf(chunk: Chunk): Uint8Array {
  // Node's Buffer is a view of much more, and its `slice` no copy.
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if ((chunk as unknown) instanceof ArrayBuffer) return new Uint8Array(chunk);
  throw new TypeError(`chunk is ${chunk === null ? "null" : typeof chunk}; expected an ArrayBuffer or a view of one`);
}
