import { FULL, SENT, TAKEN, type SendResult } from "@luat/contract";
import type { OpenItem, Origin, Origins } from "@luat/corelib";
import { CANNOT, GATHER_LIMIT, type Socket } from "@luat/socket/runtime";
import { expectOptions, expectSignal, expectTimeout, shown } from "../expect.js";
import { TimeoutError } from "../errors.js";
import { afterTurn } from "./after-turn.js";
import type { Data, TxOptions } from "./connection.js";
import { dataBytes } from "./data-bytes.js";
import { joinSmall } from "./join-small.js";
import { LimitedCall, type Limit } from "./limited-call.js";
import type { Named } from "./named.js";
import type { SpareDeadline } from "./spare-deadline.js";
import type { WaitOptions } from "./wait-options.js";

const NO_BYTES = new Uint8Array(0);
const NONE: readonly Uint8Array[] = [];
const SETTLED: Promise<void> = Promise.resolve();

/** A send that could not be completed at once. */
class Waiting extends LimitedCall<void> {
  /** How many bytes must be sent for it, of those that were accepted. */
  end = 0;
  bytes: Uint8Array;
  /** What follows them, and where in that the next piece is. */
  rest: readonly Uint8Array[] = NONE;
  place = 0;
  /** A part of it was accepted: the rest must follow, or what the peer gets would be torn. */
  isTorn = false;
  /** Nobody waits for it any more. */
  isLeft = false;
  readonly until: TxOptions["until"];
  readonly #writer: Writer;

  constructor(writer: Writer, deadlines: SpareDeadline, bytes: Uint8Array, until: TxOptions["until"], origin: Origin | undefined) {
    super(deadlines, origin);
    this.#writer = writer;
    this.bytes = bytes;
    this.until = until;
  }

  protected override giveUp(limit: Limit): void {
    this.reject(this.#writer.gaveUp(this, limit));
  }
}

/**
 * The writing side of a connection. A send that is accepted at once costs no object; others wait in two queues:
 * for room, and for the system to have what was accepted.
 */
export class Writer {
  readonly #socket: Socket;
  readonly #connection: Named;
  readonly #origins: Origins;
  readonly #deadlines: SpareDeadline;
  #forRoom: Waiting[] = [];
  #forSystem: Waiting[] = [];
  #over: (() => Error) | undefined;
  /** Bytes that were given to `tx` but not accepted yet. */
  waiting = 0;

  constructor(socket: Socket, connection: Named, origins: Origins, deadlines: SpareDeadline) {
    this.#socket = socket;
    this.#connection = connection;
    this.#origins = origins;
    this.#deadlines = deadlines;
  }

  /** The sends that wait. @param whom - to whom. */
  items(whom: string): readonly OpenItem[] {
    const waiting = [...this.#forSystem, ...this.#forRoom].filter(({ isLeft }) => !isLeft);
    return waiting.map(({ limit, origin }) => ({ what: `tx of the ${whom}`, limit, origin }));
  }

  tx(data: Data | readonly Data[], options: TxOptions | undefined): Promise<void> {
    let bytes: Uint8Array | Uint8Array[];
    let timeout: number | undefined;
    try {
      bytes = isList(data) ? data.map((piece, place) => dataBytes(piece, `data[${place}]`)) : dataBytes(data);
      timeout = options === undefined ? undefined : expectTxOptions(options);
    } catch (reason) {
      return Promise.reject(reason);
    }
    return bytes instanceof Uint8Array ? this.#send(bytes, options, timeout) : this.#sendAll(joinSmall(bytes), options, timeout);
  }

  flushed(options: WaitOptions | undefined): Promise<void> {
    return this.tx(NO_BYTES, options === undefined ? { until: "sent" } : { ...options, until: "sent" });
  }

  #sendAll(pieces: readonly Uint8Array[], options: TxOptions | undefined, timeout: number | undefined): Promise<void> {
    let next = 0;
    let before = 0;
    let held = 0;
    if (options?.signal?.aborted !== true && this.#over === undefined && this.#forRoom.length === 0) {
      for (let piece = pieces[0]; next < pieces.length - 1 && piece !== undefined; piece = pieces[next]) {
        const result = this.#socket.tx(piece);
        if (result === FULL || result === CANNOT) break;
        if (mustWait(options?.until, result)) held = this.#socket.outgoing.accepted;
        before += piece.length;
        next++;
      }
    }
    return this.#send(pieces[next] ?? NO_BYTES, options, timeout, before, pieces.slice(next + 1), held);
  }

  /**
   * @param before - so many bytes of the same data were accepted already.
   * @param rest - what follows; only where there is no room for `bytes`, or an end.
   * @param held - up to where the card holds the very bytes that it was given, and not copies.
   */
  #send(bytes: Uint8Array, options: TxOptions | undefined, timeout: number | undefined, before = 0, rest = NONE, held = 0): Promise<void> {
    const signal = options?.signal;
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    if (this.#over !== undefined) return Promise.reject(this.#over());
    const untilSent = options?.until === "sent";
    const socket = this.#socket;
    const result = this.#forRoom.length > 0 ? FULL : socket.tx(bytes, untilSent && before === 0);
    if (result === CANNOT) return Promise.reject(new Error("the writer was not told that the connection is over"));
    if (result !== FULL) {
      const end = mustWait(options?.until, result) ? socket.outgoing.accepted : held;
      if (end === 0 || result === SENT || (untilSent && socket.push() === SENT) || socket.outgoing.sent >= end) return this.#ready(bytes.length + before);
      const item = new Waiting(this, this.#deadlines, NO_BYTES, options?.until, this.#origins.note());
      item.end = end;
      this.#forSystem.push(item);
      return item.start(timeout, signal);
    }
    const item = new Waiting(this, this.#deadlines, kept(bytes), options?.until, this.#origins.note());
    item.rest = rest.map(kept);
    item.isTorn = before > 0;
    item.end = held;
    this.#forRoom.push(item);
    this.waiting += sizeOf(item);
    return item.start(timeout, signal);
  }

  /** There is room again. */
  writable(): void {
    for (let item = this.#forRoom[0]; item !== undefined; item = this.#forRoom[0]) {
      const result = this.#socket.tx(item.bytes);
      if (result === FULL || result === CANNOT) return;
      this.waiting -= item.bytes.length;
      const { outgoing } = this.#socket;
      if (mustWait(item.until, result)) item.end = outgoing.accepted;
      const next = item.rest[item.place++];
      if (next !== undefined) {
        item.bytes = next;
        item.isTorn = true;
        continue;
      }
      this.#forRoom.shift();
      if (outgoing.sent >= item.end) this.#settle(item);
      else this.#forSystem.push(item);
    }
  }

  /** The system has more. */
  acked(): void {
    const { sent } = this.#socket.outgoing;
    for (let item = this.#forSystem[0]; item !== undefined && item.end <= sent; item = this.#forSystem[0]) {
      this.#forSystem.shift();
      this.#settle(item);
    }
  }

  /** Nothing more can be sent. The first reason counts. */
  fail(error: () => Error): void {
    this.#over ??= error;
    const waiting = [...this.#forSystem, ...this.#forRoom];
    this.#forSystem = [];
    this.#forRoom = [];
    this.waiting = 0;
    for (const item of waiting) {
      item.stop();
      item.reject(error());
    }
  }

  /** A send has reached its limit; gives what it is rejected with. */
  gaveUp(item: Waiting, limit: Limit): unknown {
    const withdrawn = this.#withdraw(item);
    if (limit !== "timeout") return limit.signal;
    this.#socket.timedOut("send", item.limit);
    return new TimeoutError(item.limit, { op: "send", endpoint: this.#connection.endpoint, withdrawn });
  }

  #ready(count: number): Promise<void> {
    const { engine } = this.#socket;
    return engine.runIsLong(count) ? afterTurn(engine.clock, undefined) : SETTLED;
  }

  /** Takes it out of its queue, unless a part of it was accepted; true: its bytes were not accepted and will not go out. */
  #withdraw(item: Waiting): boolean {
    item.stop();
    if (item.isTorn) {
      item.isLeft = true;
      return false;
    }
    const queued = this.#forRoom.indexOf(item);
    if (queued >= 0) {
      this.#forRoom.splice(queued, 1);
      this.waiting -= sizeOf(item);
    } else this.#forSystem.splice(this.#forSystem.indexOf(item), 1);
    return queued >= 0;
  }

  #settle(item: Waiting): void {
    item.stop();
    item.resolve();
  }
}

function isList(data: Data | readonly Data[]): data is readonly Data[] {
  return Array.isArray(data);
}

/** Small bytes are copied when they wait, as they would have been where they are gathered. */
function kept(bytes: Uint8Array): Uint8Array {
  return bytes.length > GATHER_LIMIT ? bytes : bytes.slice();
}

/** Whether a send waits until the system has what the card has just taken: without `until`, as long as the card holds the very bytes. */
function mustWait(until: TxOptions["until"], result: SendResult): boolean {
  return until === "sent" || (until !== "accepted" && result === TAKEN);
}

/** What of it was not accepted. */
function sizeOf({ bytes, rest, place }: Waiting): number {
  return rest.slice(place).reduce((size, piece) => size + piece.length, bytes.length);
}

/** Checks the options; gives the time limit. */
function expectTxOptions(options: TxOptions): number | undefined {
  const { until, signal } = expectOptions(options);
  if (until !== undefined && until !== "accepted" && until !== "free" && until !== "sent") {
    throw new TypeError(`until is ${shown(until)}; expected "accepted", "free" or "sent"`);
  }
  expectSignal(signal);
  return expectTimeout(options.timeout);
}
