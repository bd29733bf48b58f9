import type { Verdict } from "./verdict.js";

/**
 * Looks at all that was received and not taken yet, and says how many of these bytes it takes; `true`: all,
 * `undefined`: it needs more, `false`: they are wrong. What it throws is a failure too, so assertions may be made in it.
 */
export type BytesPredicate = (bytes: Uint8Array) => number | boolean | undefined;

export function matchPredicate(predicate: BytesPredicate, received: Uint8Array): Verdict {
  let answer: number | boolean | undefined;
  try {
    answer = predicate(received.slice());
  } catch (cause) {
    return { kind: "differs", what: `threw ${String(cause)}`, cause };
  }
  if (answer === undefined) return { kind: "more" };
  if (answer === false) return { kind: "differs", what: "says that the bytes are wrong" };
  const length = answer === true ? received.length : answer;
  if (!Number.isInteger(length) || length < 0 || length > received.length) {
    return { kind: "differs", what: `returned ${String(answer)}; expected 0 to ${received.length}, a boolean or undefined` };
  }
  return { kind: "taken", length, match: received.slice(0, length) };
}
