import { ipVersion, type KeepAlive } from "@luat/contract";

/** What a message shows of a value. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return `of the type ${value.constructor?.name ?? "object"}`;
  if (typeof value === "function") return `the function ${value.name}`;
  return String(value);
}

/** An object of options. @param expected - what it may be, where that is more than one thing or not plain. */
export function expectOptions<T extends object>(value: T, name = "options", expected = "an object"): T {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new TypeError(`${name} is ${shown(value)}; expected ${expected}`);
  }
  return value;
}

/**
 * An object of options, of which there is none that is not known: a misspelt one would do nothing, silently.
 *
 * @param what - has the options.
 * @param known - all that there are.
 * @param name - of the object, in messages.
 * @param expected - what it may be, see {@link expectOptions}.
 */
export function expectKnown<T extends object>(value: T, what: string, known: Readonly<Record<string, true>>, name = what, expected?: string): T {
  for (const key of Object.keys(expectOptions(value, name, expected))) {
    if (!Object.hasOwn(known, key)) throw new TypeError(`${key} is no option of ${what}; expected one of ${Object.keys(known).join(", ")}`);
  }
  return value;
}

/** An abort signal, or none. */
export function expectSignal(value: AbortSignal | undefined): AbortSignal | undefined {
  if (value !== undefined && (typeof value !== "object" || typeof value.addEventListener !== "function" || typeof value.aborted !== "boolean")) {
    throw new TypeError(`signal is ${shown(value)}; expected an AbortSignal`);
  }
  return value;
}

/** A name or an address, and nothing else. */
export function expectHost(value: unknown, name: string): string {
  const host = expectText(value, name);
  if (/[\s/@[\]]/.test(host) || (host.includes(":") && ipVersion(host) !== 6)) {
    throw new RangeError(`${name} is ${shown(host)}; expected a name or an address alone, without scheme, port or blanks`);
  }
  return host;
}

/** A kind of addresses, or none. */
export function expectFamily(value: 4 | 6 | undefined): 4 | 6 | undefined {
  if (value !== undefined && value !== 4 && value !== 6) throw new TypeError(`family is ${shown(value)}; expected 4 or 6`);
  return value;
}

/** A time limit in milliseconds; `undefined` and `Infinity` mean none. */
export function expectTimeout(value: unknown, name = "timeout"): number | undefined {
  if (value === undefined || value === Infinity) return undefined;
  if (typeof value !== "number") throw new TypeError(`${name} is ${shown(value)}; expected a number of milliseconds`);
  if (!(value > 0)) throw new RangeError(`${name} is ${value}; expected a number of milliseconds above 0`);
  return value;
}

/** A port from `least` to 65535. */
export function expectPort(value: unknown, name: string, least: 0 | 1): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw new TypeError(`${name} is ${shown(value)}; expected an integer`);
  if (value < least || value > 65_535) throw new RangeError(`${name} is ${value}; expected ${least} to 65535`);
  return value;
}

/** Text that is not empty. */
export function expectText(value: unknown, name: string): string {
  if (typeof value !== "string" || value === "") throw new TypeError(`${name} is ${shown(value)}; expected a text that is not empty`);
  return value;
}

/** An integer of at least `least`. */
export function expectInteger(value: unknown, name: string, least: number): number {
  if (typeof value !== "number" || !Number.isInteger(value)) throw new TypeError(`${name} is ${shown(value)}; expected an integer`);
  if (value < least) throw new RangeError(`${name} is ${value}; expected at least ${least}`);
  return value;
}

/** Yes or no, or nothing, which is no. */
export function expectFlag(value: unknown, name: string): boolean {
  if (value !== undefined && typeof value !== "boolean") throw new TypeError(`${name} is ${shown(value)}; expected true or false`);
  return value ?? false;
}

/** Keep-alive probes, or none. */
export function expectKeepAlive(value: KeepAlive | undefined): void {
  if (value === undefined) return;
  expectOptions(value, "keepAlive", "{ idle, interval, count }");
  expectInteger(value.idle, "keepAlive.idle", 1);
  expectInteger(value.interval, "keepAlive.interval", 1);
  expectInteger(value.count, "keepAlive.count", 1);
}

/** The only reader: a second one at the same time would split the bytes at random. */
export function secondReader(): TypeError {
  return new TypeError("a read is waiting already; expected one reader at a time");
}
