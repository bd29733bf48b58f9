import type { OpenItem } from "@luat/corelib";
import { allTold } from "../all-told.js";
import type { WaitOptions } from "../connection/wait-options.js";
import type { World } from "../connection/world.js";
import { TimeoutError } from "../errors.js";
import { expectOptions, expectSignal, expectTimeout } from "../expect.js";
import type { Sending, TakeBack } from "../requests/exchange.js";
import type { Settings } from "./expect-options.js";
import { StoreKeeper } from "./item-store.js";
import { SendError, type SendErrorReason } from "./send-error.js";
import { SendItem } from "./send-item.js";
import { SendQueue, type QueueOwner } from "./send-queue.js";
import { Sender, type Carrier, type SenderOwner } from "./sender.js";

/** Whom an {@link Outbox} works for. None of the calls throws. */
export interface OutboxOwner {
  /** With whom, for messages. */
  endpoint(): string | undefined;
  /** Why there is no connection. */
  cause(): unknown;
  /** What waits has changed. */
  changed(): void;
  /** The system has an item. */
  sent(): void;
  /** An item was given up. Whether somebody is told. */
  dropped(bytes: Uint8Array, error: unknown): boolean;
}

/** All that is to be sent, from `tx` to its result. */
export class Outbox implements QueueOwner, SenderOwner {
  readonly #world: World;
  readonly #owner: OutboxOwner;
  readonly #atLeastOnce: boolean;
  readonly #maxBytes: number;
  readonly #sender: Sender;
  readonly #keeper: StoreKeeper | undefined;
  readonly queue: SendQueue;
  #isOnline = false;
  #loading: Promise<readonly Uint8Array[]> | undefined;
  #isEnded = false;
  /** Nothing new is taken: the error that a call is given, made anew. */
  #over: (() => unknown) | undefined;

  /** @param name - of the long connection, for messages. */
  constructor(world: World, settings: Settings<never, never>["queue"], owner: OutboxOwner, name: string) {
    this.#world = world;
    this.#owner = owner;
    this.#atLeastOnce = settings.atLeastOnce;
    this.#maxBytes = settings.maxBytes;
    this.queue = new SendQueue(settings, this);
    this.#sender = new Sender(this.queue, this);
    this.#keeper = settings.store === undefined ? undefined : new StoreKeeper(world, settings.store, () => this.#lasting, name);
  }

  /** Something waits to be sent, or is under way. */
  get isBusy(): boolean {
    return this.queue.length > 0 || this.#sender.taken !== undefined;
  }

  /** The sends that wait. @param whom - to whom. */
  items(whom: string): readonly OpenItem[] {
    return this.#unsent.map(({ limit, origin }) => ({ what: `tx of the ${whom}`, limit, origin }));
  }

  /** Brings in what was saved, unless it is here. Never rejects. */
  async load(): Promise<void> {
    await this.#load();
  }

  /** Gives what was saved where it has ended meanwhile: all of that is for the next time. */
  #load(): Promise<readonly Uint8Array[]> {
    const keeper = this.#keeper;
    if (this.#loading !== undefined) return this.#loading;
    if (keeper === undefined || keeper.isTaken) return Promise.resolve([]);
    this.#loading = keeper.load().then((saved = []) => {
      this.#loading = undefined;
      if (this.#isEnded) return saved;
      this.queue.load(saved.map((bytes) => new SendItem(this.#world.engine, bytes, { origin: undefined, isLoaded: true, isLimited: false })));
      return [];
    });
    return this.#loading;
  }

  tx(bytes: Uint8Array, options: WaitOptions | undefined): Promise<void> {
    let timeout: number | undefined;
    let signal: AbortSignal | undefined;
    try {
      if (options !== undefined) {
        signal = expectSignal(expectOptions(options).signal);
        timeout = expectTimeout(options.timeout);
        signal?.throwIfAborted();
      }
      if (this.#over !== undefined) throw this.#over();
    } catch (error) {
      return Promise.reject(error);
    }
    const item = new SendItem(this.#world.engine, bytes, { origin: this.#world.origins.note(), isLoaded: false, isLimited: timeout !== undefined || signal !== undefined });
    item.result = item.start(timeout, signal, (limit) => {
      this.#sender.limit(item, limit);
    });
    this.queue.add(item, this.#isOnline);
    return item.result;
  }

  /** Sends a request. @throws when nothing new is taken. @returns what takes it back. */
  request(bytes: Uint8Array, sending: Sending): TakeBack {
    if (this.#over !== undefined) throw this.#over();
    const item = new SendItem(this.#world.engine, bytes, {
      ...{ origin: undefined, isLoaded: false, isLimited: false },
      onTaken: () => {
        sending.wentOut();
      },
    });
    item.start(undefined, undefined).catch((error: unknown) => {
      sending.failed(error);
    });
    this.queue.add(item, this.#isOnline);
    return (limit) => this.#sender.takeBack(item, limit);
  }

  beat(bytes: Uint8Array): void {
    this.#sender.beat(bytes);
  }

  /** Sends over a connection until it is over, or {@link leave}; then call {@link settle}. */
  run(carrier: Carrier): Promise<void> {
    this.#isOnline = true;
    // Whoever sends hears that it is on line before what becomes of the item.
    return this.#sender.run(carrier, allTold(this.#world.clock));
  }

  /** Nothing more is given to the connection. */
  leave(): void {
    this.#isOnline = false;
    this.#sender.leave();
  }

  /** The connection is over. @param flushed - whether all that it took went out before. */
  settle(flushed: boolean): void {
    this.#sender.settle(flushed);
    this.queue.offline();
  }

  /** Takes nothing new. @param error - what a call is given. */
  refuse(error: () => unknown): void {
    this.#over ??= error;
  }

  /** Ends it: what is unsent fails; where there is a store, when it is saved. */
  async end(error: () => unknown): Promise<void> {
    this.refuse(error);
    this.#isEnded = true;
    const { taken } = this.#sender;
    const endpoint = this.#owner.endpoint();
    const left = this.#atLeastOnce ? this.#lasting : lasting(this.queue.items);
    if (taken !== undefined && !taken.isSettled) this.#fail(taken, new SendError("unknown", { endpoint, cause: error() }));
    const keeper = this.#keeper;
    keeper?.rest();
    const kept: SendItem[] = [];
    for (const item of this.queue.clear()) {
      if (keeper === undefined || item.isRequest) this.#fail(item, error());
      else {
        // Its limits count no more: what becomes of it is known soon.
        item.stop();
        kept.push(item);
      }
    }
    if (keeper === undefined) return;
    const found = await this.#load();
    // What is there stays as it is when nothing comes to it.
    const failure = found.length > 0 && left.length === 0 ? undefined : await keeper.end([...found, ...left]);
    for (const item of kept) {
      if (failure === undefined) this.#saved(item, new SendError("saved", { endpoint, cause: error() }));
      else this.#fail(item, new SendError("unsaved", { endpoint, cause: failure.error }));
    }
  }

  // --- what the queue and the sender tell -------------------------------------------------------------------------

  changed(): void {
    this.#sender.wake();
    this.#keeper?.changed();
    this.#owner.changed();
  }

  gaveUp(item: SendItem, reason: SendErrorReason): void {
    const cause = reason === "offline" || reason === "unknown" ? this.#owner.cause() : undefined;
    const note = reason === "too-large" ? `${item.bytes.length} bytes of at most ${this.#maxBytes}` : undefined;
    this.#fail(item, new SendError(reason, { endpoint: this.#owner.endpoint(), cause, note }));
  }

  limited(item: SendItem, limit: "timeout" | { readonly signal: unknown }, withdrawn: boolean): void {
    this.#fail(item, limit === "timeout" ? new TimeoutError(item.limit, { op: "send", endpoint: this.#owner.endpoint(), withdrawn }) : limit.signal);
  }

  sent(item: SendItem): void {
    item.done();
    this.#keeper?.changed();
    this.#owner.sent();
  }

  uncertain(item: SendItem): void {
    // Whoever has given up waiting for it was told that it may still go out.
    if (item.isSettled) return;
    if (this.#atLeastOnce && !item.isRequest) this.queue.putBack(item);
    else this.gaveUp(item, "unknown");
  }

  #fail(item: SendItem, error: unknown): void {
    if (item.isSettled) return;
    item.fail(error);
    if (item.isRequest) return;
    // Who hears of it there need not wait for the result.
    if (this.#owner.dropped(item.bytes, error)) item.result?.catch(() => undefined);
  }

  /** It goes out another time: nothing is lost that somebody would have to hear of. */
  #saved(item: SendItem, error: SendError): void {
    item.result?.catch(() => undefined);
    item.fail(error);
  }

  /** What is to be saved. */
  get #lasting(): readonly Uint8Array[] {
    return lasting(this.#unsent);
  }

  get #unsent(): readonly SendItem[] {
    const { taken } = this.#sender;
    return taken === undefined || taken.isSettled ? this.queue.items : [taken, ...this.queue.items];
  }
}

function lasting(items: readonly SendItem[]): readonly Uint8Array[] {
  return items.filter(({ isRequest }) => !isRequest).map(({ bytes }) => bytes);
}
