import type { Line } from "./line.js";
import { playEnd } from "./play-end.js";
import { playExpect, unmet } from "./play-expect.js";
import { playSend } from "./play-send.js";
import { whyOver, type Complaint, type Progress, type Stage } from "./stage.js";
import type { Step } from "./step.js";

/** Plays a step, as far as it goes now. */
export function playStep(step: Step, stage: Stage): Progress {
  const { line } = stage;
  switch (step.kind) {
    case "expect":
      return playExpect(step, stage);
    case "expectEnd":
    case "expectReset":
      return playEnd(step, stage);
    case "send":
    case "reply":
    case "answer":
      return playSend(step, stage);
    case "wait":
      return stage.passed(step.ms) ? "done" : "waiting";
    case "stall": {
      const isOver = step.ms !== undefined && stage.passed(step.ms);
      line.stall(!isOver);
      return isOver || step.ms === undefined ? "done" : "waiting";
    }
    case "end":
    case "close":
    case "reset":
      return leave(step.kind, line);
  }
}

function leave(how: "end" | "close" | "reset", line: Line): Progress {
  if (line.isClosed) return { what: `was not done: ${whyOver(line)}` };
  // What was sent before shall arrive.
  if (how === "close" && !line.isFlushed) return "waiting";
  if (how === "end") line.finish();
  else line.destroy(how === "reset" ? "reset" : "abort");
  return "done";
}

/** What is wrong about a step that was begun and not done. */
export function undoneStep(step: Step, stage: Stage, why: string | undefined): Complaint {
  if (step.kind === "expect") return unmet(step, stage, why);
  const what = step.kind.startsWith("expect") ? "was not met" : "was not done";
  return { what: why === undefined ? what : `${what}: ${why}` };
}

/** Whether bytes that nobody took yet may wait for it. Who stalls for ever never takes them. */
export function mayHaveBytes(step: Step, isDone: boolean): boolean {
  if (step.kind === "stall" && step.ms === undefined) return true;
  return !isDone && (step.kind === "expect" || step.kind === "stall");
}
