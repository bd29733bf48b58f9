import type { CloseOptions } from "../connection/connection.js";
import type { Limit } from "../connection/limited-call.js";
import { SpareDeadline } from "../connection/spare-deadline.js";
import { tellLater } from "../connection/tell-later.js";
import type { World } from "../connection/world.js";
import { TimeoutError } from "../errors.js";
import { expectOptions, expectSignal, expectTimeout, shown } from "../expect.js";
import type { Correlation } from "./correlation.js";
import type { ErrorFor, Exchange, ExchangeReader } from "./exchange.js";
import { PendingRequest, type GivesUp } from "./pending-request.js";
import type { CommonRequestsOptions, RequestOptions } from "./requests-options.js";
import type { Requests } from "./requests.js";

/** What a {@link Requester} is given of the options. */
export interface RequesterSettings<Frame> {
  /** How many may be under way. */
  readonly limit: number;
  readonly timeout: number | undefined;
  readonly hooks: Pick<CommonRequestsOptions<Frame>, "isAnswer" | "onUnsolicited" | "onUnmatched">;
}

/** Sends requests when it is their turn, and gives answers to whom they belong. */
export class Requester<Frame, Out> implements Requests<Frame, Out>, GivesUp<Frame, Out>, ExchangeReader<Frame> {
  readonly #exchange: Exchange<Frame, Out>;
  readonly #world: World;
  readonly #settings: RequesterSettings<Frame>;
  readonly #sent: Correlation<Frame, Out>;
  readonly #deadlines: SpareDeadline;
  #queue: Array<PendingRequest<Frame, Out>> = [];
  /** Rejects with why there will be no more answers. */
  #over: ErrorFor | undefined;

  constructor(exchange: Exchange<Frame, Out>, settings: RequesterSettings<Frame>, correlate: (onFree: () => void) => Correlation<Frame, Out>) {
    this.#exchange = exchange;
    this.#world = exchange.world;
    this.#settings = settings;
    this.#deadlines = new SpareDeadline(this.#world.engine.deadlines);
    this.#sent = correlate(this.#sendNext);
    exchange.read(this);
  }

  get inFlight(): number {
    return this.#sent.size;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  request(out: Out, options?: RequestOptions<Frame>): Promise<Frame> {
    let { timeout } = this.#settings;
    const signal = options?.signal;
    try {
      if (options !== undefined) {
        expectSignal(expectOptions(options).signal);
        if (options.timeout !== undefined) timeout = expectTimeout(options.timeout);
        if (options.match !== undefined && typeof options.match !== "function") throw new TypeError(`match is ${shown(options.match)}; expected a function`);
      }
      signal?.throwIfAborted();
    } catch (reason) {
      return Promise.reject(reason);
    }
    if (this.#over !== undefined) return this.#over(true);
    const request = new PendingRequest(this, this.#deadlines, out, options?.match, this.#world.origins.note());
    const promise = request.start(timeout, signal);
    this.#queue.push(request);
    this.#sendNext();
    return promise;
  }

  close(options?: CloseOptions): Promise<void> {
    return this.#exchange.close(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  readonly #sendNext = (): void => {
    while (this.#sent.size < this.#settings.limit && this.#over === undefined) {
      const request = this.#queue.shift();
      if (request === undefined) return;
      this.#send(request);
    }
  };

  #send(request: PendingRequest<Frame, Out>): void {
    try {
      this.#sent.add(request);
      request.takeBack = this.#exchange.send(request.out, request);
    } catch (error) {
      this.#sent.remove(request);
      request.stop();
      request.reject(error);
    }
  }

  failed(request: PendingRequest<Frame, Out>, error: unknown): void {
    if (request.late) return;
    this.#sent.remove(request);
    request.stop();
    // It does nothing where the end of the connection has rejected it already.
    request.reject(error);
    this.#sendNext();
  }

  gaveUp(request: PendingRequest<Frame, Out>, limit: Limit): void {
    request.stop();
    const at = this.#queue.indexOf(request);
    let withdrawn = true;
    let note: string | undefined;
    if (at >= 0) {
      this.#queue.splice(at, 1);
      note = `not sent, as there is no answer to ${this.inFlight} before it`;
    } else if (request.takeBack?.(limit) === true) {
      this.#sent.remove(request);
      note = "not sent, as no connection has taken it";
    } else {
      this.#sent.giveUp(request);
      withdrawn = false;
    }
    const details = { op: "get an answer", endpoint: this.#exchange.endpoint, withdrawn, note };
    request.reject(limit === "timeout" ? new TimeoutError(request.limit, details) : limit.signal);
    this.#sendNext();
  }

  arrived(frame: Frame): void {
    const { isAnswer, onUnsolicited, onUnmatched } = this.#settings.hooks;
    const request = isAnswer === undefined || isAnswer(frame) ? this.#sent.take(frame) : "none";
    if (request === "none") {
      if (onUnsolicited !== undefined) this.#tell("onUnsolicited", () => { onUnsolicited(frame); });
      return;
    }
    if (request === undefined || request.late) {
      if (onUnmatched !== undefined) this.#tell("onUnmatched", () => { onUnmatched(frame, request === undefined ? "unknown" : "late"); });
    } else {
      request.stop();
      request.resolve(frame);
    }
    this.#sendNext();
  }

  #tell(name: string, tell: () => void): void {
    tellLater(this.#world, tell, () => `${name} of the requests to ${this.#exchange.endpoint ?? "nobody yet"}`);
  }

  lost(error: ErrorFor): void {
    for (const request of this.#sent.clear()) {
      if (request.isOut) this.#settle(request, error);
      // It waits for the next connection, unless nobody waits for it.
      else if (!request.late) this.#sent.add(request);
    }
    this.#sendNext();
  }

  ended(error: ErrorFor): void {
    if (this.#over !== undefined) return;
    this.#over = error;
    const all = [...this.#sent.clear(), ...this.#queue];
    this.#queue = [];
    for (const request of all) this.#settle(request, error);
    this.#deadlines.end();
  }

  /** There will be no answer. */
  #settle(request: PendingRequest<Frame, Out>, error: ErrorFor): void {
    request.stop();
    if (request.late) return;
    error(!request.isOut).catch((reason: unknown) => {
      request.reject(reason);
    });
  }
}
