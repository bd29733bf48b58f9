import { isLate, whyOver, type Progress, type Stage } from "./stage.js";
import type { Step } from "./step.js";

/** Waits for the end of the other side: in order, or a reset. */
export function playEnd(step: Extract<Step, { kind: "expectEnd" | "expectReset" }>, stage: Stage): Progress {
  const { line } = stage;
  if (line.unread !== undefined) return { what: "met bytes", received: line.unread };
  const isReset = line.fault?.reason === "reset";
  if (step.kind === "expectReset" ? isReset : line.hasEnded && line.fault === undefined) return "done";
  if (line.isClosed) return { what: `was not met: ${whyOver(line)}` };
  if (isLate(step, stage)) return { what: "was not met" };
  return "waiting";
}
