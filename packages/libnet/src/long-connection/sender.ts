import type { Connection } from "../connection/connection.js";
import type { SendItem } from "./send-item.js";
import type { SendQueue } from "./send-queue.js";

/** The connection that a {@link Sender} gives its items. */
export interface Carrier {
  readonly connection: Connection;
  readonly isOver: boolean;
  /** It accepted so many bytes. */
  took(bytes: number): void;
}

/** Who is told what becomes of items. None of the calls throws. */
export interface SenderOwner {
  /** A limit of its own was reached. @param withdrawn - nothing of it went out, and nothing will. */
  limited(item: SendItem, limit: "timeout" | { readonly signal: unknown }, withdrawn: boolean): void;
  /** The system has it. */
  sent(item: SendItem): void;
  /** The connection took it, and was over before the system had it all. */
  uncertain(item: SendItem): void;
}

/**
 * Gives the items of a queue to a connection, one after the other: the next when the system has the one before. So at most
 * one is uncertain when the connection breaks, and no time is lost, as the system is at work all the while.
 */
export class Sender {
  readonly #queue: SendQueue;
  readonly #owner: SenderOwner;
  /** A connection took it; the system may not have it yet. */
  #taken: SendItem | undefined;
  #beat: Uint8Array | undefined;
  #isLeaving = false;
  #wake: (() => void) | undefined;

  constructor(queue: SendQueue, owner: SenderOwner) {
    this.#queue = queue;
    this.#owner = owner;
  }

  /** The item that a connection took, and of which the system may not have all yet. */
  get taken(): SendItem | undefined {
    return this.#taken;
  }

  /** Something new is in the queue. */
  wake(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }

  /** Sends a heartbeat before what is queued. */
  beat(bytes: Uint8Array): void {
    this.#beat = bytes;
    this.wake();
  }

  /** Nothing more is given to the connection. */
  leave(): void {
    this.#isLeaving = true;
    this.wake();
  }

  /**
   * Gives items to a connection until it is over, or {@link leave}. Never rejects. Then call {@link settle}.
   *
   * @param ready - resolves when it may begin.
   */
  async run(carrier: Carrier, ready: Promise<void>): Promise<void> {
    this.#isLeaving = false;
    this.#beat = undefined;
    await ready;
    while (!this.#isLeaving && !carrier.isOver) {
      const beat = this.#beat;
      const item = this.#queue.first;
      if (beat !== undefined) {
        this.#beat = undefined;
        if (!(await this.#sendBeat(beat, carrier))) return;
      } else if (item !== undefined) {
        if (!(await this.#send(item, carrier))) return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  /** The connection is over. @param flushed - whether all that it took went out before. */
  settle(flushed: boolean): void {
    const item = this.#taken;
    this.#taken = undefined;
    if (item === undefined) return;
    if (flushed) this.#owner.sent(item);
    else this.#owner.uncertain(item);
  }

  /** An item has reached a limit of its own. */
  limit(item: SendItem, limit: "timeout" | { readonly signal: unknown }): void {
    if (item.isHanded) {
      item.givenUp ??= limit;
      // The connection says whether it has taken it already.
      item.takeBack?.abort();
      return;
    }
    this.#owner.limited(item, limit, this.#queue.remove(item));
  }

  /** Takes an item back, of which then nothing is told. False: a connection is being given it, or has it. */
  takeBack(item: SendItem, limit: "timeout" | { readonly signal: unknown }): boolean {
    // Should that connection not take it, no other is given it.
    if (item.isHanded) item.givenUp ??= limit;
    return !item.isHanded && this.#queue.remove(item);
  }

  /** Whether the connection is still of use. */
  async #sendBeat(bytes: Uint8Array, carrier: Carrier): Promise<boolean> {
    try {
      await carrier.connection.tx(bytes);
      carrier.took(bytes.length);
      await carrier.connection.flushed();
      return true;
    } catch {
      // The connection is over, and says so by itself; a heartbeat means nothing to the next one.
      return false;
    }
  }

  async #send(item: SendItem, carrier: Carrier): Promise<boolean> {
    const { connection } = carrier;
    item.isHanded = true;
    if (item.isLimited) item.takeBack = new AbortController();
    try {
      await connection.tx(item.bytes, item.takeBack === undefined ? { until: "accepted" } : { until: "accepted", signal: item.takeBack.signal });
    } catch {
      // Nothing of it was taken. It keeps its place for the next connection, unless nobody wants that any more.
      item.isHanded = false;
      const { givenUp } = item;
      if (givenUp === undefined) return false;
      this.#queue.remove(item);
      this.#owner.limited(item, givenUp, true);
      return true;
    }
    item.isHanded = false;
    this.#taken = item;
    this.#queue.remove(item);
    item.onTaken?.();
    carrier.took(item.bytes.length);
    if (item.givenUp !== undefined) this.#owner.limited(item, item.givenUp, false);
    try {
      await connection.flushed();
    } catch {
      // What becomes of it is known when the connection is closed: see settle.
      return false;
    }
    this.#taken = undefined;
    this.#owner.sent(item);
    return true;
  }
}
