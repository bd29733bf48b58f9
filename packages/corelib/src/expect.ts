import { describeValue } from "./log/format-value.js";

/** Checks an argument that must be an integer in a range; `name` is what the documentation calls it. */
export function expectInteger(
  name: string,
  value: unknown,
  least: number = Number.MIN_SAFE_INTEGER,
  most: number = Number.MAX_SAFE_INTEGER,
): number {
  if (typeof value !== "number") throw new TypeError(`${name} is ${describeValue(value)}; expected ${integer(least, most)}`);
  if (!Number.isInteger(value) || value < least || value > most) throw new RangeError(`${name} is ${value}; expected ${integer(least, most)}`);
  return value;
}

function integer(least: number, most: number): string {
  if (most < Number.MAX_SAFE_INTEGER) return `an integer from ${least} to ${most}`;
  return least > Number.MIN_SAFE_INTEGER ? `an integer of at least ${least}` : "an integer";
}

/** Checks an argument that must be a function. */
export function expectFunction(name: string, value: unknown): void {
  if (typeof value === "function") return;
  // Of an async function that was called already there is no more than this to be seen.
  if (value instanceof Promise) throw new TypeError(`${name} is a Promise; expected a function: write main, not main()`);
  throw new TypeError(`${name} is ${describeValue(value)}; expected a function`);
}
