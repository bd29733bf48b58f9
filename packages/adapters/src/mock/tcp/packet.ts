import type { PacketView } from "../rules/packet-view.js";

/**
 * What travels on the net. `amount` is the length of `data`, how far a `syn`, `syn-ack` or `window` opens the window of the
 * side that sent it, and how many bytes of data have arrived in all at the side that sent an `ack`, which only travels
 * where the other side asked for it (see `Pipe.isAcknowledged`). A `refusal` is the reset that answers what its receiver
 * sends until it is answered: when it is lost, there is another one. A `reset` of the sender's own will is sent once.
 */
export type PacketKind = "syn" | "syn-ack" | "data" | "ack" | "window" | "fin" | "reset" | "refusal" | "unreachable" | "probe" | "alive";

/** One packet, on its way or waiting to be read. */
export class Packet {
  /** When it arrives; set by the pipe. */
  due = 0;
  /** The one behind it; set by the queue. A packet is in one queue at most. */
  next: Packet | undefined = undefined;
  /** What was shown of it when it left, if anybody looked. */
  view: PacketView | undefined = undefined;
  /** How many of the bytes are data; another number than `amount` when they were changed under way. */
  length: number;

  constructor(
    readonly kind: PacketKind,
    readonly amount = 0,
    public bytes: Uint8Array | undefined = undefined,
  ) {
    this.length = amount;
  }
}

/** Packets in order. */
export class PacketQueue {
  #first: Packet | undefined;
  #last: Packet | undefined;

  get first(): Packet | undefined {
    return this.#first;
  }

  /** Bytes of data in it. */
  get bytes(): number {
    let sum = 0;
    for (let packet = this.#first; packet !== undefined; packet = packet.next) if (packet.kind === "data") sum += packet.length;
    return sum;
  }

  push(packet: Packet): void {
    if (this.#last === undefined) this.#first = packet;
    else this.#last.next = packet;
    this.#last = packet;
  }

  shift(): Packet | undefined {
    const packet = this.#first;
    if (packet === undefined) return undefined;
    this.#first = packet.next;
    if (this.#first === undefined) this.#last = undefined;
    packet.next = undefined;
    return packet;
  }

  clear(): void {
    this.#first = undefined;
    this.#last = undefined;
  }
}
