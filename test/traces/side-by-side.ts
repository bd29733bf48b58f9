import type { Difference } from "./compare.js";
import type { Step, Trace } from "./trace.js";

/** What a step did, for people. */
export function deedText(step: Step): string {
  switch (step.kind) {
    case "call":
      return step.args.length === 0 && step.call.includes("(") ? step.call : `${step.call}(${step.args.map((value) => JSON.stringify(value)).join(", ")})`;
    case "event":
      return step.published === step.event ? step.event : `${step.event} ${step.param}`;
    case "sleep":
      return `sleep ${step.sleep}`;
    case "peer":
      return `peer: ${step.peer}`;
    case "state":
      return "state";
    case "message":
      return "waitMsg";
    case "look":
      return typeof step["const"] === "string" ? `socket.${step["const"]}` : Object.keys(step).filter((name) => name !== "at" && name !== "kind").join(", ");
    case "note":
      return step.note;
  }
}

/** Differences as a table of steps, what was recorded, and what happens here. */
export function sideBySide(trace: Trace, differences: readonly Difference[]): string {
  const rows = differences.map(({ step, theirs, ours }) => {
    const deed = trace.steps[step];
    return [`${step} ${deed === undefined ? "" : deedText(deed)}`, `  theirs: ${theirs ?? "nothing"}`, `  ours:   ${ours ?? "nothing"}`].join("\n");
  });
  return [`trace ${trace.id}: ${trace.title}`, ...rows].join("\n");
}
