import { finished, type Duplex } from "node:stream";
import { COPIED, FULL, SENT, type Fault, type SendResult, type Stream, type StreamSink } from "@luat/contract";

type Holding = Duplex & { ref?(): unknown; unref?(): unknown };

/** A card's stream over a Node duplex that is open already, which it owns from now on. */
export class DuplexStream implements Stream {
  readonly #duplex: Holding;
  readonly #halfClose: boolean;
  readonly #unwatch: () => void;
  #sink: StreamSink | undefined;
  /** For each write under way, how many bytes there are up to its end. */
  readonly #ends: number[] = [];
  #taken = 0;

  constructor(duplex: Duplex, sink: StreamSink, halfClose: boolean) {
    this.#duplex = duplex;
    this.#sink = sink;
    this.#halfClose = halfClose;
    this.#unwatch = finished(duplex, this.#over);
    duplex.on("data", this.#onData).on("end", this.#onEnd).on("drain", this.#onDrain).resume();
  }

  send(bytes: Uint8Array): SendResult {
    const duplex = this.#duplex;
    if (!duplex.writable) return FULL;
    if (bytes.length === 0) return duplex.writableLength === 0 ? SENT : COPIED;
    if (duplex.writableNeedDrain) return FULL;
    this.#taken += bytes.length;
    this.#ends.push(this.#taken);
    // A copy: nobody knows for how long the other side of a duplex looks at what it was given.
    duplex.write(new Uint8Array(bytes), this.#onWritten);
    return COPIED;
  }

  get queued(): number {
    return this.#duplex.destroyed ? 0 : this.#duplex.writableLength;
  }

  pause(): void {
    this.#duplex.pause();
  }

  resume(): void {
    this.#duplex.resume();
  }

  finish(): void {
    if (this.#sink === undefined) return;
    if (this.#halfClose) this.#duplex.end();
    else this.#duplex.end(this.#over);
  }

  destroy(): void {
    this.#letGo();
  }

  ref(): void {
    this.#duplex.ref?.();
  }

  unref(): void {
    this.#duplex.unref?.();
  }

  readonly #onData = ({ buffer, byteOffset, length }: Uint8Array): void => {
    // Not the Buffer itself: its slice() would be a view, unlike that of every other card's bytes.
    if (length > 0) this.#sink?.received(new Uint8Array(buffer, byteOffset, length), length, false);
  };

  readonly #onEnd = (): void => {
    this.#sink?.ended();
    if (!this.#halfClose) this.finish();
  };

  readonly #onDrain = (): void => {
    this.#sink?.drained();
  };

  readonly #onWritten = (error?: Error | null): void => {
    const end = this.#ends.shift();
    if (error == null && end !== undefined) this.#sink?.sent(end);
  };

  readonly #over = (error?: NodeJS.ErrnoException | null): void => {
    const sink = this.#sink;
    this.#letGo();
    sink?.closed(error == null ? undefined : faultOf(error));
  };

  #letGo(): void {
    const duplex = this.#duplex;
    if (this.#sink === undefined) return;
    this.#sink = undefined;
    duplex.off("data", this.#onData).off("end", this.#onEnd).off("drain", this.#onDrain);
    // What fails while it is destroyed is told to nobody, and without a listener Node would throw it.
    if (!duplex.closed) duplex.on("error", ignore).once("close", stopIgnoring);
    this.#unwatch();
    duplex.destroy();
  }
}

function ignore(): void {}

function stopIgnoring(this: Duplex): void {
  this.off("error", ignore);
}

function faultOf(error: NodeJS.ErrnoException): Fault | undefined {
  const { code } = error;
  // It had ended by itself when it was told to.
  if (code === "ERR_STREAM_ALREADY_FINISHED") return undefined;
  // It was closed without a word of why.
  if (code === "ERR_STREAM_PREMATURE_CLOSE") return { reason: "broken" };
  return { reason: code === "ECONNRESET" ? "reset" : code === "ETIMEDOUT" ? "timeout" : "broken", errno: code, cause: error };
}
