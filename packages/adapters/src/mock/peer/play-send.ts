import { bytesOf } from "./peer-data.js";
import { whyOver, type Progress, type Stage } from "./stage.js";
import type { Step } from "./step.js";

export function playSend(step: Extract<Step, { kind: "send" | "reply" | "answer" }>, stage: Stage): Progress {
  const { line } = stage;
  if (line.isClosed) return { what: `could not be sent: ${whyOver(line)}` };
  if (step.kind === "answer" && stage.draft === undefined) {
    try {
      stage.draft = bytesOf("what it returned", step.make(stage.match));
    } catch (cause) {
      return { what: `threw ${String(cause)}`, cause };
    }
  }
  switch (line.send(step.kind === "answer" ? (stage.draft as Uint8Array) : step.bytes)) {
    case "taken":
      return "done";
    case "full":
      return "waiting";
    case "nobody":
      return { what: "has nobody to go to: no datagram was taken yet" };
  }
}
