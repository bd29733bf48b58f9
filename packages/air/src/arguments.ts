import { formatValue, str, Zbuff, type ZbuffData } from "@luat/corelib";

/** Lua's nil: both count as it. */
export type Nil = null | undefined;

/** What can be sent: text (as UTF-8), a number (as its text), bytes, or the used part of a zbuff. */
export type SendData = ZbuffData | number;

/** The bytes of what is sent, which nobody else changes. */
export function bytesOf(data: SendData, name = "data"): Uint8Array {
  if (typeof data === "number") return str.bytes(String(data));
  if (typeof data !== "string" && !(data instanceof Uint8Array) && !(data instanceof Zbuff)) throw wrongType(name, data, "text, a number, bytes or a zbuff");
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

/** A whole number from `least` to `most`, or the default for nil; where there is none, it is wanted. */
export function integerIn(name: string, value: number | Nil, [least, most]: readonly [number, number], otherwise?: number): number {
  if (value == null && otherwise !== undefined) return otherwise;
  if (typeof value !== "number") throw wrongType(name, value, otherwise === undefined ? "a number" : "a number, or nil");
  if (!Number.isInteger(value) || value < least || value > most) throw new RangeError(`${name} is ${value}; expected ${least} to ${most}`);
  return value;
}

/** Whole milliseconds of a limit; `undefined`, for nil, 0 or less: for ever. */
export function limitOf(name: string, ms: number | Nil): number | undefined {
  if (ms == null) return undefined;
  if (typeof ms !== "number") throw wrongType(name, ms, "milliseconds, or nil");
  if (!Number.isFinite(ms)) throw new RangeError(`${name} is ${ms}; expected a number of milliseconds`);
  return ms <= 0 ? undefined : Math.ceil(ms);
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
  if (typeof value !== "object" || (value as unknown) === null) throw wrongType(name, value, "an object");
  for (const key of Object.keys(value)) {
    if (!Object.hasOwn(known, key)) throw new TypeError(`${key} is no option of ${name}; expected one of ${Object.keys(known).join(", ")}`);
  }
  return value;
}

/** What the log is told of fields that do nothing: of tables that old programs bring along, for which an error would be too much. */
export function unknownFields(name: string, table: object, known: readonly string[]): string[] {
  return Object.keys(table)
    .filter((key) => !known.includes(key))
    .map((key) => `${name}.${key} does nothing; the fields are ${known.join(", ")}`);
}

export function wrongType(name: string, value: unknown, expected: string): TypeError {
  return new TypeError(wrong(name, value, expected));
}

/** What is wrong with an argument, as an error says it, or the log. */
export function wrong(name: string, value: unknown, expected: string): string {
  return `${name} is ${typeof value === "string" ? JSON.stringify(value) : formatValue(value)}; expected ${expected}`;
}
