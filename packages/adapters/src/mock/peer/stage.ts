import { describeFault } from "@luat/contract";
import type { Line } from "./line.js";

/** What a step that is played has to do with. */
export interface Stage {
  readonly line: Line;
  /** What the last expect matched. */
  match: unknown;
  /** What the present step has made and could not send yet. */
  draft: Uint8Array | undefined;
  /** Whether so many ms have passed since the step began; if not, it is played again when they have. */
  passed(ms: number): boolean;
}

/** Why a step can never be done. `what` goes on after the step's text. */
export interface Complaint {
  readonly what: string;
  readonly expected?: Uint8Array | undefined;
  readonly received?: Uint8Array | undefined;
  readonly cause?: unknown;
}

/** What arrives right when the time of a step ends is in time: that is over a microsecond later. */
const GRACE = 0.001;

/** Whether a step took longer than it may. */
export function isLate({ within }: { readonly within: number | undefined }, stage: Stage): boolean {
  return within !== undefined && stage.passed(within + GRACE);
}

/** How far a step came. `"waiting"`: it is played again when anything has changed. */
export type Progress = "done" | "waiting" | Complaint;

/** Why nothing comes on a line any more, or `undefined` while it may. */
export function whyOver({ hasEnded, isClosed, fault }: Line): string | undefined {
  if (fault !== undefined) return describeFault(fault);
  if (hasEnded) return "the other side has ended";
  return isClosed ? "the connection is over" : undefined;
}
