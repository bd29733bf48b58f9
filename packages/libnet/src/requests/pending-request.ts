import type { Origin } from "@luat/corelib";
import type { Engine } from "@luat/socket/runtime";
import { LimitedWait } from "../connection/limited-wait.js";

/** A request that has no answer yet. */
export class PendingRequest<Frame, Out> extends LimitedWait<Frame> {
  readonly out: Out;
  readonly match: ((answer: Frame) => boolean) | undefined;
  /** Where the protocol has ids. */
  id: unknown;
  /** Nobody waits for its answer any more. */
  late = false;
  /** Lets go of its place when it is late. */
  forget: (() => void) | undefined;

  constructor(engine: Engine, out: Out, match: ((answer: Frame) => boolean) | undefined, origin: Origin | undefined) {
    super(engine, origin);
    this.out = out;
    this.match = match;
  }

  /** Whether it takes this answer. */
  takes(answer: Frame): boolean {
    return this.match === undefined || this.match(answer);
  }
}
