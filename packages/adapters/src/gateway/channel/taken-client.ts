import type { Endpoint, Fault, Offer, SecureInfo, Stream, StreamSink } from "@luat/contract";

/** A client of a listener that is accepted, and paused until somebody fetches it. */
export class TakenClient implements StreamSink {
  readonly from: Endpoint;
  readonly local: Endpoint;
  readonly stream: Stream;
  #sink: StreamSink | undefined;
  /** What happened before: no bytes can have come. */
  #hasEnded = false;
  #closed: { readonly fault: Fault | undefined } | undefined;

  constructor(offer: Offer) {
    this.from = offer.from;
    this.local = offer.local;
    this.stream = offer.accept(this);
    this.stream.pause();
  }

  /** From now on somebody is told, who may be told its end inside this call. */
  fetch(sink: StreamSink): void {
    this.#sink = sink;
    if (this.#hasEnded) sink.ended();
    if (this.#closed !== undefined) sink.closed(this.#closed.fault);
    else this.stream.resume();
  }

  connected(): void {}

  secured(_info: SecureInfo): void {}

  received(bytes: Uint8Array, length: number, lent: boolean): void {
    this.#sink?.received(bytes, length, lent);
  }

  sent(total: number): void {
    this.#sink?.sent(total);
  }

  drained(): void {
    this.#sink?.drained();
  }

  ended(): void {
    if (this.#sink === undefined) this.#hasEnded = true;
    else this.#sink.ended();
  }

  closed(fault?: Fault): void {
    if (this.#sink === undefined) this.#closed = { fault };
    else this.#sink.closed(fault);
  }
}
