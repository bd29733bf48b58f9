import type { OpenItem, Origins } from "@luat/corelib";
import type { Engine } from "@luat/socket/runtime";
import { afterTurn } from "../connection/after-turn.js";
import { LimitedWait } from "../connection/limited-wait.js";
import type { WaitOptions } from "../connection/wait-options.js";
import { TimeoutError } from "../errors.js";
import { expectOptions, expectSignal, expectTimeout, secondReader } from "../expect.js";
import type { Entry } from "./inbox.js";

/** Where a {@link ReadPoint} reads from. */
export interface ReadSource<In> {
  take(): Entry<In> | undefined;
  /** Set when nothing more will come: the error that a reader is given, made anew, or none, for an end in order. */
  end(): { readonly error: (() => unknown) | undefined } | undefined;
  /** For messages; `undefined`: not known yet. */
  endpoint(): string | undefined;
  /** Why nobody may read here now. */
  refusal?(): Error | undefined;
  /** Whoever read in a loop has left it. */
  left?(): void;
}

/** A place to read from, of one reader at a time. */
export class ReadPoint<In> implements AsyncIterator<In, undefined> {
  readonly #engine: Engine;
  readonly #origins: Origins;
  readonly #source: ReadSource<In>;
  #waiting: LimitedWait<In | undefined> | undefined;
  #visit: ((value: In) => void) | undefined;
  /** Somebody has begun to read, and has neither left its loop nor seen the end. */
  isInUse = false;
  /** Whoever read in a loop has left it, and nobody has begun anew. */
  wasLeft = false;

  constructor(engine: Engine, origins: Origins, source: ReadSource<In>) {
    this.#engine = engine;
    this.#origins = origins;
    this.#source = source;
  }

  /** The read that waits. @param whom - from whom. */
  items(whom: string): readonly OpenItem[] {
    return this.#waiting === undefined ? [] : [{ what: `rx of the ${whom}`, limit: this.#waiting.limit, origin: this.#waiting.origin }];
  }

  rx(options: WaitOptions | undefined): Promise<In | undefined> {
    let timeout: number | undefined;
    let signal: AbortSignal | undefined;
    try {
      this.#expectFree();
      if (options !== undefined) {
        signal = expectSignal(expectOptions(options).signal);
        timeout = expectTimeout(options.timeout);
        signal?.throwIfAborted();
      }
    } catch (error) {
      return Promise.reject(error);
    }
    this.isInUse = true;
    this.wasLeft = false;
    const entry = this.#source.take();
    if (entry !== undefined) return this.#engine.runIsLong(entry.size) ? afterTurn(this.#engine.clock, entry.value) : Promise.resolve(entry.value);
    const end = this.#source.end();
    this.isInUse = end === undefined;
    if (end !== undefined) return end.error === undefined ? Promise.resolve(undefined) : Promise.reject(end.error());
    const wait = new LimitedWait<In | undefined>(this.#engine, this.#origins.note());
    this.#waiting = wait;
    return wait.start(timeout, signal, (limit) => {
      this.#release(wait);
      wait.reject(limit === "timeout" ? new TimeoutError(timeout ?? 0, { op: "receive", endpoint: this.#source.endpoint() }) : limit.signal);
    });
  }

  /** Nobody else can read now. */
  get isTaken(): boolean {
    return this.#waiting !== undefined || this.#visit !== undefined;
  }

  /** Shows all that comes, and takes no other reader, until what this returns is called. @throws TypeError when somebody reads. */
  show(visit: (value: In) => void): () => void {
    this.#expectFree();
    this.#visit = visit;
    this.isInUse = true;
    // What is there already is shown after this call has returned, as all the rest is.
    this.#engine.clock.dry(() => {
      this.serve();
    });
    return () => {
      this.#visit = undefined;
      this.isInUse = false;
    };
  }

  async next(): Promise<IteratorResult<In, undefined>> {
    const value = (await this.rx(undefined)) as In | undefined;
    return value === undefined ? { done: true, value: undefined } : { done: false, value };
  }

  /** Leaving a loop ends the loop, and nothing else. */
  return(): Promise<IteratorResult<In, undefined>> {
    this.isInUse = false;
    this.wasLeft = true;
    this.#source.left?.();
    return Promise.resolve({ done: true, value: undefined });
  }

  /** The source has something, or has ended. */
  serve(): void {
    while (this.#visit !== undefined) {
      const entry = this.#source.take();
      if (entry === undefined) return;
      this.#visit(entry.value);
    }
    const wait = this.#waiting;
    if (wait === undefined) return;
    const entry = this.#source.take();
    const end = this.#source.end();
    if (entry === undefined && end === undefined) return;
    this.#release(wait);
    this.isInUse = entry !== undefined;
    if (entry !== undefined) wait.resolve(entry.value);
    else if (end?.error === undefined) wait.resolve(undefined);
    else wait.reject(end.error());
  }

  #expectFree(): void {
    const refusal = this.#source.refusal?.();
    if (refusal !== undefined) throw refusal;
    if (this.#visit !== undefined) throw readByRequests();
    if (this.#waiting !== undefined) throw secondReader();
  }

  #release(wait: LimitedWait<In | undefined>): void {
    wait.stop();
    this.#waiting = undefined;
  }
}

/** Requests read it: another reader would take their answers away. */
export function readByRequests(): TypeError {
  return new TypeError("requests read here; expected no other reader");
}
