/** How long to wait, and what ends the wait early. */
export interface WaitOptions {
  /** Milliseconds, above 0. Default: no limit. */
  readonly timeout?: number | undefined;
  /** Aborts the wait, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}
