import { formatEndpoint, type Endpoint, type Offer, type Stream, type StreamSink } from "@luat/contract";
import type { MockStream } from "./mock-stream.js";

/** A client whose stream keeps everything until it is accepted. */
export class MockOffer implements Offer {
  #stream: MockStream | undefined;
  readonly from: Endpoint;
  readonly local: Endpoint;
  readonly #waiting: Set<MockOffer>;

  /** @param waiting - the offers of its listener that are neither accepted nor refused; this one stays in it as long. */
  constructor(stream: MockStream, waiting: Set<MockOffer>) {
    this.#stream = stream;
    this.from = stream.peer;
    this.local = stream.local;
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

  #take(): MockStream | undefined {
    const stream = this.#stream;
    this.#stream = undefined;
    this.#waiting.delete(this);
    return stream;
  }
}
