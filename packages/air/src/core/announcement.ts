import type { Socket } from "@luat/socket/runtime";

/** The most that one indication announces. */
const LONGEST = 2048;

const NOTHING: Uint8Array = new Uint8Array(0);

/** What of a socket's arrivals is announced: one at a time, of UDP one datagram, which may need several. */
export class Announcement {
  /** Bytes that were announced and are not read. */
  left = 0;
  readonly #socket: Socket;
  readonly #isDatagrams: boolean;
  /** The rest of the datagram that is being read. */
  #datagram = NOTHING;

  constructor(socket: Socket, isDatagrams: boolean) {
    this.#socket = socket;
    this.#isDatagrams = isDatagrams;
  }

  /** Announces what is there, if anything is. */
  next(): void {
    if (this.#isDatagrams) {
      // An empty datagram cannot be announced.
      while (this.#datagram.length === 0 && this.#socket.firstDatagram !== undefined) this.#datagram = this.#socket.takeDatagram()?.bytes ?? NOTHING;
    }
    this.left = Math.min(this.#isDatagrams ? this.#datagram.length : this.#socket.available, LONGEST);
  }

  /** Takes so many of the bytes that were announced. */
  take(count: number): Uint8Array {
    const bytes = this.#isDatagrams ? this.#takeOfDatagram(count) : this.#socket.take(count);
    this.left -= count;
    return bytes;
  }

  clear(): void {
    this.left = 0;
    this.#datagram = NOTHING;
  }

  #takeOfDatagram(count: number): Uint8Array {
    const bytes = this.#datagram.slice(0, count);
    this.#datagram = this.#datagram.subarray(count);
    return bytes;
  }
}
