import type { Clock, Fault, Stream, StreamSink } from "@luat/contract";
import { JUNK } from "../tcp/lent-copy.js";

interface Unread {
  readonly bytes: Uint8Array;
  readonly length: number;
}

/**
 * What came in over a stream and is to be told, in order: records, the peer's end, and the end of all. It keeps what
 * cannot be told yet; as long as it keeps records, the stream is paused.
 */
export class Inbox {
  /** Who is told; absent as long as nobody has accepted the stream, and when it is to be silent. */
  sink: StreamSink | undefined;
  readonly #clock: Clock;
  #stream: Stream | undefined;
  #unread: Unread[] = [];
  #isPaused = false;
  #endArrived = false;
  #endTold = false;
  /** How it ended, until that is told. */
  #end: { readonly fault: Fault | undefined } | undefined;
  #flowing = false;

  constructor(clock: Clock, sink: StreamSink | undefined) {
    this.#clock = clock;
    this.sink = sink;
  }

  /** Bytes that it keeps. */
  get unread(): number {
    return this.#unread.reduce((sum, { length }) => sum + length, 0);
  }

  /** Has told that the peer has ended. */
  get hasEnded(): boolean {
    return this.#endTold;
  }

  /** The stream to pause. */
  pauses(stream: Stream): void {
    this.#stream = stream;
  }

  adopt(sink: StreamSink): void {
    this.sink = sink;
    this.#flowSoon();
  }

  silence(): void {
    this.sink = undefined;
    this.#unread = [];
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#flowSoon();
  }

  /** Takes a record, whose bytes are lent to the sink and then spoiled. */
  take(bytes: Uint8Array, length: number): void {
    if (length === 0 || this.#endArrived) return;
    if (this.sink !== undefined && !this.#isPaused && this.#unread.length === 0) {
      this.#deliver({ bytes, length });
      return;
    }
    if (this.#unread.length === 0) this.#stream?.pause();
    this.#unread.push({ bytes, length });
  }

  endOfPeer(): void {
    this.#endArrived = true;
    this.#flowSoon();
  }

  over(fault: Fault | undefined): void {
    this.#end = { fault };
    // One that waits to be accepted tells all that came before; one that is paused shall hear of the end at once.
    if (fault !== undefined && this.sink !== undefined) this.#unread = [];
    this.#flowSoon();
  }

  #deliver({ bytes, length }: Unread): void {
    this.sink?.received(bytes, length, true);
    bytes.fill(JUNK);
  }

  #flowSoon(): void {
    if (this.#flowing || this.sink === undefined) return;
    this.#flowing = true;
    this.#clock.after(0, this.#flow);
  }

  /** Tells one thing of those that could not be told when they happened. */
  readonly #flow = (): void => {
    this.#flowing = false;
    const [next] = this.#unread;
    if (next !== undefined) {
      if (this.#isPaused) return;
      this.#unread.shift();
      this.#deliver(next);
      if (this.#unread.length === 0) this.#stream?.resume();
    } else if (this.#endArrived && !this.#endTold) {
      this.#endTold = true;
      this.sink?.ended();
    } else if (this.#end !== undefined) {
      const { sink } = this;
      this.sink = undefined;
      sink?.closed(this.#end.fault);
      return;
    } else return;
    this.#flowSoon();
  };
}
