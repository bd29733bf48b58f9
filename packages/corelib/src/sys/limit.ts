import { expectInteger } from "../expect.js";

/** The time limit of a wait as the caller gave it: nil is none. */
export type Limit = number | null | undefined;

/** Checks a time limit; `undefined` means none. */
export function expectLimit(ms: Limit): number | undefined {
  return ms == null ? undefined : expectInteger("ms", ms, 0);
}
