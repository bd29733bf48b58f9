import { formatEndpoint } from "@luat/contract";
import type { CloseOptions } from "../connection/connection.js";
import type { Limit } from "../connection/limited-call.js";
import { SpareDeadline } from "../connection/spare-deadline.js";
import { tellLater } from "../connection/tell-later.js";
import type { World } from "../connection/world.js";
import { BrokenError, LuatError, TimeoutError } from "../errors.js";
import { expectOptions, expectSignal, expectTimeout, shown } from "../expect.js";
import type { Frames } from "../frames/index.js";
import type { Correlation } from "./correlation.js";
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
export class Requester<Frame, Out> implements Requests<Frame, Out>, GivesUp<Frame, Out> {
  readonly frames: Frames<Frame, Out>;
  readonly #world: World;
  readonly #settings: RequesterSettings<Frame>;
  readonly #sent: Correlation<Frame, Out>;
  readonly #deadlines: SpareDeadline;
  #queue: Array<PendingRequest<Frame, Out>> = [];
  /** Rejects with why there will be no more answers. */
  #over: (() => Promise<never>) | undefined;

  constructor(frames: Frames<Frame, Out>, world: World, settings: RequesterSettings<Frame>, correlate: (onFree: () => void) => Correlation<Frame, Out>) {
    this.frames = frames;
    this.#world = world;
    this.#settings = settings;
    this.#deadlines = new SpareDeadline(world.engine.deadlines);
    this.#sent = correlate(this.#sendNext);
    frames.consume(this.#arrived).then(
      () => {
        this.#end(() => Promise.reject(this.#peerEnded()));
      },
      (error: unknown) => {
        // Frames make their errors anew for each call. Another is no end of theirs.
        this.#end(error instanceof LuatError ? () => frames.rx() as Promise<never> : () => Promise.reject(error));
      },
    );
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
    if (this.#over !== undefined) return this.#over();
    const request = new PendingRequest(this, this.#deadlines, out, options?.match, this.#world.origins.note());
    const promise = request.start(timeout, signal);
    this.#queue.push(request);
    this.#sendNext();
    return promise;
  }

  close(options?: CloseOptions): Promise<void> {
    return this.frames.connection.close(options);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  get #endpoint(): string {
    return formatEndpoint(this.frames.connection.peer);
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
    } catch (error) {
      request.stop();
      request.reject(error);
      return;
    }
    this.frames.tx(request.out).catch((error: unknown) => {
      if (request.late) return;
      this.#sent.remove(request);
      request.stop();
      // It does nothing where the end of the connection has rejected it already.
      request.reject(error);
      this.#sendNext();
    });
  }

  gaveUp(request: PendingRequest<Frame, Out>, limit: Limit): void {
    request.stop();
    const at = this.#queue.indexOf(request);
    const withdrawn = at >= 0;
    if (withdrawn) this.#queue.splice(at, 1);
    else this.#sent.giveUp(request);
    const note = withdrawn ? `not sent, as there is no answer to ${this.inFlight} before it` : undefined;
    const details = { op: "get an answer", endpoint: this.#endpoint, withdrawn, note };
    request.reject(limit === "timeout" ? new TimeoutError(request.limit, details) : limit.signal);
    this.#sendNext();
  }

  readonly #arrived = (frame: Frame): void => {
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
  };

  #tell(name: string, tell: () => void): void {
    tellLater(this.#world, tell, () => `${name} of the requests to ${this.#endpoint}`);
  }

  #end(over: () => Promise<never>): void {
    this.#over = over;
    const all = [...this.#sent.clear(), ...this.#queue];
    this.#queue = [];
    for (const request of all) {
      request.stop();
      if (!request.late) {
        over().catch((error: unknown) => {
          request.reject(error);
        });
      }
    }
    this.#deadlines.end();
  }

  #peerEnded(): BrokenError {
    return new BrokenError({ reason: "broken" }, { op: "get an answer", endpoint: this.#endpoint, note: "the peer has ended" });
  }
}
