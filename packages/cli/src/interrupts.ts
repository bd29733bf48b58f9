import process from "node:process";
import type { Clock, Stop } from "@luat/contract";

/** Signals closer together than this are one: package managers pass on what the terminal has sent to all already. */
const ONE_SIGNAL = 500;

/**
 * Calls `heard` at each Ctrl-C and SIGTERM that the process gets.
 *
 * @param clock - tells signals apart that are one, sent twice.
 * @param heard - called with how many there were so far, this one included.
 * @returns undoes it.
 */
export function onInterrupt(clock: Clock, heard: (nth: number) => void): Stop {
  let count = 0;
  let last = -Infinity;
  const listener = (): void => {
    const now = clock.now();
    if (now - last <= ONE_SIGNAL) return;
    last = now;
    heard(++count);
  };
  process.on("SIGINT", listener);
  process.on("SIGTERM", listener);
  return () => {
    process.off("SIGINT", listener);
    process.off("SIGTERM", listener);
  };
}
