import { formatEndpoint, type Clock, type Endpoint, type Fault, type Listener, type ListenSink, type Offer, type SecureInfo, type Stream, type StreamSink } from "@luat/contract";
import type { Entry, EntryOf } from "./entry.js";
import type { Playback } from "./playback.js";
import type { Player } from "./player.js";
import { ReplayedStream } from "./replayed-stream.js";

/** What is given to a new {@link ReplayedListener}. */
export interface ReplayedListenerParts {
  readonly playback: Playback;
  readonly clock: Clock;
  readonly id: number;
  readonly sink: ListenSink;
  readonly pausedSeesEnd: boolean;
}

/** A listener to which those clients come that a transcript has. */
export class ReplayedListener implements Listener, Player {
  readonly #parts: ReplayedListenerParts;
  #sink: ListenSink | undefined;
  #isOver = false;
  /** The clients that wait. */
  readonly #offers = new Set<ReplayedOffer>();

  constructor(parts: ReplayedListenerParts) {
    this.#parts = parts;
    this.#sink = parts.sink;
  }

  /** There is no TLS, so any settings are good. */
  renew(): undefined {
    return undefined;
  }

  close(): void {
    const isLive = this.#sink !== undefined && !this.#isOver;
    this.#sink = undefined;
    this.#offers.clear();
    this.#parts.playback.detach(this.#parts.id);
    if (isLive) this.#parts.playback.act({ ev: "close", id: this.#parts.id });
  }

  play(entry: Entry): boolean {
    const sink = this.#sink;
    if (sink === undefined) return false;
    switch (entry.ev) {
      case "listening":
        sink.listening(entry.local);
        break;
      case "offered":
        sink.offered(new ReplayedOffer(this.#parts, entry, this.#offers));
        break;
      case "rejected":
        sink.rejected(entry.from, entry.fault);
        break;
      case "closed":
        this.#sink = undefined;
        this.#parts.playback.detach(this.#parts.id);
        sink.closed(entry.fault);
        break;
      default:
    }
    return true;
  }

  fail(fault: Fault): void {
    this.#isOver = true;
    this.#parts.clock.after(0, () => {
      const sink = this.#sink;
      this.#sink = undefined;
      sink?.closed(fault);
    });
  }
}

class ReplayedOffer implements Offer {
  readonly from: Endpoint;
  readonly local: Endpoint;
  readonly secure: SecureInfo | undefined;
  readonly #parts: ReplayedListenerParts;
  readonly #id: number;
  readonly #waiting: Set<ReplayedOffer>;

  /** @param waiting - the offers of its listener that are neither accepted nor refused; this one stays in it as long. */
  constructor(parts: ReplayedListenerParts, { client, from, local, secure }: EntryOf<"offered">, waiting: Set<ReplayedOffer>) {
    this.from = from;
    this.local = local;
    this.secure = secure;
    this.#parts = parts;
    this.#id = client;
    this.#waiting = waiting;
    waiting.add(this);
  }

  accept(sink: StreamSink): Stream {
    if (!this.#waiting.delete(this)) throw new Error(`the offer of ${formatEndpoint(this.from)} was accepted or refused before`);
    const { playback, clock, pausedSeesEnd } = this.#parts;
    const stream = new ReplayedStream({ playback, clock, id: this.#id, sink, isOpen: true, isSecure: this.secure !== undefined, pausedSeesEnd });
    playback.accept(this.#id, stream);
    return stream;
  }

  refuse(): void {
    if (this.#waiting.delete(this)) this.#parts.playback.act({ ev: "refuse", id: this.#id });
  }
}
