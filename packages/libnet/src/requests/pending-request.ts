import type { Origin } from "@luat/corelib";
import { LimitedCall, type Limit } from "../connection/limited-call.js";
import type { SpareDeadline } from "../connection/spare-deadline.js";
import type { Sending, TakeBack } from "./exchange.js";

/** Settles requests whose limit is reached, or that cannot be sent. */
export interface GivesUp<Frame, Out> {
  gaveUp(request: PendingRequest<Frame, Out>, limit: Limit): void;
  failed(request: PendingRequest<Frame, Out>, error: unknown): void;
}

/** A request that has no answer yet. */
export class PendingRequest<Frame, Out> extends LimitedCall<Frame> implements Sending {
  readonly out: Out;
  readonly match: ((answer: Frame) => boolean) | undefined;
  /** Where the protocol has ids. */
  id: unknown;
  /** A connection has taken it. */
  isOut = false;
  /** Nobody waits for its answer any more. */
  late = false;
  /** Takes it back, where it may wait for a connection. */
  takeBack: TakeBack | undefined;
  /** Lets go of its place when it is late. */
  forget: (() => void) | undefined;
  readonly #requester: GivesUp<Frame, Out>;

  constructor(requester: GivesUp<Frame, Out>, deadlines: SpareDeadline, out: Out, match: ((answer: Frame) => boolean) | undefined, origin: Origin | undefined) {
    super(deadlines, origin);
    this.#requester = requester;
    this.out = out;
    this.match = match;
  }

  /** Whether it takes this answer. */
  takes(answer: Frame): boolean {
    return this.match === undefined || this.match(answer);
  }

  wentOut(): void {
    this.isOut = true;
  }

  failed(error: unknown): void {
    this.#requester.failed(this, error);
  }

  protected override giveUp(limit: Limit): void {
    this.#requester.gaveUp(this, limit);
  }
}
