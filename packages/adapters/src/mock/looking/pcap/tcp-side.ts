import type { TcpView } from "../../rules/packet-view.js";
import { ACK, FIN, PSH, RST, SYN, type TcpHeader } from "./segments.js";

/** The most that the field for the window takes, and how far it can be scaled. */
const WIDEST = 0xffff;
const MOST_SCALE = 14;

const FLAGS: Readonly<Record<Exclude<TcpView["kind"], "unreachable">, number>> = {
  syn: SYN,
  "syn-ack": SYN | ACK,
  data: PSH | ACK,
  ack: ACK,
  "keep-alive": ACK,
  fin: FIN | ACK,
  reset: RST | ACK,
};

/** A segment of TCP, as {@link TcpSide} sends it. */
export type Segment = TcpView & { readonly kind: keyof typeof FLAGS };

/** One end of a connection: the numbers in the headers of what it sends. SYN has the number 0. */
export class TcpSide {
  /** Behind all that it sent, and all of the other one that arrived. */
  #next: number;
  #got: number;
  #isFinished = false;
  /** How much the other one may send more; undefined when it was not seen to be opened. */
  #window: number | undefined;
  #scale = 0;

  /**
   * @param first - its first packet that is known.
   * @param other - that of the other end.
   */
  constructor(first: TcpView | undefined, other: TcpView | undefined) {
    this.#next = startOf(first, other);
    this.#got = startOf(other, first);
  }

  get next(): number {
    return this.#next;
  }

  /** The header of what it sends. */
  send(segment: Segment): TcpHeader {
    const { kind } = segment;
    const flags = FLAGS[kind];
    const sequence = this.sequenceOf(segment);
    this.#next = Math.max(this.#next, endOf(segment));
    if (kind === "fin") this.#isFinished = true;
    this.#widen(segment);
    const header = { sequence, acknowledged: this.#got, flags };
    if (kind === "syn" || kind === "syn-ack") return { ...header, window: Math.min(WIDEST, segment.window), scale: this.#scale };
    if (kind === "reset") return { ...header, window: 0 };
    return { ...header, window: this.#window === undefined ? WIDEST : Math.min(WIDEST, Math.max(0, this.#window) >> this.#scale) };
  }

  /** The header of a reset in its name. */
  reset(sequence: number, acknowledged = this.#got): TcpHeader {
    return { sequence, acknowledged, flags: FLAGS.reset, window: 0 };
  }

  /** Something of the other one arrives. */
  take(view: TcpView): void {
    this.#got = Math.max(this.#got, endOf(view));
    if (view.kind === "data" && this.#window !== undefined) this.#window -= view.bytes.length;
  }

  sequenceOf({ kind, sequence }: Segment): number {
    if (kind === "syn" || kind === "syn-ack") return 0;
    if (kind === "data" || kind === "fin") return 1 + sequence;
    // One that refuses has sent no SYN.
    if (kind === "reset" && this.#next === 0) return 0;
    return 1 + sequence + (this.#isFinished ? 1 : 0) - (kind === "keep-alive" ? 1 : 0);
  }

  #widen({ kind, window, attempt }: Segment): void {
    if (kind === "syn" || kind === "syn-ack") {
      this.#window = window;
      while (this.#scale < MOST_SCALE && window >> this.#scale > WIDEST) this.#scale++;
    } else if (kind === "ack" && attempt === 1 && this.#window !== undefined) this.#window += window;
  }
}

/** Up to where it counts, in what its sender sends. */
function endOf({ kind, sequence, bytes }: TcpView): number {
  if (kind === "syn" || kind === "syn-ack") return 1;
  if (kind === "data") return 1 + sequence + bytes.length;
  return kind === "fin" ? 2 + sequence : 0;
}

/** Where the numbers of an end begin: with its SYN, or where it was when the trace began. */
function startOf(first: TcpView | undefined, other: TcpView | undefined): number {
  const isOpened = first?.kind === "syn" || first?.kind === "syn-ack" || other?.kind === "syn";
  return isOpened ? 0 : 1 + (first?.sequence ?? 0);
}
