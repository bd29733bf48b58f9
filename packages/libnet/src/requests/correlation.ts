import type { PendingRequest } from "./pending-request.js";

/** How answers find their requests. It holds those that were sent. */
export interface Correlation<Frame, Out> {
  /** How many places are taken. */
  readonly size: number;
  /** It is about to be sent. @throws when it cannot be told from another one. */
  add(request: PendingRequest<Frame, Out>): void;
  /** Takes out the request that this answers, which may be late; `"none"`: it is no answer at all. */
  take(frame: Frame): PendingRequest<Frame, Out> | "none" | undefined;
  /** Nobody waits for its answer any more. */
  giveUp(request: PendingRequest<Frame, Out>): void;
  /** It was never sent, or is settled. */
  remove(request: PendingRequest<Frame, Out>): void;
  /** Takes out all. */
  clear(): ReadonlyArray<PendingRequest<Frame, Out>>;
}

/** So many requests that were given up are remembered, to tell late answers from unknown ones. */
export const LATE_ONES = 256;
