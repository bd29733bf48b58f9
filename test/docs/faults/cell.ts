import type { Outcome } from "./outcome.js";

/** What came of one fault in one phase, as one face sees it. */
export interface Cell {
  /** Of one run, or of the one with nothing unsent and that with something. */
  readonly runs: ReadonlyArray<readonly Outcome[]>;
  /** What went against the laws. */
  readonly wrongs: readonly string[];
}

/** An item of 200,000 bytes, and small ones. */
export const BIG = `big ${"x".repeat(199_995)}\n`;
export const SMALL = "small\n";
export const LATE = "late\n";
export const USER = "user\n";

/** How much of the answer a text is, in hundredths; and whether it is the beginning of it. */
export function share(text: string, answer: string): string {
  if (!answer.startsWith(text)) throw new Error("what was read is not what was sent");
  return text.length === answer.length ? "all" : `${Math.round((100 * text.length) / answer.length)} %`;
}
