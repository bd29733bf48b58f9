import { showBytes } from "./action.js";
import { ReplayError } from "./replay-error.js";
import type { Step } from "./track.js";

/**
 * Compares what is sent with what was recorded from `from` on, as far as both go.
 *
 * @throws ReplayError that shows the first difference.
 */
export function mustBeSame(step: Step, recorded: Uint8Array, from: number, bytes: Uint8Array): void {
  const length = Math.min(recorded.length - from, bytes.length);
  for (let i = 0; i < length; i++) {
    if (recorded[from + i] === bytes[i]) continue;
    const [expected, got] = [recorded.subarray(from + i), bytes.subarray(i)].map(showBytes);
    throw new ReplayError(`byte ${from + i + 1} of ${recorded.length} differs: expected ${expected}, but the program sent ${got}`, step.line);
  }
}
