import type { Endpoint, Fault, Listener, ListenOptions, ListenSink, Offer, SecureInfo, StreamSink } from "@luat/contract";
import type { FakeSurroundings } from "./fake-surroundings.js";
import { FakeStream, SECURED } from "./fake-stream.js";

const NO_SINK = {} as StreamSink;

/** A listener of a fake card; the test lets it start, fail and get clients. */
export class FakeListener implements Listener {
  phase: "opening" | "open" | "over" | "closed" = "opening";
  readonly local: Endpoint;
  /** Clients that wait. */
  offers: FakeOffer[] = [];
  /** Clients that found no room in the backlog. */
  turnedAway = 0;

  constructor(
    readonly card: FakeSurroundings,
    readonly options: ListenOptions,
    readonly sink: ListenSink,
  ) {
    this.local = { host: options.host ?? card.ip, port: options.port === 0 ? card.freePort() : options.port };
    if (options.backlog < 1) card.misuse.push(`backlog ${options.backlog}`);
  }

  get alive(): boolean {
    return this.phase === "opening" || this.phase === "open";
  }

  close(): void {
    if (!this.alive) return;
    this.phase = "closed";
    for (const offer of [...this.offers]) offer.refuse();
  }

  start(): void {
    if (this.phase !== "opening") return;
    this.phase = "open";
    this.sink.listening(this.local);
  }

  /** It could not listen, or stops by itself. */
  fail(fault: Fault): void {
    if (!this.alive) return;
    this.phase = "over";
    this.sink.closed(fault);
  }

  /** A client comes. */
  client(from: Endpoint = { host: "10.0.0.9", port: this.card.freePort() }): FakeOffer {
    if (this.phase !== "open") throw new Error("nobody listens");
    const offer = new FakeOffer(this, from);
    if (this.offers.length >= this.options.backlog) {
      this.turnedAway++;
      offer.state = "refused";
      return offer;
    }
    this.offers.push(offer);
    this.sink.offered(offer);
    return offer;
  }
}

/** A client that waits; what its peer does meanwhile is done to its stream, and told when it is accepted. */
export class FakeOffer implements Offer {
  state: "waiting" | "accepted" | "refused" = "waiting";
  readonly stream: FakeStream;
  readonly local: Endpoint;
  readonly secure: SecureInfo | undefined;

  constructor(
    readonly listener: FakeListener,
    readonly from: Endpoint,
  ) {
    this.local = listener.local;
    this.secure = listener.options.secure && SECURED;
    this.stream = new FakeStream(listener.card, from, {}, NO_SINK);
    this.stream.phase = "up";
    this.stream.pause();
  }

  accept(sink: StreamSink): FakeStream {
    if (this.state !== "waiting") throw new Error(`accept of an offer that was ${this.state}`);
    this.#leave("accepted");
    this.stream.sink = sink;
    this.listener.card.streams.push(this.stream);
    this.stream.resume();
    return this.stream;
  }

  refuse(): void {
    if (this.state === "waiting") this.#leave("refused");
  }

  #leave(state: "accepted" | "refused"): void {
    this.state = state;
    this.listener.offers = this.listener.offers.filter((offer) => offer !== this);
  }
}
