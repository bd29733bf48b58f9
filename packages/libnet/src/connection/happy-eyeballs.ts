import { expectInteger, expectKnown, shown } from "../expect.js";

/** How the addresses of a name are dialled at overlapping times. */
export interface HappyEyeballsOptions {
  /** Milliseconds after which the next address is dialled, too; at once when one fails. At least 10. Default: 250. */
  readonly delay?: number | undefined;
}

/** RFC 8305, section 5. */
const DELAY = 250;
const SHORTEST_DELAY = 10;

/** The delay between two addresses in ms; `undefined`: one is dialled after the other. */
export function expectHappyEyeballs(value: boolean | HappyEyeballsOptions | undefined, localPort: number): number | undefined {
  if (value === undefined || value === false) return undefined;
  if (value !== true && (typeof value !== "object" || value === null)) throw new TypeError(`happyEyeballs is ${shown(value)}; expected true, false or an object`);
  // Two dials that overlap cannot have the same port.
  if (localPort !== 0) throw new TypeError(`localPort is ${localPort}; expected none with happyEyeballs`);
  const delay = value === true ? undefined : expectKnown(value, "happyEyeballs", { delay: true }).delay;
  return delay === undefined ? DELAY : expectInteger(delay, "happyEyeballs.delay", SHORTEST_DELAY);
}
