import { FULL, SENT, type Datagrams, type DatagramSink, type Endpoint, type Fault, type SecureInfo, type SendResult } from "@luat/contract";
import { recordedFault, type Pen } from "./pen.js";

/** A datagram socket and its sink in one, that note what they pass on. */
export class RecordedDatagrams implements Datagrams, DatagramSink {
  /** The socket that is recorded; set before anything can happen to it. */
  inner!: Datagrams;
  readonly #sink: DatagramSink;
  readonly #pen: Pen;
  readonly #id: number;
  readonly #isSecure: boolean;
  /** Whether it can be sent. */
  #isOpen = false;
  #isOver = false;
  /** Whether a `drained` is owed. */
  #isFull = false;

  constructor(sink: DatagramSink, pen: Pen, id: number, isSecure: boolean) {
    this.#sink = sink;
    this.#pen = pen;
    this.#id = id;
    this.#isSecure = isSecure;
  }

  send(bytes: Uint8Array, to?: Endpoint): SendResult {
    const answer = this.inner.send(bytes, to);
    if (answer === FULL) this.#noteFull();
    else this.#pen.note({ ev: "datagram-out", id: this.#id, to, took: answer === SENT ? "sent" : "taken", bytes });
    return answer;
  }

  /** Not noted, as a replay has no groups: what comes of it is. */
  join(group: string, on?: string): Fault | undefined {
    return this.inner.join?.(group, on);
  }

  leave(group: string, on?: string): Fault | undefined {
    return this.inner.leave?.(group, on);
  }

  close(): void {
    this.inner.close();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#pen.note({ ev: "close", id: this.#id });
  }

  bound(local: Endpoint): void {
    this.#isOpen = !this.#isSecure;
    this.#pen.note({ ev: "bound", id: this.#id, local });
    this.#sink.bound(local);
  }

  secured(info: SecureInfo): void {
    this.#isOpen = true;
    this.#pen.note({ ev: "secured", id: this.#id, info });
    this.#sink.secured?.(info);
  }

  received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint, isCut = false): void {
    this.#pen.note({ ev: "datagram-in", id: this.#id, from, cut: isCut ? true : undefined, bytes: bytes.subarray(0, length) });
    this.#sink.received(bytes, length, lent, from, isCut);
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

  failed(fault: Fault, nth?: number): void {
    this.#pen.note({ ev: "failed", id: this.#id, nth, fault: recordedFault(fault) });
    this.#sink.failed(fault, nth);
  }

  closed(fault?: Fault): void {
    this.#isOver = true;
    this.#pen.note({ ev: "closed", id: this.#id, fault: fault && recordedFault(fault) });
    this.#sink.closed(fault);
  }

  #noteFull(): void {
    if (this.#isFull || this.#isOver || !this.#isOpen) return;
    this.#isFull = true;
    this.#pen.note({ ev: "full", id: this.#id });
  }
}
