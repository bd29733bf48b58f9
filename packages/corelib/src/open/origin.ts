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
    const line = this.#lines.find(isOfProgram);
    return line === undefined ? undefined : placeIn(line);
  }

  /**
   * Lets the stack of an error that was made later begin here, as the code that ran then says nothing about who waited. The
   * error stays the one that it is; where the line is not known, its stack does, too.
   */
  blame<E extends Error>(error: E): E {
    const lines = this.#lines;
    const first = lines.findIndex(isOfProgram);
    if (first < 0) return error;
    // V8 begins a stack with name and message, others with the first line.
    const isHeaded = placeIn(lines[0] ?? "") === undefined;
    const stack = [...(isHeaded ? [String(error)] : []), ...lines.slice(first)].join("\n");
    Reflect.defineProperty(error, "stack", { value: stack, writable: true, configurable: true, enumerable: false });
    return error;
  }

  get #lines(): string[] {
    return (this.#trace.stack ?? "").split("\n");
  }
}

function isOfProgram(line: string): boolean {
  const place = placeIn(line);
  return place !== undefined && !isOwn(place);
}
