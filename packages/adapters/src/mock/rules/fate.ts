/** What becomes of one packet that leaves, when all rules were asked; see `Verdict`. */
export interface Fate {
  /** The last word: what has no other passes. */
  readonly outcome: "pass" | "drop" | "hold" | "reset";
  /** Milliseconds that it is under way longer than the net's latency. */
  readonly delay: number;
  /** What it carries from here on, where that was changed. */
  readonly bytes: Uint8Array | undefined;
  /** How many of it arrive. */
  readonly copies: number;
  /** Whether it lets the next one by. */
  readonly isLate: boolean;
}

export const PASS: Fate = { outcome: "pass", delay: 0, bytes: undefined, copies: 1, isLate: false };
export const LOST: Fate = { ...PASS, outcome: "drop" };
