import { formatValue, str, Zbuff, type ZbuffData } from "@luat/corelib";

/** Lua's nil: both count as it. */
export type Nil = null | undefined;

/** What can be sent: text (as UTF-8), a number (as its text), bytes, or the used part of a zbuff. */
export type SendData = ZbuffData | number;

/** The bytes of what is sent, which nobody else changes. */
export function bytesOf(data: SendData, name = "data"): Uint8Array {
  if (typeof data === "number") return str.bytes(String(data));
  if (typeof data !== "string" && !(data instanceof Uint8Array) && !(data instanceof Zbuff)) throw wrongType(name, data, "text, bytes or a zbuff");
  return str.bytes(data);
}

/** An integer, also as text, as Lua takes it; `undefined`: it is none. */
export function integerOf(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) ? number : undefined;
}

/** A port as a number, which may be wrong. @throws TypeError when it is none at all. */
export function expectPort(name: string, value: unknown): number {
  const port = integerOf(value);
  if (port === undefined) throw wrongType(name, value, "a port number");
  return port;
}

export function isPort(port: number): boolean {
  return port >= 0 && port <= 65_535;
}

export function expectText(name: string, value: unknown): string {
  if (typeof value !== "string") throw wrongType(name, value, "a text");
  return value;
}

export function expectFunction(name: string, value: unknown): void {
  if (typeof value !== "function") throw wrongType(name, value, "a function");
}

/** A whole number from `least` to `most`, or the default for nil. */
export function integerIn(name: string, value: number | Nil, [least, most]: readonly [number, number], otherwise: number): number {
  if (value == null) return otherwise;
  if (typeof value !== "number") throw wrongType(name, value, "a number, or nil");
  if (!Number.isInteger(value) || value < least || value > most) throw new RangeError(`${name} is ${value}; expected ${least} to ${most}`);
  return value;
}

/** Milliseconds of a time in seconds. */
export function millisecondsOf(name: string, seconds: number | Nil, otherwise: number): number {
  if (seconds == null) return otherwise;
  if (typeof seconds !== "number") throw wrongType(name, seconds, "a number of seconds, or nil");
  if (!(seconds > 0 && seconds <= 2_000_000)) throw new RangeError(`${name} is ${seconds}; expected more than 0 and at most 2000000 seconds`);
  return Math.max(1, Math.round(seconds * 1_000));
}

/** An object of options, of which there is none that is not known: a misspelt one would do nothing, silently. */
export function expectKnown<T extends object>(name: string, value: T, known: Readonly<Record<keyof T, true>>): T {
  if (typeof value !== "object") throw wrongType(name, value, "an object");
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(known, key)) throw new TypeError(`${key} is no option of ${name}; expected one of ${Object.keys(known).join(", ")}`);
  }
  return value;
}

export function wrongType(name: string, value: unknown, expected: string): TypeError {
  return new TypeError(`${name} is ${typeof value === "string" ? JSON.stringify(value) : formatValue(value)}; expected ${expected}`);
}
