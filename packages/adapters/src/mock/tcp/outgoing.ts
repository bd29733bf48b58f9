import { COPIED, FULL, SENT, TAKEN, type SendResult } from "@luat/contract";
import { lentCopy } from "./lent-copy.js";
import { Packet } from "./packet.js";
import type { Pipe } from "./pipe.js";

/** The sending half of a stream: what the peer's window has room for goes out at once, the rest waits in a queue. */
export class Outgoing {
  readonly #pipe: Pipe;
  readonly #highWater: number;
  readonly #queue: Uint8Array[] = [];
  /** How much of the queue's first has gone already. */
  #gone = 0;
  #room = 0;
  /** Bytes in the queue. */
  #waiting = 0;
  #taken = 0;
  /** Up to where the peer's system has it; not known where nobody asks for it. */
  #acknowledged = 0;
  /** Up to where the owner knows, or was told by `send` itself, that it was sent. */
  #told = 0;
  #saidFull = false;
  #isOpen = false;
  #finishing = false;
  #finished = false;

  constructor(pipe: Pipe, highWater: number) {
    this.#pipe = pipe;
    this.#highWater = highWater;
  }

  /** Bytes that were taken and do not count as sent. */
  get queued(): number {
    return this.#taken - this.#sent;
  }

  /** Bytes that the peer's window has no room for. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Whether something has left that is still to be acknowledged. */
  get awaitsAck(): boolean {
    return this.queued > this.#waiting;
  }

  /** Up to where it counts as sent. */
  get #sent(): number {
    return this.#pipe.isAcknowledged ? this.#acknowledged : this.#taken - this.#waiting;
  }

  /** Whether nothing more may be sent, be FIN out or not. */
  get isFinishing(): boolean {
    return this.#finishing;
  }

  /** Whether FIN is out. */
  get finished(): boolean {
    return this.#finished;
  }

  /** Whether FIN is out, and nothing before it is still to be acknowledged. */
  get settled(): boolean {
    return this.#finished && this.queued === 0;
  }

  get #isClogged(): boolean {
    const pipe = this.#pipe;
    return pipe.ways.hasClogs && pipe.ways.isClogged(pipe);
  }

  /** Bytes that it queues before it is full. */
  get #limit(): number {
    return this.#isClogged ? 1 : this.#highWater;
  }

  send(bytes: Uint8Array): SendResult {
    const { length } = bytes;
    if (!this.#isOpen || this.#finishing) return FULL;
    if (length === 0) return this.queued > 0 ? TAKEN : SENT;
    if (this.queued >= this.#limit) {
      this.#saidFull = true;
      return FULL;
    }
    this.#taken += length;
    if (this.#waiting === 0 && length <= this.#room && !this.#isClogged) {
      this.#put(bytes);
      if (this.#pipe.isAcknowledged) return COPIED;
      this.#told = this.#taken;
      return SENT;
    }
    this.#queue.push(bytes);
    this.#waiting += length;
    this.#move();
    return this.#waiting === 0 ? COPIED : TAKEN;
  }

  /** The peer has room for `amount` bytes more; told for the first time, it is connected. */
  widen(amount: number): void {
    this.#isOpen = true;
    this.#room += amount;
    this.#move();
  }

  /** The peer's system has the first `total` bytes. */
  acknowledge(total: number): void {
    this.#acknowledged = Math.max(this.#acknowledged, total);
  }

  /** To be called when what is clogged may have changed. */
  goOn(): void {
    if (this.#waiting > 0) this.#move();
  }

  finish(): void {
    this.#finishing = true;
    this.#move();
  }

  /** Loses what is queued, and what is under way is nobody's business any more. */
  drop(): void {
    this.#taken = this.#sent;
    this.#queue.length = 0;
    this.#waiting = 0;
    this.#saidFull = false;
  }

  /** Whether there is something to tell. */
  get hasNews(): boolean {
    return this.#sent > this.#told || this.#hasRoomAgain();
  }

  /** Up to where it is sent; 0 when that was told before. */
  takeSent(): number {
    const sent = this.#sent;
    if (sent <= this.#told) return 0;
    this.#told = sent;
    return sent;
  }

  /** Whether there is room again after a FULL; true once for each time. */
  takeDrained(): boolean {
    const drained = this.#hasRoomAgain();
    if (drained) this.#saidFull = false;
    return drained;
  }

  #hasRoomAgain(): boolean {
    return this.#saidFull && this.queued < this.#limit;
  }

  #move(): void {
    for (;;) {
      const first = this.#queue[0];
      if (first === undefined || this.#room === 0 || this.#isClogged) break;
      const end = Math.min(first.length, this.#gone + this.#room);
      const piece = first.subarray(this.#gone, end);
      this.#waiting -= piece.length;
      this.#gone = end;
      if (end === first.length) {
        this.#queue.shift();
        this.#gone = 0;
      }
      this.#put(piece);
    }
    if (this.#isOpen && this.#finishing && !this.#finished && this.#waiting === 0) {
      this.#finished = true;
      this.#pipe.send(new Packet("fin"));
    }
  }

  /** The one copy: from here on the bytes are the sender's again. */
  #put(bytes: Uint8Array): void {
    this.#room -= bytes.length;
    this.#pipe.send(new Packet("data", bytes.length, lentCopy(bytes)));
  }
}
