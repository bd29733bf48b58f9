import type { Stop } from "@luat/contract";

// As they were before anybody faked them. This is for what is about real time itself.
// eslint-disable-next-line no-restricted-properties -- no clock has it
const { setTimeout, clearTimeout } = globalThis;

/** Calls `fn` after real milliseconds, unless the program ends before: nothing is kept alive for it, where the host can do that. */
export function afterReal(ms: number, fn: () => void): Stop {
  const timer: unknown = setTimeout(fn, ms);
  (timer as { unref?: () => void }).unref?.();
  return () => {
    clearTimeout(timer as ReturnType<typeof setTimeout>);
  };
}
