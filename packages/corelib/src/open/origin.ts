import { isOwn } from "./own-code.js";
import { placeIn } from "./stack-line.js";

/** Enough for the user's line to be among them, below those of the SDK; a host keeps ten by default. */
const LINES = 32;

const host: { stackTraceLimit?: number | undefined } = Error;

/** Where and when something of a device was made. */
export class Origin {
  /** The time on the device's clock, in milliseconds. */
  readonly since: number;
  /** Its text is only made when it is asked for. */
  readonly #trace: Error;

  constructor(since: number) {
    this.since = since;
    const limit = host.stackTraceLimit;
    host.stackTraceLimit = LINES;
    this.#trace = new Error();
    host.stackTraceLimit = limit;
  }

  /** The line of the program that did it, as `path:line:column`: the first that is not the SDK's own. `undefined`: it is not known. */
  get place(): string | undefined {
    for (const line of (this.#trace.stack ?? "").split("\n")) {
      const place = placeIn(line);
      if (place !== undefined && !isOwn(place)) return place;
    }
    return undefined;
  }
}
