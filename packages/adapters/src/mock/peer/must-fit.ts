import type { Scene } from "./scene.js";
import type { Action } from "./step.js";

/** @throws Error when no such step can follow what is there. */
export function mustFit({ kind }: Action, { steps }: Scene): void {
  const last = steps.at(-1);
  if (last?.kind === "close" || last?.kind === "reset" || (last?.kind === "stall" && last.ms === undefined)) {
    throw new Error(`${kind} cannot follow ${last.kind}; expected nextConnection, or nothing`);
  }
  const sends = kind === "send" || kind === "reply" || kind === "answer" || kind === "end";
  if (sends && steps.some((step) => step.kind === "end")) throw new Error(`${kind === "answer" ? "reply" : kind} cannot follow end; nothing can be sent after it`);
}
