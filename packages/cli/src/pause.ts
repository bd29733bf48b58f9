import type { Clock } from "@luat/contract";

/** Waits, and gives `true`; when the signal comes first, `false`, at once. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve(false);
      return;
    }
    const abort = (): void => {
      stop();
      resolve(false);
    };
    const stop = clock.after(ms, () => {
      signal.removeEventListener("abort", abort);
      resolve(true);
    });
    signal.addEventListener("abort", abort, { once: true });
  });
}
