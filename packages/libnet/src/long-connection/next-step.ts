/** What the owner of a long connection wants of it: that it goes on, rests, sends what is queued and ends, or ends. */
export type Wish = "run" | "pause" | "drain" | "stop";

/** All that decides what is done next while there is no connection. */
export interface Facts {
  readonly wish: Wish;
  /** Something waits to be sent. */
  readonly hasQueued: boolean;
  /** The link of the card is up. */
  readonly networkUp: boolean;
  /** The device was stopped: it opens nothing new. */
  readonly deviceStopped: boolean;
  /** An error after which there is no further attempt was met. */
  readonly hasFinalError: boolean;
  /** Attempts that failed in a row. */
  readonly failures: number;
  /** So many are enough. */
  readonly maxTries: number;
  /** So much is unread that nothing more is to be received. */
  readonly inboxFull: boolean;
  /** Milliseconds until the next attempt may begin; 0: it may begin now. */
  readonly retryIn: number;
}

/** What is done next while there is no connection. */
export type Step =
  | { readonly kind: "finish"; readonly because: "asked" | "final-error" | "tries" }
  | { readonly kind: "rest" }
  | { readonly kind: "wait-for-network" }
  | { readonly kind: "wait-to-retry"; readonly ms: number }
  | { readonly kind: "wait-for-reader" }
  | { readonly kind: "connect" };

/** Decides what a long connection does next. It is asked when the step before is over, and whenever a fact has changed while it waits. */
export function nextStep(facts: Facts): Step {
  const { wish, hasQueued, networkUp, deviceStopped, hasFinalError, failures, maxTries, inboxFull, retryIn } = facts;
  if (wish === "stop" || deviceStopped || (wish === "drain" && !hasQueued)) return { kind: "finish", because: "asked" };
  if (hasFinalError) return { kind: "finish", because: "final-error" };
  if (failures >= maxTries) return { kind: "finish", because: "tries" };
  if (wish === "pause") return { kind: "rest" };
  if (!networkUp) return { kind: "wait-for-network" };
  if (retryIn > 0) return { kind: "wait-to-retry", ms: retryIn };
  if (inboxFull) return { kind: "wait-for-reader" };
  return { kind: "connect" };
}

/** How an attempt ended: by the owner's wish, without a stable connection, or with the loss of one. */
export type Outcome = "interrupted" | "failed" | "lost";

/** The failures in a row after an attempt. */
export function failuresAfter(outcome: Outcome, failures: number): number {
  return outcome === "failed" ? failures + 1 : outcome === "lost" ? 0 : failures;
}
