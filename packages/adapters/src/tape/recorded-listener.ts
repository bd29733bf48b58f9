import type { Endpoint, Fault, Listener, ListenSink, Offer, SecureInfo, SecureOptions, Stream, StreamSink } from "@luat/contract";
import { recordedFault, type Pen } from "./pen.js";
import { RecordedStream } from "./recorded-stream.js";

/** A listener and its sink in one, that note what they pass on. */
export class RecordedListener implements Listener, ListenSink {
  /** The listener that is recorded; set before anything can happen to it. */
  inner!: Listener;
  readonly #sink: ListenSink;
  readonly #pen: Pen;
  readonly #id: number;
  #isOver = false;

  constructor(sink: ListenSink, pen: Pen, id: number) {
    this.#sink = sink;
    this.#pen = pen;
    this.#id = id;
  }

  /** Not noted, as a replay has no TLS: what comes of it is. */
  renew(secure: SecureOptions): Fault | undefined {
    if (this.inner.renew === undefined) throw new TypeError("renew() of a listener that has none; expected one with TLS");
    return this.inner.renew(secure);
  }

  close(): void {
    this.inner.close();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#pen.note({ ev: "close", id: this.#id });
  }

  listening(local: Endpoint): void {
    this.#pen.note({ ev: "listening", id: this.#id, local });
    this.#sink.listening(local);
  }

  offered(offer: Offer): void {
    const client = this.#pen.nextId();
    const { from, local, secure } = offer;
    this.#pen.note({ ev: "offered", id: this.#id, client, from, local, secure });
    this.#sink.offered(new RecordedOffer(offer, this.#pen, client));
  }

  rejected(from: Endpoint, fault: Fault): void {
    this.#pen.note({ ev: "rejected", id: this.#id, from, fault: recordedFault(fault) });
    this.#sink.rejected(from, fault);
  }

  closed(fault?: Fault): void {
    this.#isOver = true;
    this.#pen.note({ ev: "closed", id: this.#id, fault: fault && recordedFault(fault) });
    this.#sink.closed(fault);
  }
}

class RecordedOffer implements Offer {
  readonly from: Endpoint;
  readonly local: Endpoint;
  readonly secure: SecureInfo | undefined;
  readonly #inner: Offer;
  readonly #pen: Pen;
  readonly #id: number;
  #isDecided = false;

  constructor(inner: Offer, pen: Pen, id: number) {
    this.from = inner.from;
    this.local = inner.local;
    this.secure = inner.secure;
    this.#inner = inner;
    this.#pen = pen;
    this.#id = id;
  }

  accept(sink: StreamSink): Stream {
    const stream = new RecordedStream(sink, this.#pen, this.#id, true, this.secure !== undefined);
    stream.inner = this.#inner.accept(stream);
    this.#isDecided = true;
    this.#pen.note({ ev: "accept", id: this.#id });
    return stream;
  }

  refuse(): void {
    this.#inner.refuse();
    if (this.#isDecided) return;
    this.#isDecided = true;
    this.#pen.note({ ev: "refuse", id: this.#id });
  }
}
