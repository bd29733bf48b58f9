import { readFileSync } from "node:fs";
import type { Difference } from "./compare.js";

/** Why differences are there: there are no other reasons. */
export const REASONS = ["accident", "host", "number", "corrected"] as const;
export type Reason = (typeof REASONS)[number];

/** The same in both languages of the documents. */
export interface Sentence {
  readonly en: string;
  readonly zh: string;
}

/** What makes one or many steps differ. */
export interface Cause extends Sentence {
  readonly reason: Reason;
}

/** A difference, and the id of its cause. */
export interface Listed extends Difference {
  readonly cause: string;
}

/** What docs/fidelity.json holds. */
export interface Fidelity {
  readonly reasons: Readonly<Record<Reason, Sentence>>;
  readonly causes: Readonly<Record<string, Cause>>;
  readonly differences: readonly Listed[];
}

/** The cause of a difference for which nobody has found one yet. */
const UNEXPLAINED = "?";

export function readFidelity(): Fidelity {
  return JSON.parse(readFileSync(new URL("../../docs/fidelity.json", import.meta.url), "utf8")) as Fidelity;
}

/** One text for equal differences. */
function keyOf({ trace, step, theirs, ours }: Difference): string {
  return JSON.stringify([trace, step, theirs, ours]);
}

/** The list with what was observed in it; what was listed before keeps its cause. */
export function updated(fidelity: Fidelity, observed: readonly Difference[]): Fidelity {
  const causes = new Map(fidelity.differences.map((listed) => [keyOf(listed), listed.cause]));
  return { ...fidelity, differences: observed.map((difference) => ({ ...difference, cause: causes.get(keyOf(difference)) ?? UNEXPLAINED })) };
}

/** The file's text: a line for each difference, so that changes of it are easy to read. */
export function fidelityText({ reasons, causes, differences }: Fidelity): string {
  const lines = differences.map((difference) => `    ${JSON.stringify(difference)}`);
  const head = JSON.stringify({ reasons, causes }, null, 2).slice(0, -2);
  return `${head},\n  "differences": [\n${lines.join(",\n")}\n  ]\n}\n`;
}
