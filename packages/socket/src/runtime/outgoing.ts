import { COPIED, FULL, SENT, type SendResult, type Stream } from "@luat/contract";

/** Sends up to this size are gathered; larger ones go to the card as they are, never copied. */
export const GATHER_LIMIT = 2048;
const SLAB = 16_384;
/** What a socket begins with: thousands may be sent a message at once. */
const FIRST_SLAB = 1024;

/** Slabs that no card holds, for whichever socket sends next: a thousand idle sockets need none. */
class Spares {
  readonly #spare: Uint8Array[] = [];

  constructor(
    readonly size: number,
    readonly most: number,
  ) {}

  take(): Uint8Array {
    return this.#spare.pop() ?? new Uint8Array(this.size);
  }

  giveBack(slab: Uint8Array): void {
    if (this.#spare.length < this.most) this.#spare.push(slab);
  }
}

const slabs = new Spares(SLAB, 16);
const firstSlabs = new Spares(FIRST_SLAB, 256);

function giveBack(slab: Uint8Array): void {
  (slab.length === SLAB ? slabs : firstSlabs).giveBack(slab);
}

/**
 * What was accepted for sending and is not with the card yet. Small sends of one turn become one: see {@link flush}.
 *
 * All counts are of bytes since the connection began, so that a writer keeps end offsets instead of a callback a write.
 */
export class Outgoing {
  /** Bytes accepted from the user. */
  accepted = 0;
  /** Bytes that the system has. */
  sent = 0;
  /** The card answered FULL, and has not drained since. */
  full = false;
  /** The engine will flush it. */
  isDue = false;
  #slab: Uint8Array | undefined;
  /** What of the slab the card was given, and what is used. */
  #given = 0;
  #used = 0;

  /** Bytes that wait here to be given to the card. */
  get gathered(): number {
    return this.#used - this.#given;
  }

  /**
   * Takes all of `bytes` or, when the card is full, nothing. COPIED: {@link flush} must follow soon, if something is
   * gathered. With `now` nothing is, which saves a copy where every send is waited for.
   */
  put(stream: Stream, bytes: Uint8Array, now: boolean): SendResult {
    const count = bytes.length;
    if (count === 0) return COPIED;
    if (now || count > GATHER_LIMIT) {
      if (this.flush(stream) === FULL) return FULL;
      return this.#send(stream, bytes, count);
    }
    if (this.#used + count > SLAB && this.flush(stream) === FULL) return FULL;
    this.#roomFor(count).set(bytes, this.#used);
    this.#used += count;
    this.accepted += count;
    return COPIED;
  }

  #roomFor(count: number): Uint8Array {
    const slab = this.#slab;
    if (slab !== undefined && this.#used + count <= slab.length) return slab;
    const next = (slab === undefined && count <= FIRST_SLAB ? firstSlabs : slabs).take();
    this.#slab = next;
    if (slab === undefined) return next;
    next.set(slab.subarray(this.#given, this.#used));
    if (this.#given === 0) giveBack(slab);
    this.#used -= this.#given;
    this.#given = 0;
    return next;
  }

  #send(stream: Stream, bytes: Uint8Array, count: number): SendResult {
    const result = stream.send(bytes);
    if (result === FULL) return FULL;
    this.accepted += count;
    if (result === SENT) this.systemHas(this.accepted);
    return result;
  }

  /** Gives what was gathered to the card. FULL: it stays here; call again when the card has drained. */
  flush(stream: Stream): SendResult {
    const slab = this.#slab;
    if (slab === undefined || this.gathered === 0) return SENT;
    const result = stream.send(slab.subarray(this.#given, this.#used));
    if (result === FULL) return FULL;
    if (result === SENT) this.systemHas(this.accepted);
    else this.#given = this.#used;
    return result;
  }

  /** The system has so many bytes of what was accepted. */
  systemHas(total: number): void {
    this.sent = total;
    // While the card may still hold a part of the slab, the next sends go behind that part: with TLS, which is never done at once,
    // a fresh slab for each was a tenth of an echo.
    if (total !== this.accepted || this.#slab === undefined) return;
    giveBack(this.#slab);
    this.#slab = undefined;
    this.#given = 0;
    this.#used = 0;
  }
}
