import { expectOptions } from "../expect.js";

/**
 * An object of options, of which there is none that is not known: a misspelt one would do nothing, silently.
 *
 * @param name - of the options, in messages.
 * @param known - all that there are.
 * @throws TypeError
 */
export function expectKnown<T extends object>(value: T, name: string, known: Readonly<Record<string, true>>): T {
  for (const key of Object.keys(expectOptions(value, name))) {
    if (!Object.hasOwn(known, key)) throw new TypeError(`${name === "options" ? "" : `${name}.`}${key} is no option; expected one of ${Object.keys(known).join(", ")}`);
  }
  return value;
}
