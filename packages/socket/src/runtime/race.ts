import { FULL, ipVersion, type Clock, type Fault, type SendResult, type Stop, type Stream, type StreamSink } from "@luat/contract";
import { Contender } from "./contender.js";

/** Whose race it is: the sink of the stream that wins, and of the race when nobody does. */
export interface Racer extends StreamSink {
  /** Dials the next address. */
  dialNext(sink: StreamSink): Stream;
  /** Address number `place` failed. */
  missed(place: number, fault: Fault): void;
  /** This stream takes the place of the race; `connected` follows. */
  won(stream: Stream): void;
}

/** What a race is over. */
export interface RaceOptions {
  /** How many addresses there are, at least one. */
  readonly count: number;
  /** Milliseconds after which the next one is dialled beside those that are dialled already. */
  readonly delay: number;
  /** With TLS the handshake is part of the race. */
  readonly secure: boolean;
}

/**
 * Dials the addresses of a name at overlapping times (Happy Eyeballs, RFC 8305): the next one after a while, or at once when
 * one fails. The first that is connected wins, and the others end. Until then it stands for all of them, as a stream
 * that can only be destroyed.
 */
export class Race implements Stream {
  readonly queued = 0;
  readonly #racer: Racer;
  readonly #clock: Clock;
  readonly #options: RaceOptions;
  readonly #running = new Set<Contender>();
  #dialed = 0;
  #over = false;
  #stop: Stop | undefined;

  constructor(racer: Racer, clock: Clock, options: RaceOptions) {
    this.#racer = racer;
    this.#clock = clock;
    this.#options = options;
    this.#dialNext();
  }

  send(): SendResult {
    return FULL;
  }

  pause(): void {}

  resume(): void {}

  finish(): void {
    this.destroy();
  }

  destroy(): void {
    this.#over = true;
    this.#stop?.();
    this.#stop = undefined;
    for (const { stream } of this.#running) stream?.destroy();
    this.#running.clear();
  }

  win(contender: Contender): void {
    this.#running.delete(contender);
    this.destroy();
    if (contender.stream !== undefined) this.#racer.won(contender.stream);
  }

  lose(contender: Contender, fault: Fault): void {
    this.#running.delete(contender);
    this.#racer.missed(contender.place, fault);
    // Who was told may have called it off.
    if (this.#over) return;
    if (fault.reason !== "link" && this.#dialed < this.#options.count) {
      this.#dialNext();
    } else if (fault.reason === "link" || this.#running.size === 0) {
      this.destroy();
      this.#racer.closed(fault);
    }
  }

  #dialNext(): void {
    const { count, delay, secure } = this.#options;
    this.#stop?.();
    this.#stop = undefined;
    const contender = new Contender(this, this.#dialed++, this.#racer, secure);
    this.#running.add(contender);
    contender.stream = this.#racer.dialNext(contender);
    if (this.#dialed === count) return;
    this.#stop = this.#clock.after(delay, () => {
      this.#dialNext();
    });
  }
}

/** The addresses with both kinds in turn, beginning with the kind that the name service put first. */
export function interleave(addresses: readonly string[]): readonly string[] {
  const first = ipVersion(addresses[0] ?? "");
  const kinds = [addresses.filter((one) => ipVersion(one) === first), addresses.filter((one) => ipVersion(one) !== first)];
  return addresses.flatMap((_, i) => kinds.flatMap((kind) => kind.slice(i, i + 1)));
}
