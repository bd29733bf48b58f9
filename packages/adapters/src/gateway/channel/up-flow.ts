import { FULL, SENT, type Clock, type Stream } from "@luat/contract";
import { HeldBytes } from "./held-bytes.js";

/** Smaller pieces are not given to a stream that is busy: it keeps each by itself. */
const SMALL = 4_096;

/** What an {@link UpFlow} needs. */
export interface UpFlowOptions {
  readonly clock: Clock;
  /** How many bytes the client may send beyond what it was told is sent. */
  readonly window: number;
  /** Whether news for the client shall wait until {@link UpFlow.ready}. */
  isBusy(): boolean;
  /** The first `total` bytes are with the system. */
  tell(total: number): void;
}

/** The bytes from a client to a stream, never more of them than the window. */
export class UpFlow {
  readonly #options: UpFlowOptions;
  readonly #stream: Stream;
  readonly #held = new HeldBytes();
  /** Bytes that came, that the stream took, that the system has, and that the client was told of. */
  #arrived = 0;
  #given = 0;
  #handed = 0;
  #told = 0;
  #isTelling = false;
  #isFinishing = false;
  #isOver = false;

  constructor(stream: Stream, options: UpFlowOptions) {
    this.#stream = stream;
    this.#options = options;
  }

  /** Whether no more may come. */
  get isFinishing(): boolean {
    return this.#isFinishing;
  }

  /** Sends bytes on; gives whether they were within the window. */
  push(bytes: Uint8Array): boolean {
    this.#arrived += bytes.length;
    if (this.#arrived - this.#told > this.#options.window) return false;
    const mayWait = this.#held.length > 0 || (bytes.length < SMALL && this.#stream.queued > 0);
    if (mayWait || !this.#give(bytes)) this.#held.push(bytes);
    return true;
  }

  /** Sends FIN after what was pushed. */
  finish(): void {
    this.#isFinishing = true;
    if (this.#held.length === 0) this.#stream.finish();
  }

  /** The stream says so. */
  sent(total: number): void {
    this.#hand(total);
    this.flush();
  }

  /** The stream takes more. */
  flush(): void {
    if (this.#held.length === 0) return;
    for (let piece = this.#held.first; piece !== undefined; piece = this.#held.first) {
      if (!this.#give(piece)) return;
      this.#held.drop(piece.length);
    }
    if (this.#isFinishing) this.#stream.finish();
  }

  /** The client takes news again. */
  ready(): void {
    if (this.#handed > this.#told) this.#tell();
  }

  /** Tells nothing more. */
  end(): void {
    this.#isOver = true;
  }

  #give(bytes: Uint8Array): boolean {
    const result = this.#stream.send(bytes);
    if (result === FULL) return false;
    this.#given += bytes.length;
    if (result === SENT) this.#hand(this.#given);
    return true;
  }

  /** Many small reports are made one: at the end of a turn, or when half of the window is used up. */
  #hand(total: number): void {
    this.#handed = total;
    if (total - this.#told >= this.#options.window / 2) {
      this.#tell();
    } else if (!this.#isTelling) {
      this.#isTelling = true;
      this.#options.clock.turn(() => {
        this.#isTelling = false;
        if (!this.#isOver) this.ready();
      });
    }
  }

  #tell(): void {
    if (this.#options.isBusy()) return;
    this.#told = this.#handed;
    this.#options.tell(this.#handed);
  }
}
