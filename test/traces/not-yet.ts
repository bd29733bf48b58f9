import type { Trace } from "./trace.js";

/** Functions of the socket table that are not here yet: what recordings say of them is left out. */
export const NOT_YET: ReadonlySet<string> = new Set(["sntp", "ntptm", "sntp_port"]);

export function isNotYet(call: string): boolean {
  return NOT_YET.has(call.replace("socket.", ""));
}

/** Recordings that cannot be replayed yet, and why. */
const PENDING: ReadonlyMap<string, string> = new Map(
  ["10a", "10b", "10c", "10d", "10f", "10g", "10h", "10i", "10j", "10j2", "10k", "10l", "10m", "10n", "10o", "10p", "10s", "10t", "10u", "10v", "10w", "10x", "11i"].map(
    (id) => [id, "the mock network has no TLS yet"],
  ),
);

/** Whether a recording can be replayed: those about functions that are not here yet cannot. */
export function canReplay(trace: Trace): boolean {
  return !PENDING.has(trace.id) && !isAboutNotYet(trace);
}

function isAboutNotYet({ steps }: Trace): boolean {
  const calls = steps.flatMap((step) => (step.kind === "call" ? [step.call] : []));
  return calls.length > 0 && calls.every(isNotYet);
}
