import { shown } from "../../checks/shown.js";

/**
 * What is to be done, if anything, and how; where there is no work, the options come first.
 *
 * @param name - of the function that is called, such as "run".
 * @throws TypeError
 */
export function workAndOptions<T, Options extends object>(
  name: string,
  first: (() => Promise<T>) | Options | undefined,
  options: Options | undefined,
): [work: (() => Promise<T>) | undefined, options: Options | undefined] {
  if (options !== undefined && (typeof options !== "object" || options === null)) throw new TypeError(`options is ${shown(options)}; expected such as { within: 5000 }`);
  if (typeof first === "function") return [first, options];
  if (isThenable(first)) throw new TypeError(`work is a promise; expected a function that returns it: ${name}(() => …)`);
  if (first !== undefined && (typeof first !== "object" || first === null || Array.isArray(first))) throw new TypeError(`work is ${shown(first)}; expected a function, or options`);
  return [undefined, first ?? options];
}

/** What was promised. @throws TypeError */
export function promiseOf<T>(returned: Promise<T>): Promise<T> {
  if (!isThenable(returned)) throw new TypeError(`work returned ${shown(returned)}; expected a promise: make it an async function`);
  return Promise.resolve(returned);
}

function isThenable(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === "function";
}

/** A duration that may be `Infinity`. @throws RangeError */
export function mustBeLimit(what: string, ms: number): void {
  if (!(typeof ms === "number" && ms >= 0)) throw new RangeError(`${what} is ${shown(ms)}; expected milliseconds, at least 0`);
}

/** @throws TypeError */
export function mustBeFunction(what: string, value: unknown): void {
  if (typeof value !== "function") throw new TypeError(`${what} is ${shown(value)}; expected a function`);
}
