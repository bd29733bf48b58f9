/** Signals closer together than this are one: package managers pass on what the terminal has sent to all already. */
const ONE_SIGNAL = 500;

/**
 * Calls `onFirst` at the first Ctrl-C or SIGTERM; the second ends the process at once, with exit code 130.
 *
 * @returns undoes it.
 */
export function heedSignals(onFirst: () => void): () => void {
  let first: number | undefined;
  const heard = (): void => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      onFirst();
    } else if (now - first > ONE_SIGNAL) {
      process.exit(130);
    }
  };
  process.on("SIGINT", heard);
  process.on("SIGTERM", heard);
  return () => {
    process.off("SIGINT", heard);
    process.off("SIGTERM", heard);
  };
}
