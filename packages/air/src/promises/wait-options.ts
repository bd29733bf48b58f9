import type { WaitOptions } from "@luat/libnet";
import { expectKnown, wrongType } from "../arguments.js";

const KNOWN = { timeout: true, signal: true } as const;
/** What {@link RecvOptions} have. */
export const KNOWN_OF_RECV = { ...KNOWN, wakeOn: true } as const;

/** The time limit in whole milliseconds, and the signal. @throws TypeError, RangeError when one is wrong. */
export function expectWait(call: string, options: WaitOptions, otherwise: number | undefined, known: Readonly<Record<string, true>> = KNOWN): { readonly ms: number | undefined; readonly signal: AbortSignal | undefined } {
  const { timeout, signal } = expectKnown<WaitOptions>(call, options, known);
  if (signal !== undefined && typeof (signal as { readonly addEventListener?: unknown }).addEventListener !== "function") throw wrongType("signal", signal, "an AbortSignal");
  if (timeout === undefined) return { ms: otherwise, signal };
  if (timeout === Infinity) return { ms: undefined, signal };
  if (typeof timeout !== "number") throw wrongType("timeout", timeout, "a number of milliseconds");
  if (!(timeout > 0)) throw new RangeError(`timeout is ${timeout}; expected a number of milliseconds above 0`);
  return { ms: Math.ceil(timeout), signal };
}
