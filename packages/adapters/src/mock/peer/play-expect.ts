import { matchPattern } from "./pattern.js";
import { isLate, whyOver, type Complaint, type Progress, type Stage } from "./stage.js";
import type { Step } from "./step.js";

type ExpectStep = Extract<Step, { kind: "expect" }>;

export function playExpect(step: ExpectStep, stage: Stage): Progress {
  const { line } = stage;
  const { unread } = line;
  if (unread !== undefined) {
    const verdict = matchPattern(step.pattern, unread, line.whole);
    if (verdict.kind === "differs") return compared(step, unread, verdict.what, verdict.cause);
    if (verdict.kind === "taken") {
      stage.match = verdict.match;
      line.take(verdict.length);
      return "done";
    }
  }
  const why = whyOver(line);
  if (why !== undefined) return unmet(step, stage, why);
  if (isLate(step, stage)) return unmet(step, stage);
  return "waiting";
}

/** That it is not met, and how near it came. */
export function unmet(step: ExpectStep, { line }: Stage, why?: string): Complaint {
  return compared(step, line.unread, why === undefined ? "was not met" : `was not met: ${why}`);
}

function compared({ pattern }: ExpectStep, received: Uint8Array | undefined, what: string, cause?: unknown): Complaint {
  return { what, expected: pattern.kind === "bytes" ? pattern.bytes : undefined, received, cause };
}
