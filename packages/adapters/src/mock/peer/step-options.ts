import { mustBeDuration } from "../checks.js";

/** How a step is told of. */
export interface StepOptions {
  /** What it means, such as "login": where the step is shown, in a failure and as text, this comes first. Default: nothing. */
  readonly label?: string | undefined;
}

/** How long a step may take, and how it is told of. */
export interface ExpectOptions extends StepOptions {
  /**
   * Virtual milliseconds from when it is this step's turn; what arrives when the last of them ends is in time. Default: as
   * long as time can move.
   */
  readonly within?: number | undefined;
}

/** @throws RangeError */
export function limitOf({ within }: ExpectOptions = {}): number | undefined {
  if (within !== undefined) mustBeDuration("within", within);
  return within;
}

/** @throws TypeError */
export function labelOf({ label }: StepOptions = {}): string | undefined {
  if (label !== undefined && typeof label !== "string") throw new TypeError(`label is ${typeof label}; expected text`);
  return label;
}
