import { shown } from "./shown.js";

/**
 * Refuses options that there are not, as those of a program without types may be misspelt.
 *
 * @param what - has the options.
 * @param names - all that there are.
 * @throws TypeError
 */
export function mustKnow<Options extends object>(what: string, options: Options, names: NoInfer<Readonly<Record<keyof Options, true>>>): void {
  const known = Object.keys(names).join(", ");
  const given: unknown = options;
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw new TypeError(`options of ${what} is ${shown(given)}; expected an object with ${known}`);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(names, name)) throw new TypeError(`${name} is no option of ${what}; expected one of ${known}`);
  }
}
