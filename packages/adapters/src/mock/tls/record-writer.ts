import { COPIED, FULL, SENT, type SendResult, type Stream } from "@luat/contract";
import { CLOSE_NOTIFY } from "./alert.js";
import { ALERT, carriedBy, DATA, HANDSHAKE, toRecords } from "./record.js";

/** Records that were taken; `end` counts all bytes of records up to theirs. */
interface Taken {
  readonly records: Uint8Array;
  readonly end: number;
  /** How many of the user's bytes they carry. */
  readonly carried: number;
}

const WARNING = 1;
const FATAL = 2;

/** The sending half of TLS over a stream: makes records, and counts in the user's bytes. */
export class RecordWriter {
  readonly #stream: Stream;
  readonly #highWater: number;
  /** What the system does not have all of. */
  readonly #taken: Taken[] = [];
  /** How many of these the stream has taken. */
  #given = 0;
  /** Bytes of records: taken here, and taken by the stream. */
  #recorded = 0;
  #passedOn = 0;
  /** The user's bytes: taken, in records that the system has whole, and told as sent. */
  #carried = 0;
  #settled = 0;
  #told = 0;
  #saidFull = false;
  #finishing = false;

  constructor(stream: Stream, highWater: number) {
    this.#stream = stream;
    this.#highWater = highWater;
  }

  /** How many of the user's bytes the system does not have. */
  get queued(): number {
    return this.#carried - this.#sentUpTo();
  }

  /** Bytes of records that the stream had no room for. */
  get keptBack(): number {
    return this.#recorded - this.#passedOn;
  }

  /** Whether the system has all that was taken, whoever's it is. */
  get isIdle(): boolean {
    return this.keptBack === 0 && this.#stream.queued === 0;
  }

  send(bytes: Uint8Array): SendResult {
    if (this.#finishing) return FULL;
    if (bytes.length > 0 && this.queued >= this.#highWater) {
      this.#saidFull = true;
      return FULL;
    }
    if (bytes.length > 0) this.#take(toRecords(DATA, bytes), bytes.length);
    if (this.queued > 0) return COPIED;
    this.#told = this.#carried;
    return SENT;
  }

  shake(message: Uint8Array): void {
    this.#take(toRecords(HANDSHAKE, message), 0);
  }

  /** Says that it is over, and why; not after {@link finish}. */
  alert(description: number): void {
    if (this.#finishing) return;
    this.#take(toRecords(ALERT, Uint8Array.of(FATAL, description)), 0);
  }

  finish(): void {
    if (this.#finishing) return;
    this.#take(toRecords(ALERT, Uint8Array.of(WARNING, CLOSE_NOTIFY)), 0);
    this.#finishing = true;
    this.passOn();
  }

  /** Gives the stream what it has room for. */
  passOn(): void {
    for (let next = this.#taken[this.#given]; next !== undefined; next = this.#taken[this.#given]) {
      if (this.#stream.send(next.records) === FULL) return;
      this.#given++;
      this.#passedOn = next.end;
    }
    if (this.#finishing) this.#stream.finish();
  }

  /** Up to where it is sent; 0 when that was told before. */
  takeSent(): number {
    const sent = this.#sentUpTo();
    if (sent <= this.#told) return 0;
    this.#told = sent;
    return sent;
  }

  /** Whether there is room again after a FULL; true once for each time. */
  takeDrained(): boolean {
    const drained = this.#saidFull && this.queued < this.#highWater;
    if (drained) this.#saidFull = false;
    return drained;
  }

  #take(records: Uint8Array, carried: number): void {
    this.#recorded += records.length;
    this.#carried += carried;
    this.#taken.push({ records, end: this.#recorded, carried });
    this.passOn();
  }

  #sentUpTo(): number {
    const sent = this.#passedOn - this.#stream.queued;
    for (let first = this.#taken[0]; first !== undefined; first = this.#taken[0]) {
      const { records, end, carried } = first;
      if (end > sent) return this.#settled + (carried === 0 ? 0 : carriedBy(Math.max(0, sent - (end - records.length))));
      this.#settled += carried;
      this.#taken.shift();
      this.#given--;
    }
    return this.#settled;
  }
}
