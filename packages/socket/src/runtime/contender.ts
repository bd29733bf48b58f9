import type { Endpoint, Fault, SecureInfo, Stream, StreamSink } from "@luat/contract";

/** What a {@link Contender} tells its race. */
interface Track {
  /** It is connected, with TLS secured: all others end. */
  win(contender: Contender): void;
  lose(contender: Contender, fault: Fault): void;
}

/** One address of a race: the sink of its stream, which hands everything on once it has won. */
export class Contender implements StreamSink {
  /** Which address it is, from 0. */
  readonly place: number;
  /** Set right after dialling. */
  stream: Stream | undefined;
  readonly #track: Track;
  readonly #winner: StreamSink;
  readonly #secure: boolean;
  #ends: readonly [local: Endpoint, peer: Endpoint] | undefined;
  #hasWon = false;

  /** @param winner - the sink of whoever wins. */
  constructor(track: Track, place: number, winner: StreamSink, secure: boolean) {
    this.#track = track;
    this.place = place;
    this.#winner = winner;
    this.#secure = secure;
  }

  connected(local: Endpoint, peer: Endpoint): void {
    if (this.#secure) {
      this.#ends = [local, peer];
      return;
    }
    this.#win();
    this.#winner.connected(local, peer);
  }

  secured(info: SecureInfo): void {
    const ends = this.#ends;
    if (ends === undefined) throw new Error("a stream was secured before it was connected");
    this.#win();
    this.#winner.connected(...ends);
    this.#winner.secured(info);
  }

  received(bytes: Uint8Array, length: number, lent: boolean): void {
    this.#winner.received(bytes, length, lent);
  }

  sent(total: number): void {
    this.#winner.sent(total);
  }

  drained(): void {
    this.#winner.drained();
  }

  ended(): void {
    if (this.#hasWon) {
      this.#winner.ended();
      return;
    }
    // The peer has left in the middle of the handshake.
    this.stream?.destroy();
    this.#track.lose(this, { reason: "broken" });
  }

  closed(fault?: Fault): void {
    if (this.#hasWon) this.#winner.closed(fault);
    else this.#track.lose(this, fault ?? { reason: "broken" });
  }

  #win(): void {
    this.#hasWon = true;
    this.#track.win(this);
  }
}
