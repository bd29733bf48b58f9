import type { Clock, Stop } from "@luat/contract";
import type { Origin } from "@luat/corelib";
import pTimeout from "p-timeout";
import { AbortWatch } from "./abort-watch.js";
import { blame } from "./blame.js";

/** The limits of a {@link coarseWait}. */
export interface CoarseLimits {
  readonly clock: Clock;
  /** Where the call comes from that waits. */
  readonly origin: Origin | undefined;
  readonly timeout: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** What it rejects with when time is up. */
  readonly timedOut: () => Error;
}

/** What a wait that took too long comes to, before there is an error for it. */
const TIME_IS_UP = Symbol("time is up");

/**
 * Waits for `promise` within limits, on the device's clock. For what happens rarely, such as listening and
 * waiting for the network: it costs some ten microseconds.
 */
export async function coarseWait<T>(promise: Promise<T>, limits: CoarseLimits): Promise<T> {
  const { clock, origin, timeout, signal } = limits;
  signal?.throwIfAborted();
  let watch: AbortWatch | undefined;
  let work = promise;
  if (signal !== undefined) {
    const aborted = new Promise<never>((_, reject) => {
      watch = new AbortWatch(reject);
      watch.hear(signal);
    });
    work = Promise.race([promise, aborted]);
  }
  try {
    if (timeout === undefined) return await work;
    const outcome = await pTimeout(work, { milliseconds: timeout, customTimers: timersOf(clock), fallback: (): typeof TIME_IS_UP => TIME_IS_UP });
    // Made here: after an await its stack names who called.
    if (outcome === TIME_IS_UP) throw limits.timedOut();
    return outcome;
  } catch (error) {
    throw blame(origin, error);
  } finally {
    watch?.stop();
  }
}

/** The clock in the shape of the host's timers, as p-timeout wants them. */
function timersOf(clock: Clock): { setTimeout: typeof setTimeout; clearTimeout: typeof clearTimeout } {
  return {
    setTimeout: ((fn: () => void, ms: number): Stop => clock.after(ms, fn)) as unknown as typeof setTimeout,
    clearTimeout: ((stop: Stop | undefined): void => stop?.()) as unknown as typeof clearTimeout,
  };
}
