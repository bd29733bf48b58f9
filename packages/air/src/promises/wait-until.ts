import type { Cause, Waiting } from "../luatask/waiting.js";
import { stoppedOr } from "./errors.js";

/** Waits for something; rejects with the signal's reason, or because the device stops. */
export async function waitUntil(waiting: Waiting, op: string, ms: number | undefined, signal: AbortSignal | undefined): Promise<Cause | undefined> {
  signal?.throwIfAborted();
  const onAbort = (): void => {
    waiting.wake("aborted");
  };
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    const cause = await waiting.end(ms);
    if (cause === "aborted") signal?.throwIfAborted();
    return cause;
  } catch (error) {
    throw stoppedOr(error, op);
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}
