import { formatEndpoint, type Endpoint, type Offer, type SecureInfo, type Stream, type StreamSink } from "@luat/contract";

/** A stream that keeps everything until it has a sink. */
export interface WaitingStream extends Stream {
  adopt(sink: StreamSink): void;
}

/** What is given to a new {@link MockOffer}. */
export interface MockOfferParts {
  readonly stream: WaitingStream;
  readonly from: Endpoint;
  readonly local: Endpoint;
  readonly secure?: SecureInfo;
  /** The offers of its listener that are neither accepted nor refused; this one stays in it as long. */
  readonly waiting: Set<MockOffer>;
}

/** A client that waits. */
export class MockOffer implements Offer {
  readonly from: Endpoint;
  readonly local: Endpoint;
  readonly secure: SecureInfo | undefined;
  #stream: WaitingStream | undefined;
  readonly #waiting: Set<MockOffer>;

  constructor({ stream, from, local, secure, waiting }: MockOfferParts) {
    this.#stream = stream;
    this.from = from;
    this.local = local;
    this.secure = secure;
    this.#waiting = waiting;
    waiting.add(this);
  }

  accept(sink: StreamSink): Stream {
    const stream = this.#take();
    if (stream === undefined) throw new Error(`the offer of ${formatEndpoint(this.from)} was accepted or refused before`);
    stream.adopt(sink);
    return stream;
  }

  refuse(): void {
    this.#take()?.destroy("reset");
  }

  #take(): WaitingStream | undefined {
    const stream = this.#stream;
    this.#stream = undefined;
    this.#waiting.delete(this);
    return stream;
  }
}
