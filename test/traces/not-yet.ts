import type { Trace } from "./trace.js";

/** Functions of the socket table that are not here yet: what recordings say of them is left out. */
export const NOT_YET: ReadonlySet<string> = new Set(["sntp", "ntptm", "sntp_port"]);

export function isNotYet(call: string): boolean {
  return NOT_YET.has(call.replace("socket.", ""));
}

/** Whether a recording can be replayed: those about functions that are not here yet cannot. */
export function canReplay({ steps }: Trace): boolean {
  const calls = steps.flatMap((step) => (step.kind === "call" ? [step.call] : []));
  return calls.length === 0 || !calls.every(isNotYet);
}
