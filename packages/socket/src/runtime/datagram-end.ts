import { FULL, type Adapter, type BindOptions, type Datagrams, type DatagramSink, type Endpoint, type Fault, type SecureInfo, type SendResult } from "@luat/contract";

/** One datagram that arrived, its bytes the receiver's own. */
export interface Arrival {
  /** All of it; there may be no bytes. */
  readonly bytes: Uint8Array;
  /** Who sent it. */
  readonly from: Endpoint;
  /** The card kept only its beginning. */
  readonly truncated: boolean;
}

/** Whose {@link DatagramEnd} it is. */
interface DatagramSocket {
  bound(local: Endpoint): void;
  secured(info: SecureInfo): void;
  /** Whether what arrives is kept; if so, `arrived` follows. */
  admits(): boolean;
  arrived(length: number): void;
  /** A datagram was dropped, because nobody read. */
  overflowed(from: Endpoint): void;
  sent(total: number): void;
  drained(): void;
  undelivered(fault: Fault, nth: number | undefined): void;
  closed(fault?: Fault): void;
}

/** So many unread bytes are kept; there is no way to make a sender of datagrams wait. */
const UNREAD_LIMIT = 131_072;
/** What an unread datagram costs beside its bytes, so that empty ones come to an end too. */
const OVERHEAD = 64;

/**
 * A socket's datagrams: the card's socket, and what arrived and was not read yet. It is apart from the socket, and costs
 * nothing where there is a stream.
 */
export class DatagramEnd implements DatagramSink {
  /** How many arrivals were dropped, the newest each time, because nobody read. */
  dropped = 0;
  /** Bytes of the datagrams that were accepted for sending. */
  sentBytes = 0;
  /** Whether it is to be broken, so that nothing may be sent any more. */
  isDoomed = false;
  readonly #unread: Arrival[] = [];
  #kept = 0;
  readonly #socket: DatagramSocket;
  #datagrams: Datagrams | undefined;

  constructor(socket: DatagramSocket, card: Adapter, options: BindOptions) {
    this.#socket = socket;
    this.#datagrams = card.bind(options, this);
  }

  /** The oldest unread datagram. */
  get first(): Arrival | undefined {
    return this.#unread[0];
  }

  /** Takes the oldest unread datagram. */
  take(): Arrival | undefined {
    const arrival = this.#unread.shift();
    if (arrival !== undefined) this.#kept -= arrival.bytes.length + OVERHEAD;
    return arrival;
  }

  send(bytes: Uint8Array, to: Endpoint | undefined): SendResult {
    const result = this.#datagrams?.send(bytes, to) ?? FULL;
    if (result !== FULL) this.sentBytes += bytes.length;
    return result;
  }

  /** Joins a multicast group, or leaves it; says why not. */
  regroup(call: "join" | "leave", group: string, on: string | undefined): Fault | undefined {
    const datagrams = this.#datagrams;
    return datagrams?.[call] === undefined ? { reason: "unsupported" } : datagrams[call](group, on);
  }

  /** Ends the card's socket; what arrived can still be read. */
  close(): void {
    this.#datagrams?.close();
    this.#datagrams = undefined;
  }

  bound(local: Endpoint): void {
    this.#socket.bound(local);
  }

  secured(info: SecureInfo): void {
    this.#socket.secured(info);
  }

  received(bytes: Uint8Array, length: number, lent: boolean, from: Endpoint, truncated = false): void {
    if (!this.#socket.admits()) return;
    if (this.#kept + length + OVERHEAD > UNREAD_LIMIT) {
      this.dropped++;
      this.#socket.overflowed(from);
      return;
    }
    const view = bytes.subarray(0, length);
    this.#unread.push({ bytes: lent ? new Uint8Array(view) : view, from, truncated });
    this.#kept += length + OVERHEAD;
    this.#socket.arrived(length);
  }

  sent(total: number): void {
    this.#socket.sent(total);
  }

  drained(): void {
    this.#socket.drained();
  }

  failed(fault: Fault, nth?: number): void {
    this.#socket.undelivered(fault, nth);
  }

  closed(fault?: Fault): void {
    this.#datagrams = undefined;
    this.#socket.closed(fault ?? { reason: "broken" });
  }
}
