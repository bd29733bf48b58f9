import { TranscriptError } from "./transcript-error.js";

/** Where a value stands in a transcript. */
export interface Place {
  readonly line: number;
  /** Such as "to.port"; empty for the whole line. */
  readonly path: string;
}

/** Gives the value that it found, or complains. */
export type Reader<T> = (value: unknown, place: Place) => T;

/** @throws TranscriptError */
export function complain({ line, path }: Place, value: unknown, expected: string): never {
  throw new TranscriptError(line, `${path === "" ? "it" : path} is ${JSON.stringify(value) ?? "absent"}; expected ${expected}`);
}

function reader<T>(expected: string, holds: (value: unknown) => value is T): Reader<T> {
  return (value, place) => (holds(value) ? value : complain(place, value, expected));
}

export const text = reader("a text", (value) => typeof value === "string");
export const flag = reader("true or false", (value) => typeof value === "boolean");
export const milliseconds = reader("milliseconds, at least 0", (value): value is number => typeof value === "number" && value >= 0);
export const amount = reader("a whole number of at least 0", (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0);
export const ordinal = reader("a whole number of at least 1", (value): value is number => Number.isSafeInteger(value) && (value as number) >= 1);
export const port = reader("0 to 65535", (value): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535);

/** One of the keys of a table. */
export function keyOf<K extends string | number>(table: Readonly<Record<K, unknown>>): Reader<K> {
  const keys = Object.keys(table);
  const isNumber = keys.every((key) => /^\d+$/.test(key));
  const expected = isNumber ? keys.join(" or ") : `one of ${keys.map((key) => JSON.stringify(key)).join(", ")}`;
  return reader(expected, (value): value is K => typeof value === (isNumber ? "number" : "string") && keys.includes(String(value)));
}

export function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (value, place) => (value === undefined ? undefined : read(value, place));
}

/** With a value that it has where it is absent. */
export function withDefault<T>(value: T, read: Reader<T>): Reader<T> {
  return (found, place) => (found === undefined ? value : read(found, place));
}

export function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value)) complain(place, value, "a list");
    return value.map((item, i) => read(item, { ...place, path: `${place.path}[${i}]` }));
  };
}

/** How each field of an object is read. */
export type Readers<T> = { readonly [F in keyof T]-?: Reader<T[F]> };

/** An object; fields that it has beside those are left out. */
export function object<T>(readers: Readers<T>): Reader<T> {
  return (value, place) => {
    if (!isObject(value)) complain(place, value, "an object");
    const found: Partial<T> = {};
    for (const field of Object.keys(readers) as Array<keyof T & string>) {
      const path = place.path === "" ? field : `${place.path}.${field}`;
      const one = readers[field](value[field], { ...place, path });
      if (one !== undefined) found[field] = one;
    }
    return found as T;
  };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
