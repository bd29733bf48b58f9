/** How long to wait between two attempts to connect. */
export interface RetrySettings {
  /** Milliseconds before the first attempt after a failure, or after the loss of a connection. */
  readonly delay: number;
  /** By what it grows with each further failure; 1: it is constant. */
  readonly factor: number;
  /** The most milliseconds. */
  readonly max: number;
  /** Whether it is a random part of that, from nothing to all of it ("full jitter"), so that many clients do not come at the same time. */
  readonly jitter: boolean;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/**
 * The delay before the next attempt.
 *
 * @param failures - attempts that failed in a row; 0: a connection that had been stable was lost.
 * @returns whole milliseconds.
 */
export function retryDelay({ delay, factor, max, jitter, random }: RetrySettings, failures: number): number {
  const grown = Math.min(max, delay * factor ** Math.max(0, failures - 1));
  return Math.round(jitter ? grown * random() : grown);
}
