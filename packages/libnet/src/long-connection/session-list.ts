import type { OpenItem } from "@luat/corelib";
import { LimitedWait } from "../connection/limited-wait.js";
import type { WaitOptions } from "../connection/wait-options.js";
import type { World } from "../connection/world.js";
import { TimeoutError } from "../errors.js";
import { expectOptions, expectSignal, expectTimeout } from "../expect.js";
import type { Inbox } from "./inbox.js";
import type { LiveSession } from "./live-session.js";

type End = { readonly error: (() => unknown) | undefined };

/** Whose connections a {@link SessionList} has. */
export interface SessionListOwner {
  /** With whom, for messages. */
  endpoint(): string | undefined;
  /** Somebody has begun to wait for the next one. */
  left(): void;
}

/** The connections that were on line, one after the other, and who waits for the next one. */
export class SessionList<In, Out> {
  readonly #world: World;
  readonly #inbox: Inbox<In>;
  readonly #owner: SessionListOwner;
  readonly #waiting = new Set<LimitedWait<LiveSession<In, Out> | undefined>>();
  /** Those whose successors are awaited. */
  readonly #passed = new Set<LiveSession<In, Out>>();
  /** The one that came last. Those before are kept by who reads them. */
  #last: LiveSession<In, Out> | undefined;
  #end: End | undefined;

  constructor(world: World, inbox: Inbox<In>, owner: SessionListOwner) {
    this.#world = world;
    this.#inbox = inbox;
    this.#owner = owner;
  }

  /** Who waits. @param whom - for whose connections. */
  items(whom: string): readonly OpenItem[] {
    return [...this.#waiting].map(({ limit, origin }) => ({ what: `a wait for the ${whom}`, limit, origin }));
  }

  /** One is on line. Who waits for it is told when its state was. */
  add(session: LiveSession<In, Out>): void {
    if (this.#last !== undefined) this.#last.following = session;
    this.#last = session;
    const waiting = [...this.#waiting];
    this.#world.clock.dry(() => {
      this.#settle(waiting, (wait) => {
        wait.resolve(session);
      });
    });
  }

  /** Forgets what nobody reads of those that somebody has passed by, as the next one needs the room. */
  makeRoom(): void {
    for (const session of this.#passed) if (!session.isInUse) this.#inbox.discard(session);
  }

  /** Forgets what is unread of those whose readers have left them for the next one. */
  forgetLeft(): void {
    for (const session of this.#passed) if (session.wasLeft) this.#inbox.discard(session);
  }

  /** There will be no other. */
  end(end: End): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#settle([...this.#waiting], (wait) => {
      if (end.error === undefined) wait.resolve(undefined);
      else wait.reject(end.error());
    });
  }

  /** The one that is on line, as soon as there is one; `undefined` when there will be none. */
  online(options: WaitOptions | undefined): Promise<LiveSession<In, Out> | undefined> {
    let timeout: number | undefined;
    let signal: AbortSignal | undefined;
    try {
      if (options !== undefined) {
        signal = expectSignal(expectOptions(options).signal);
        timeout = expectTimeout(options.timeout);
        signal?.throwIfAborted();
      }
    } catch (error) {
      return Promise.reject(error);
    }
    const last = this.#last;
    return last !== undefined && !last.isOver ? Promise.resolve(last) : this.#next(timeout, signal);
  }

  /** Them all in turn: first the oldest of which something is unread, else the one that is on line. */
  iterate(): AsyncIterableIterator<LiveSession<In, Out>, undefined> {
    let session: LiveSession<In, Out> | undefined;
    const next = async (): Promise<IteratorResult<LiveSession<In, Out>, undefined>> => {
      const before = session;
      if (before === undefined) session = (this.#inbox.oldest as LiveSession<In, Out> | undefined) ?? (await this.#next(undefined, undefined));
      else session = before.following ?? (await this.#after(before));
      // What nobody reads of the one before would be in the way for ever.
      if (before?.isInUse === false) this.#inbox.discard(before);
      return session === undefined ? { done: true, value: undefined } : { done: false, value: session };
    };
    const iterator: AsyncIterableIterator<LiveSession<In, Out>, undefined> = {
      next,
      return: () => Promise.resolve({ done: true, value: undefined }),
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  async #after(session: LiveSession<In, Out>): Promise<LiveSession<In, Out> | undefined> {
    const following = this.#next(undefined, undefined);
    this.#passed.add(session);
    this.#owner.left();
    try {
      return await following;
    } finally {
      this.#passed.delete(session);
    }
  }

  #next(timeout: number | undefined, signal: AbortSignal | undefined): Promise<LiveSession<In, Out> | undefined> {
    const end = this.#end;
    if (end !== undefined) return end.error === undefined ? Promise.resolve(undefined) : Promise.reject(end.error());
    const wait = new LimitedWait<LiveSession<In, Out> | undefined>(this.#world.engine, this.#world.origins.note());
    this.#waiting.add(wait);
    return wait.start(timeout, signal, (limit) => {
      wait.stop();
      this.#waiting.delete(wait);
      wait.reject(limit === "timeout" ? new TimeoutError(timeout ?? 0, { op: "come on line", endpoint: this.#owner.endpoint() }) : limit.signal);
    });
  }

  /** Settles those of these that still wait. */
  #settle(waiting: ReadonlyArray<LimitedWait<LiveSession<In, Out> | undefined>>, settle: (wait: LimitedWait<LiveSession<In, Out> | undefined>) => void): void {
    for (const wait of waiting) {
      if (!this.#waiting.delete(wait)) continue;
      wait.stop();
      settle(wait);
    }
  }
}
