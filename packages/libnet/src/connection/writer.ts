import { FULL, SENT } from "@luat/contract";
import type { OpenItem, Origin, Origins } from "@luat/corelib";
import { CANNOT, GATHER_LIMIT, type Socket } from "@luat/socket/runtime";
import { expectOptions, expectSignal, expectTimeout, shown } from "../expect.js";
import { TimeoutError } from "../errors.js";
import { afterTurn } from "./after-turn.js";
import type { Data, TxOptions } from "./connection.js";
import { dataBytes } from "./data-bytes.js";
import { LimitedCall, type Limit } from "./limited-call.js";
import type { Named } from "./named.js";
import type { SpareDeadline } from "./spare-deadline.js";
import type { WaitOptions } from "./wait-options.js";

const NO_BYTES = new Uint8Array(0);
const SETTLED: Promise<void> = Promise.resolve();

/** A send that could not be completed at once. */
class Waiting extends LimitedCall<void> {
  /** How many bytes must be sent for it, once it is accepted. */
  end = 0;
  readonly bytes: Uint8Array;
  readonly untilSent: boolean;
  readonly #writer: Writer;

  constructor(writer: Writer, deadlines: SpareDeadline, bytes: Uint8Array, untilSent: boolean, origin: Origin | undefined) {
    super(deadlines, origin);
    this.#writer = writer;
    this.bytes = bytes;
    this.untilSent = untilSent;
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
    return [...this.#forSystem, ...this.#forRoom].map(({ limit, origin }) => ({ what: `tx of the ${whom}`, limit, origin }));
  }

  tx(data: Data, options: TxOptions | undefined): Promise<void> {
    let bytes: Uint8Array;
    let timeout: number | undefined;
    try {
      bytes = dataBytes(data);
      timeout = options === undefined ? undefined : expectTxOptions(options);
    } catch (reason) {
      return Promise.reject(reason);
    }
    return this.#send(bytes, options, timeout);
  }

  flushed(options: WaitOptions | undefined): Promise<void> {
    return this.tx(NO_BYTES, options === undefined ? { until: "sent" } : { ...options, until: "sent" });
  }

  #send(bytes: Uint8Array, options: TxOptions | undefined, timeout: number | undefined): Promise<void> {
    const signal = options?.signal;
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    if (this.#over !== undefined) return Promise.reject(this.#over());
    const untilSent = options?.until === "sent";
    const socket = this.#socket;
    const result = this.#forRoom.length > 0 ? FULL : socket.tx(bytes, untilSent);
    if (result === CANNOT) return Promise.reject(new Error("the writer was not told that the connection is over"));
    if (result !== FULL) {
      if (!untilSent || result === SENT || socket.push() === SENT) return this.#ready(bytes.length);
      const item = new Waiting(this, this.#deadlines, NO_BYTES, true, this.#origins.note());
      item.end = socket.outgoing.accepted;
      this.#forSystem.push(item);
      return item.start(timeout, signal);
    }
    // Small bytes are copied here as they would have been where they are gathered.
    const item = new Waiting(this, this.#deadlines, bytes.length > GATHER_LIMIT ? bytes : bytes.slice(), untilSent, this.#origins.note());
    this.#forRoom.push(item);
    this.waiting += item.bytes.length;
    return item.start(timeout, signal);
  }

  /** There is room again. */
  writable(): void {
    for (let item = this.#forRoom[0]; item !== undefined; item = this.#forRoom[0]) {
      const result = this.#socket.tx(item.bytes);
      if (result === FULL || result === CANNOT) return;
      this.#forRoom.shift();
      this.waiting -= item.bytes.length;
      if (!item.untilSent || result === SENT) this.#settle(item);
      else {
        item.end = this.#socket.outgoing.accepted;
        this.#forSystem.push(item);
      }
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
    return new TimeoutError(item.limit, { op: "send", endpoint: this.#connection.endpoint, withdrawn });
  }

  #ready(count: number): Promise<void> {
    const { engine } = this.#socket;
    return engine.runIsLong(count) ? afterTurn(engine.clock, undefined) : SETTLED;
  }

  /** Takes it out of its queue; true: its bytes were not accepted and will not go out. */
  #withdraw(item: Waiting): boolean {
    item.stop();
    const queued = this.#forRoom.indexOf(item);
    if (queued >= 0) {
      this.#forRoom.splice(queued, 1);
      this.waiting -= item.bytes.length;
    } else this.#forSystem.splice(this.#forSystem.indexOf(item), 1);
    return queued >= 0;
  }

  #settle(item: Waiting): void {
    item.stop();
    item.resolve();
  }
}

/** Checks the options; gives the time limit. */
function expectTxOptions(options: TxOptions): number | undefined {
  const { until, signal } = expectOptions(options);
  if (until !== undefined && until !== "accepted" && until !== "sent") {
    throw new TypeError(`until is ${shown(until)}; expected "accepted" or "sent"`);
  }
  expectSignal(signal);
  return expectTimeout(options.timeout);
}
