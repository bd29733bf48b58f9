import { ownBytes } from "./own-bytes.js";

/** Arrived bytes smaller than this share a store instead of each getting one. */
const STORE = 4096;

/** With so much unread the stream is paused, so that a slow reader slows the peer down; below half it goes on. */
export const UNREAD_LIMIT = 131_072;

interface Store {
  readonly bytes: Uint8Array;
  start: number;
  end: number;
}

/**
 * What arrived and was not read yet, in order. The newest bytes may be lent by the card for the length of one call:
 * a reader inside that call gets them with one copy at most, and {@link settle} keeps what nobody took.
 */
export class Incoming {
  /** Unread bytes. */
  length = 0;
  /** The stream was told to pause, as nobody reads. */
  paused = false;
  /** With so much unread it is. */
  limit = UNREAD_LIMIT;
  readonly keepsRecords: boolean;
  #stores: Store[] | undefined;
  #lent: Uint8Array | undefined;
  #start = 0;
  #end = 0;

  /** @param keepsRecords - each arrival stays apart. */
  constructor(keepsRecords: boolean) {
    this.keepsRecords = keepsRecords;
  }

  /** Unread bytes of the oldest arrival. */
  get frontLength(): number {
    const store = this.#stores?.[0];
    if (store !== undefined) return store.end - store.start;
    return this.#lent === undefined ? 0 : this.#end - this.#start;
  }

  /** Takes bytes that are this queue's for ever. */
  keep(bytes: Uint8Array, length: number): void {
    this.length += length;
    (this.#stores ??= []).push({ bytes, start: 0, end: length });
  }

  /** Takes bytes that are valid until {@link settle}, which must follow. */
  lend(bytes: Uint8Array, length: number): void {
    this.length += length;
    this.#lent = bytes;
    this.#start = 0;
    this.#end = length;
  }

  /** Copies what is left of the lent bytes; nothing lent is held afterwards. */
  settle(): void {
    const lent = this.#lent;
    if (lent === undefined) return;
    this.#lent = undefined;
    const count = this.#end - this.#start;
    if (count > 0) this.#store(lent.subarray(this.#start, this.#end), count);
  }

  #store(view: Uint8Array, count: number): void {
    const stores = (this.#stores ??= []);
    const last = stores[stores.length - 1];
    const { keepsRecords } = this;
    if (last !== undefined && !keepsRecords && last.bytes.length - last.end >= count) {
      last.bytes.set(view, last.end);
      last.end += count;
      return;
    }
    const bytes = new Uint8Array(count >= STORE || last === undefined || keepsRecords ? count : STORE);
    bytes.set(view);
    stores.push({ bytes, start: 0, end: count });
  }

  /** Copies up to `max` bytes to `target` at `at` and forgets them. Returns how many. */
  read(target: Uint8Array, at: number, max: number): number {
    let done = 0;
    while (done < max && this.length > 0) {
      const store = this.#stores?.[0];
      if (store === undefined) {
        const lent = this.#lent as Uint8Array;
        const count = Math.min(max - done, this.#end - this.#start);
        copy(lent, this.#start, target, at + done, count);
        this.#start += count;
        this.length -= count;
        return done + count;
      }
      const count = Math.min(max - done, store.end - store.start);
      copy(store.bytes, store.start, target, at + done, count);
      this.#consume(store, count);
      done += count;
    }
    return done;
  }

  /** Takes up to `max` bytes as the caller's own, without copying where they are owned already. */
  take(max: number): Uint8Array {
    const store = this.#stores?.[0];
    if (store === undefined) {
      const lent = this.#lent;
      if (lent === undefined || max <= 0) return new Uint8Array(0);
      const end = Math.min(this.#end, this.#start + max);
      const bytes = ownBytes(lent, this.#start, end);
      this.length -= end - this.#start;
      this.#start = end;
      return bytes;
    }
    const count = Math.min(max, this.length);
    if (count === store.end - store.start) {
      const { bytes, start, end } = store;
      this.#stores?.shift();
      this.length -= count;
      return start === 0 && end === bytes.length ? bytes : bytes.subarray(start, end);
    }
    const bytes = new Uint8Array(count);
    this.read(bytes, 0, count);
    return bytes;
  }

  /** Takes the oldest bytes as they lie, the caller's own: without copying unless they are lent. */
  takeFront(): Uint8Array {
    const store = this.#stores?.[0];
    return this.take(store === undefined ? this.length : store.end - store.start);
  }

  /** What is unread from byte `from` on, as it lies: views that are valid until something is taken, or {@link settle}d. */
  views(from: number): Uint8Array[] {
    const views: Uint8Array[] = [];
    let at = this.length;
    const add = (bytes: Uint8Array, start: number, end: number): void => {
      at -= end - start;
      views.push(bytes.subarray(start + Math.max(0, from - at), end));
    };
    if (this.#lent !== undefined) add(this.#lent, this.#start, this.#end);
    const stores = this.#stores ?? [];
    // From the newest on: who looks for more of what has come already begins near the end.
    for (let place = stores.length - 1; place >= 0 && at > from; place--) {
      const { bytes, start, end } = stores[place] as Store;
      add(bytes, start, end);
    }
    return views.reverse();
  }

  /** Shows the oldest bytes as one view, valid until this returns, and forgets as many as `visit` says it took. */
  visit(visit: (view: Uint8Array) => number): void {
    const store = this.#stores?.[0];
    if (store !== undefined) {
      const taken = visit(store.bytes.subarray(store.start, store.end));
      // The visitor may have closed the socket, which clears this queue.
      if (this.#stores?.[0] === store) this.#consume(store, taken);
    } else if (this.#lent !== undefined && this.#end > this.#start) {
      const lent = this.#lent;
      const taken = visit(lent.subarray(this.#start, this.#end));
      if (this.#lent !== lent) return;
      this.#start += taken;
      this.length -= taken;
    }
  }

  /** Forgets everything. */
  clear(): void {
    this.length = 0;
    this.#stores = undefined;
    this.#lent = undefined;
  }

  #consume(store: Store, count: number): void {
    store.start += count;
    this.length -= count;
    if (store.start === store.end) this.#stores?.shift();
  }
}

function copy(from: Uint8Array, start: number, to: Uint8Array, at: number, count: number): void {
  // A view and set() cost more than a loop for what fits a few cache lines.
  if (count <= 32) for (let i = 0; i < count; i++) to[at + i] = from[start + i] as number;
  else to.set(from.subarray(start, start + count), at);
}
