import type { OpenItem, Origin, Origins, Zbuff } from "@luat/corelib";
import { HeldDeadline, type Due, type Socket } from "@luat/socket/runtime";
import { expectInteger, expectOptions, expectSignal, expectTimeout, secondReader } from "../expect.js";
import { TimeoutError } from "../errors.js";
import { AbortWatch } from "./abort-watch.js";
import { afterTurn } from "./after-turn.js";
import { blame } from "./blame.js";
import { capture, captured } from "./capture.js";
import type { RxOptions } from "./connection.js";
import { isThenable } from "./is-thenable.js";
import type { Named } from "./named.js";
import type { Probe } from "./probe.js";
import type { WaitOptions } from "./wait-options.js";

const IDLE = 0;
const TAKE = 1;
const INTO = 2;
const ITERATE = 3;
const VISIT = 4;
const WAIT = 5;
const PROBE = 6;

/** How the calls are called, by kind. */
const CALLS = ["", "rx", "rx", "for await", "consume", "wait"];

type Item = IteratorResult<Uint8Array, undefined>;
const DONE: Item = { done: true, value: undefined };

/** What the end of a connection means to a reader who has read all: an orderly end, or an error, made anew for each call. */
type End = { readonly error: (() => Error) | undefined };

/**
 * The reading side of a connection: at most one read waits, and it is served inside the low-level event, straight
 * from the card's buffer. This is the hot path: no closure, timer or listener a read.
 */
export class Reader implements AsyncIterator<Uint8Array, undefined>, Due {
  readonly #socket: Socket;
  readonly #connection: Named;
  readonly #origins: Origins;
  #kind = IDLE;
  #origin: Origin | undefined;
  #resolve: (value: never) => void = nothing;
  #reject: (reason: unknown) => void = nothing;
  #target: Uint8Array | Zbuff | undefined;
  #visit: ((view: Uint8Array) => boolean | void) | undefined;
  /** Made by the first `consume`. */
  #visitor: ((view: Uint8Array) => number) | undefined;
  #probe: Probe | undefined;
  #max: number | undefined;
  #timeout: number | undefined;
  #deadline: HeldDeadline | undefined;
  #watch: AbortWatch | undefined;
  #abortable = false;
  #end: End | undefined;
  /** It was closed here: what is unread does not count any more. */
  #closed = false;

  constructor(socket: Socket, connection: Named, origins: Origins) {
    this.#socket = socket;
    this.#connection = connection;
    this.#origins = origins;
  }

  /** The read that waits. @param whom - from whom. */
  items(whom: string): readonly OpenItem[] {
    if (this.#kind === IDLE) return [];
    const limit = this.#kind === ITERATE ? Infinity : (this.#timeout ?? Infinity);
    return [{ what: `${this.#probe?.call ?? CALLS[this.#kind] ?? ""} of the ${whom}`, limit, origin: this.#origin }];
  }

  rx(target: Uint8Array | Zbuff | undefined, options: RxOptions | undefined): Promise<Uint8Array | number | undefined> {
    const wrong = this.#refusal(target, options);
    if (wrong !== undefined) return Promise.reject(wrong.reason);
    this.#max = options?.max;
    this.#target = target;
    const kind = target === undefined ? TAKE : INTO;
    if (this.#unread) return this.#ready(this.#read(kind));
    if (this.#end !== undefined) return this.#atEnd(kind);
    return this.#pend(kind, options);
  }

  /** For `for await`. */
  next(): Promise<Item> {
    if (this.#kind !== IDLE) return Promise.reject(secondReader());
    this.#max = undefined;
    if (this.#unread) return this.#ready(this.#read(ITERATE));
    if (this.#end !== undefined) return this.#atEnd(ITERATE);
    return this.#pend(ITERATE, undefined);
  }

  /** Leaving a loop ends the loop, not the connection. */
  return(): Promise<Item> {
    return Promise.resolve(DONE);
  }

  wait(options: WaitOptions | undefined): Promise<"data" | "end" | "timeout"> {
    const wrong = this.#refusal(undefined, options);
    if (wrong !== undefined) return Promise.reject(wrong.reason);
    if (this.#unread) return this.#ready("data");
    if (this.#end !== undefined) return this.#atEnd(WAIT);
    return this.#pend(WAIT, options);
  }

  consume(visit: (view: Uint8Array) => boolean | void, options: WaitOptions | undefined): Promise<void> {
    if (typeof visit !== "function") return Promise.reject(new TypeError(`visit is ${String(visit)}; expected a function`));
    const wrong = this.#refusal(undefined, options);
    if (wrong !== undefined) return Promise.reject(wrong.reason);
    if (!this.#unread && this.#end !== undefined) return this.#atEnd(VISIT);
    this.#visit = visit;
    const promise = this.#pend<void>(VISIT, options);
    // What is there already is shown after this call has returned, as all the rest is.
    if (this.#unread) this.#socket.engine.clock.dry(() => { this.#show(); });
    return promise;
  }

  /** A read that takes nothing unless what it looks for is there as a whole. */
  seek(probe: Probe, options: WaitOptions | undefined): Promise<Uint8Array | undefined> {
    const wrong = this.#refusal(undefined, options);
    if (wrong !== undefined) return Promise.reject(wrong.reason);
    if (this.#unread) {
      try {
        const found = this.#find(probe);
        if (found !== undefined) return this.#ready(found);
      } catch (error) {
        return Promise.reject(error);
      }
    }
    if (this.#end !== undefined) return this.#atEnd(PROBE);
    this.#probe = probe;
    this.#socket.admit(probe.size);
    return this.#pend(PROBE, options);
  }

  /** Bytes arrived. */
  received(): void {
    switch (this.#kind) {
      case IDLE:
        return;
      case VISIT:
        this.#show();
        return;
      case PROBE:
        this.#look();
        return;
      default:
        this.#settle(this.#read(this.#kind) as never);
    }
  }

  /** Nothing more will arrive. The first end counts. */
  end(error: (() => Error) | undefined): void {
    this.#end ??= { error };
    if (this.#kind === PROBE && this.#socket.available > 0) this.#look();
    if (this.#kind === PROBE || (this.#kind !== IDLE && this.#socket.available === 0)) this.#settleEnd();
    this.#stop();
  }

  /** The connection is being closed: what waits fails, and what is unread is forgotten. */
  fail(error: () => Error): void {
    this.#end = { error };
    this.#closed = true;
    if (this.#kind !== IDLE) this.#fail(error());
    this.#stop();
  }

  get #unread(): boolean {
    return this.#socket.available > 0 && !this.#closed;
  }

  #refusal(target: unknown, options: RxOptions | undefined): { reason: unknown } | undefined {
    if (this.#kind !== IDLE) return { reason: secondReader() };
    if (target !== undefined && target instanceof Uint8Array && target.length === 0) {
      return { reason: new RangeError("target has no room; expected at least 1 byte") };
    }
    if (options === undefined) {
      this.#timeout = undefined;
      return undefined;
    }
    try {
      if (expectSignal(expectOptions(options).signal)?.aborted === true) return { reason: options.signal?.reason };
      this.#timeout = expectTimeout(options.timeout);
      if (options.max !== undefined) expectInteger(options.max, "max", 1);
    } catch (reason) {
      return { reason };
    }
    return undefined;
  }

  /** Something is unread: serves a read of this kind with it. */
  #read(kind: number): unknown {
    const socket = this.#socket;
    switch (kind) {
      case WAIT:
        return "data";
      case INTO:
        return this.#copy(this.#target as Uint8Array | Zbuff);
      case ITERATE:
        return { done: false, value: socket.takeFront() };
      default:
        return this.#max === undefined ? socket.takeFront() : socket.take(this.#max);
    }
  }

  #copy(target: Uint8Array | Zbuff): number {
    const socket = this.#socket;
    const most = this.#max ?? Infinity;
    if (target instanceof Uint8Array) return socket.read(target, 0, Math.min(target.length, most));
    const count = Math.min(socket.available, most);
    target.reserve(count);
    const used = target.used();
    socket.read(target.bytes, used, count);
    target.used(used + count);
    return count;
  }

  #look(): void {
    try {
      const found = this.#probe && this.#find(this.#probe);
      if (found !== undefined) this.#settle(found as never);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Something is unread: whether it is what is looked for. */
  #find(probe: Probe): Uint8Array | undefined {
    const found = probe.look(this.#socket);
    if (found !== undefined || this.#end === undefined || this.#end.error !== undefined) return found;
    return probe.atEnd(this.#socket);
  }

  #show(): void {
    const visitor = (this.#visitor ??= (view) => this.#showView(view));
    while (this.#kind === VISIT && this.#socket.available > 0) {
      if (this.#timeout !== undefined) this.#arm(this.#timeout);
      this.#socket.visit(visitor);
    }
    if (this.#kind === VISIT && this.#end !== undefined) this.#settleEnd();
  }

  #showView(view: Uint8Array): number {
    const { length } = view;
    let answer: unknown;
    try {
      answer = this.#visit?.(view);
    } catch (error) {
      if (this.#kind === VISIT) this.#fail(error);
      return length;
    }
    if (this.#kind !== VISIT) return length;
    if (answer === false) this.#settle(undefined as never);
    else if (isThenable(answer)) {
      answer.then(undefined, nothing);
      this.#fail(new TypeError("visit returned a promise; expected it to be done with the view when it returns"));
    }
    return length;
  }

  #ready<T>(value: unknown): Promise<T> {
    const { engine } = this.#socket;
    this.#target = undefined;
    const count = value instanceof Uint8Array ? value.length : 0;
    return engine.runIsLong(count) ? afterTurn(engine.clock, value as T) : Promise.resolve(value as T);
  }

  #atEnd<T>(kind: number): Promise<T> {
    const error = this.#end?.error;
    return error === undefined ? Promise.resolve(endValue(kind) as T) : Promise.reject(error());
  }

  #pend<T>(kind: number, options: WaitOptions | undefined): Promise<T> {
    this.#kind = kind;
    this.#origin = this.#origins.note();
    if (this.#timeout !== undefined && options !== undefined) this.#arm(this.#timeout);
    const signal = options?.signal;
    this.#abortable = signal !== undefined;
    if (signal !== undefined) {
      this.#watch ??= new AbortWatch((reason) => {
        if (this.#abortable && this.#kind !== IDLE) this.#fail(reason);
      });
      this.#watch.hear(signal);
    }
    const promise = new Promise<T>(capture);
    this.#resolve = captured.resolve;
    this.#reject = captured.reject;
    return promise;
  }

  #arm(ms: number): void {
    this.#deadline ??= new HeldDeadline(this);
    this.#socket.engine.deadlines.arm(this.#deadline, ms);
  }

  onDue(): void {
    if (this.#kind === WAIT) this.#settle("timeout" as never);
    else if (this.#kind !== IDLE) {
      const note = this.#probe?.progress(this.#socket.available);
      this.#socket.timedOut("receive", this.#timeout ?? 0);
      this.#fail(new TimeoutError(this.#timeout ?? 0, { op: "receive", endpoint: this.#connection.endpoint, note }));
    }
  }

  #settleEnd(): void {
    const error = this.#end?.error;
    if (error === undefined) this.#settle(endValue(this.#kind) as never);
    else this.#fail(error());
  }

  #settle(value: never): void {
    this.#release();
    this.#resolve(value);
  }

  #fail(error: unknown): void {
    this.#release();
    this.#reject(blame(this.#origin, error));
  }

  #release(): void {
    this.#kind = IDLE;
    this.#target = undefined;
    this.#visit = undefined;
    if (this.#probe !== undefined) {
      this.#probe = undefined;
      this.#socket.admit(0);
    }
    if (this.#deadline !== undefined) this.#socket.engine.deadlines.disarm(this.#deadline);
  }

  #stop(): void {
    this.#watch?.stop();
    if (this.#deadline !== undefined) this.#socket.engine.deadlines.forget(this.#deadline);
  }
}

function endValue(kind: number): unknown {
  switch (kind) {
    case WAIT:
      return "end";
    case INTO:
      return 0;
    case ITERATE:
      return DONE;
    default:
      return undefined;
  }
}

function nothing(): void {
  // Replaced before it is ever needed.
}
