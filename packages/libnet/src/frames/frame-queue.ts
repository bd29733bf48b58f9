import type { Origin } from "@luat/corelib";
import { HeldDeadline, type Due } from "@luat/socket/runtime";
import { AbortWatch } from "../connection/abort-watch.js";
import { afterTurn } from "../connection/after-turn.js";
import { blame } from "../connection/blame.js";
import { capture, captured } from "../connection/capture.js";
import { isThenable } from "../connection/is-thenable.js";
import type { Named } from "../connection/named.js";
import type { WaitOptions } from "../connection/wait-options.js";
import type { World } from "../connection/world.js";
import { TimeoutError } from "../errors.js";
import { expectOptions, expectSignal, expectTimeout, secondReader } from "../expect.js";

const IDLE = 0;
const TAKE = 1;
const ITERATE = 2;
const VISIT = 3;

type Item<Frame> = IteratorResult<Frame, undefined>;
const DONE: Item<never> = { done: true, value: undefined };

/** How a queue ended. */
export interface QueueEnd {
  /** The error of the read that waits; absent: the end is in order. */
  readonly error?: unknown;
  /** Rejects a later read. */
  readonly again: () => Promise<never>;
}

/** Frames that wait to be read, and the one read that may wait for them. No closure, timer or listener a read. */
export class FrameQueue<Frame> implements AsyncIterator<Frame, undefined>, Due {
  readonly #world: World;
  readonly #connection: Named;
  readonly #onDrained: () => void;
  #frames: Frame[] = [];
  #head = 0;
  #kind = IDLE;
  #origin: Origin | undefined;
  #visit: ((frame: Frame) => boolean | void) | undefined;
  #timeout: number | undefined;
  #deadline: HeldDeadline | undefined;
  #watch: AbortWatch | undefined;
  #abortable = false;
  #end: QueueEnd | "in order" | undefined;
  #resolve: (value: never) => void = nothing;
  #reject: (reason: unknown) => void = nothing;

  /** @param onDrained - is called when the last frame that waited was taken. */
  constructor(world: World, connection: Named, onDrained: () => void) {
    this.#world = world;
    this.#connection = connection;
    this.#onDrained = onDrained;
  }

  /** How many frames wait. */
  get length(): number {
    return this.#frames.length - this.#head;
  }

  /** The next one. */
  push(frame: Frame): void {
    if (this.#kind === IDLE || this.length > 0) this.#frames.push(frame);
    else if (this.#kind === VISIT) this.#show(frame);
    else this.#settle((this.#kind === TAKE ? frame : { done: false, value: frame }) as never);
  }

  /** Nothing follows. The first end counts. */
  end(end: QueueEnd | "in order"): void {
    if (this.#end !== undefined) return;
    this.#end = end;
    if (this.#kind !== IDLE && this.length === 0) this.#settleEnd();
    this.#stop();
  }

  /** Forgets what waits. */
  clear(): void {
    this.#frames = [];
    this.#head = 0;
  }

  rx(options: WaitOptions | undefined): Promise<Frame | undefined> {
    const wrong = this.#refusal(options);
    if (wrong !== undefined) return Promise.reject(wrong.reason);
    if (this.length > 0) return this.#ready(this.#shift());
    if (this.#end !== undefined) return this.#atEnd(undefined);
    return this.#pend(TAKE, options);
  }

  next(): Promise<Item<Frame>> {
    if (this.#kind !== IDLE) return Promise.reject(secondReader());
    this.#timeout = undefined;
    if (this.length > 0) return this.#ready({ done: false, value: this.#shift() });
    if (this.#end !== undefined) return this.#atEnd<Item<Frame>>(DONE);
    return this.#pend(ITERATE, undefined);
  }

  /** Leaving a loop ends the loop alone. */
  return(): Promise<Item<Frame>> {
    return Promise.resolve(DONE);
  }

  consume(visit: (frame: Frame) => boolean | void, options: WaitOptions | undefined): Promise<void> {
    if (typeof visit !== "function") return Promise.reject(new TypeError(`visit is ${String(visit)}; expected a function`));
    const wrong = this.#refusal(options);
    if (wrong !== undefined) return Promise.reject(wrong.reason);
    if (this.length === 0 && this.#end !== undefined) return this.#atEnd(undefined);
    this.#visit = visit;
    const promise = this.#pend<void>(VISIT, options);
    // What is there already is shown after this call has returned, as all the rest is.
    if (this.length > 0) this.#world.clock.dry(() => { this.#showAll(); });
    return promise;
  }

  #showAll(): void {
    while (this.#kind === VISIT && this.length > 0) this.#show(this.#shift());
    if (this.#kind === VISIT && this.#end !== undefined) this.#settleEnd();
  }

  #show(frame: Frame): void {
    if (this.#timeout !== undefined) this.#arm(this.#timeout);
    let answer: unknown;
    try {
      answer = this.#visit?.(frame);
    } catch (error) {
      if (this.#kind === VISIT) this.#fail(error);
      return;
    }
    if (answer === undefined || answer === true || this.#kind !== VISIT) return;
    if (answer === false) this.#settle(undefined as never);
    else if (isThenable(answer)) {
      answer.then(undefined, nothing);
      this.#fail(new TypeError("visit returned a promise; expected it to be done with the frame when it returns"));
    }
  }

  #shift(): Frame {
    const frame = this.#frames[this.#head] as Frame;
    this.#frames[this.#head++] = undefined as Frame;
    if (this.#head === this.#frames.length) {
      this.clear();
      this.#onDrained();
    }
    return frame;
  }

  #refusal(options: WaitOptions | undefined): { readonly reason: unknown } | undefined {
    if (this.#kind !== IDLE) return { reason: secondReader() };
    this.#timeout = undefined;
    if (options === undefined) return undefined;
    try {
      if (expectSignal(expectOptions(options).signal)?.aborted === true) return { reason: options.signal?.reason };
      this.#timeout = expectTimeout(options.timeout);
    } catch (reason) {
      return { reason };
    }
    return undefined;
  }

  #ready<T>(value: T): Promise<T> {
    const { engine, clock } = this.#world;
    return engine.runIsLong(0) ? afterTurn(clock, value) : Promise.resolve(value);
  }

  #atEnd<T>(value: T): Promise<T> {
    return this.#end === undefined || this.#end === "in order" ? Promise.resolve(value) : this.#end.again();
  }

  #pend<T>(kind: number, options: WaitOptions | undefined): Promise<T> {
    this.#kind = kind;
    this.#origin = this.#world.origins.note();
    if (this.#timeout !== undefined) this.#arm(this.#timeout);
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
    this.#world.engine.deadlines.arm(this.#deadline, ms);
  }

  /** The time limit of the read that waits is reached. */
  onDue(): void {
    if (this.#kind !== IDLE) this.#fail(new TimeoutError(this.#timeout ?? 0, { op: "receive", endpoint: this.#connection.endpoint }));
  }

  #settleEnd(): void {
    if (this.#end === undefined || this.#end === "in order") this.#settle((this.#kind === ITERATE ? DONE : undefined) as never);
    else this.#fail(this.#end.error);
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
    this.#visit = undefined;
    if (this.#end !== undefined) this.#stop();
    else if (this.#deadline !== undefined) this.#world.engine.deadlines.disarm(this.#deadline);
  }

  #stop(): void {
    // A visitor that is still shown what waits keeps its limits.
    if (this.#kind !== IDLE) return;
    this.#watch?.stop();
    if (this.#deadline !== undefined) this.#world.engine.deadlines.forget(this.#deadline);
  }
}

function nothing(): void {
  // Replaced before it is ever needed.
}
