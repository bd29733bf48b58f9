import { FULL, SENT, type Endpoint, type Fault, type SecureInfo, type SendResult, type Stream, type StreamSink } from "@luat/contract";
import { recordedFault, type Pen } from "./pen.js";

/** A stream and its sink in one, that note what they pass on. */
export class RecordedStream implements Stream, StreamSink {
  /** The stream that is recorded; set before anything can happen to it. */
  inner!: Stream;
  readonly #sink: StreamSink;
  readonly #pen: Pen;
  readonly #id: number;
  readonly #isSecure: boolean;
  /** Whether it can be sent. */
  #isOpen: boolean;
  #isFinished = false;
  #isOver = false;
  /** Whether a `drained` is owed. */
  #isFull = false;

  /** @param isOpen - whether it is connected from the start, as after acceptance. */
  constructor(sink: StreamSink, pen: Pen, id: number, isOpen: boolean, isSecure: boolean) {
    this.#sink = sink;
    this.#pen = pen;
    this.#id = id;
    this.#isOpen = isOpen;
    this.#isSecure = isSecure;
  }

  get queued(): number {
    return this.inner.queued;
  }

  send(bytes: Uint8Array): SendResult {
    const answer = this.inner.send(bytes);
    if (answer === FULL) this.#noteFull();
    else if (bytes.length > 0) this.#pen.note({ ev: "out", id: this.#id, took: answer === SENT ? "sent" : "taken", bytes });
    return answer;
  }

  pause(): void {
    this.inner.pause();
  }

  resume(): void {
    this.inner.resume();
  }

  finish(): void {
    this.inner.finish();
    if (this.#isOver || this.#isFinished) return;
    this.#isFinished = true;
    this.#isOpen = false;
    this.#pen.note({ ev: "finish", id: this.#id });
  }

  ref(): void {
    this.inner.ref?.();
  }

  unref(): void {
    this.inner.unref?.();
  }

  destroy(how: "abort" | "reset" = "abort"): void {
    this.inner.destroy(how);
    if (this.#isOver) return;
    this.#isOver = true;
    this.#isOpen = false;
    this.#pen.note({ ev: "destroy", id: this.#id, how });
  }

  connected(local: Endpoint, peer: Endpoint): void {
    this.#isOpen = !this.#isSecure;
    this.#pen.note({ ev: "connected", id: this.#id, local, peer });
    this.#sink.connected(local, peer);
  }

  secured(info: SecureInfo): void {
    this.#isOpen = true;
    this.#pen.note({ ev: "secured", id: this.#id, info });
    this.#sink.secured(info);
  }

  received(bytes: Uint8Array, length: number, lent: boolean): void {
    this.#pen.note({ ev: "in", id: this.#id, bytes: bytes.subarray(0, length) });
    this.#sink.received(bytes, length, lent);
  }

  sent(total: number): void {
    this.#pen.note({ ev: "sent", id: this.#id, total });
    this.#sink.sent(total);
  }

  drained(): void {
    this.#isFull = false;
    this.#pen.note({ ev: "drained", id: this.#id });
    this.#sink.drained();
  }

  ended(): void {
    this.#pen.note({ ev: "ended", id: this.#id });
    this.#sink.ended();
  }

  closed(fault?: Fault): void {
    this.#isOver = true;
    this.#isOpen = false;
    this.#pen.note({ ev: "closed", id: this.#id, fault: fault && recordedFault(fault) });
    this.#sink.closed(fault);
  }

  #noteFull(): void {
    if (this.#isFull || !this.#isOpen) return;
    this.#isFull = true;
    this.#pen.note({ ev: "full", id: this.#id });
  }
}
