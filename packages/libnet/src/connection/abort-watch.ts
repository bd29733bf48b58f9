/**
 * Hears one signal for many waits: a listener a wait would cost a quarter of a read's time, so the listener stays
 * until another signal is used or the holder ends.
 */
export class AbortWatch {
  #signal: AbortSignal | undefined;
  readonly #onAbort: (reason: unknown) => void;
  readonly #heard = (): void => {
    const signal = this.#signal;
    this.stop();
    this.#onAbort(signal?.reason);
  };

  constructor(onAbort: (reason: unknown) => void) {
    this.#onAbort = onAbort;
  }

  /** Hears `signal` from now on, and no other. It must not be aborted yet. */
  hear(signal: AbortSignal): void {
    if (signal === this.#signal) return;
    this.stop();
    this.#signal = signal;
    signal.addEventListener("abort", this.#heard);
  }

  stop(): void {
    this.#signal?.removeEventListener("abort", this.#heard);
    this.#signal = undefined;
  }
}
