/** Which of many lines are shown, and how the others are counted. */
export interface ExcerptOptions {
  /** The line that matters. */
  readonly at: number;
  /** How many are shown on each side of it. */
  readonly around: number;
  readonly before: (count: number) => string;
  readonly after: (count: number) => string;
}

/** The lines near one of them, between such that say how many are left out. */
export function excerpt(lines: readonly string[], { at, around, before, after }: ExcerptOptions): string[] {
  // Nothing is won by counting one.
  const first = at - around > 1 ? at - around : 0;
  const end = at + around + 1 < lines.length - 1 ? at + around + 1 : lines.length;
  return [...(first > 0 ? [before(first)] : []), ...lines.slice(first, end), ...(end < lines.length ? [after(lines.length - end)] : [])];
}
