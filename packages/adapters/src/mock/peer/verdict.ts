/** How what was received compares to what was expected. */
export type Verdict =
  | { readonly kind: "taken"; readonly length: number; readonly match: unknown }
  /** Good so far, but not all of it came. */
  | { readonly kind: "more" }
  /** It can never become right. `what` goes on after the step's text. */
  | { readonly kind: "differs"; readonly what: string; readonly cause?: unknown };
