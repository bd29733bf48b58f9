import type { Origin } from "@luat/corelib";
import { LimitedCall, type Limit } from "../connection/limited-call.js";
import type { SpareDeadline } from "../connection/spare-deadline.js";

/** Settles requests whose limit is reached. */
export interface GivesUp<Frame, Out> {
  gaveUp(request: PendingRequest<Frame, Out>, limit: Limit): void;
}

/** A request that has no answer yet. */
export class PendingRequest<Frame, Out> extends LimitedCall<Frame> {
  readonly out: Out;
  readonly match: ((answer: Frame) => boolean) | undefined;
  /** Where the protocol has ids. */
  id: unknown;
  /** Nobody waits for its answer any more. */
  late = false;
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

  protected override giveUp(limit: Limit): void {
    this.#requester.gaveUp(this, limit);
  }
}
