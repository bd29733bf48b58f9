import { shown } from "../checks/shown.js";
import { WireError } from "./wire-error.js";

/** The longest text that a message about a wrong value repeats. */
const SHOWN = 64;

/** How a value travels: read from JSON with every check, and made a value of JSON. */
export interface Field<T> {
  /** @throws WireError that names `path`. */
  read(value: unknown, path: string): T;
  write(value: T): unknown;
}

/** How the fields of an object travel. */
export type Fields<T> = { readonly [F in keyof T]-?: Field<T[F]> };

/** @throws WireError */
export function complain(path: string, value: unknown, expected: string): never {
  const text = value === undefined ? "absent" : shown(typeof value === "string" && value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);
  throw new WireError(`${path} is ${text}; expected ${expected}`);
}

/** A value that JSON has as it is. */
export function plain<T>(expected: string, holds: (value: unknown) => boolean): Field<T> {
  return { read: (value, path) => (holds(value) ? (value as T) : complain(path, value, expected)), write: (value) => value };
}

export const text = plain<string>("a text", (value) => typeof value === "string");
export const flag = plain<boolean>("true or false", (value) => typeof value === "boolean");
export const amount = plain<number>("a number of at least 0", (value) => typeof value === "number" && value >= 0 && Number.isFinite(value));
export const total = whole(0, Number.MAX_SAFE_INTEGER);
export const ordinal = whole(1, Number.MAX_SAFE_INTEGER);
export const port = whole(0, 65_535);

export function whole(from: number, to: number): Field<number> {
  return plain(`a whole number from ${from} to ${to}`, (value) => Number.isSafeInteger(value) && (value as number) >= from && (value as number) <= to);
}

/** @param most - characters, at least 1. */
export function textUpTo(most: number): Field<string> {
  return plain(`a text of 1 to ${most} characters`, (value) => typeof value === "string" && value !== "" && value.length <= most);
}

/** One of the keys of a table. */
export function keyOf<K extends string>(table: Readonly<Record<K, unknown>>): Field<K> {
  const expected = `one of ${Object.keys(table).map(shown).join(", ")}`;
  return plain(expected, (value) => typeof value === "string" && Object.hasOwn(table, value));
}

export function optional<T>(field: Field<T>): Field<T | undefined> {
  return {
    read: (value, path) => (value === undefined ? undefined : field.read(value, path)),
    write: (value) => (value === undefined ? undefined : field.write(value)),
  };
}

/** @param most - how many there may be. */
export function list<T>(field: Field<T>, most: number): Field<readonly T[]> {
  return {
    read(value, path) {
      if (!Array.isArray(value)) complain(path, value, "a list");
      if (value.length > most) complain(`${path}.length`, value.length, `at most ${most}`);
      return value.map((item, i) => field.read(item, `${path}[${i}]`));
    },
    write: (value) => value.map((item) => field.write(item)),
  };
}

/** An object with these fields and no other. */
export function object<T>(fields: Fields<T>): Field<T> {
  const names = Object.keys(fields) as Array<keyof T & string>;
  return {
    read(value, path) {
      if (!isObject(value)) complain(path, value, "an object");
      return readFields(fields, value, path);
    },
    write: (value) => Object.fromEntries(names.map((name) => [name, fields[name].write(value[name])])),
  };
}

/** @throws WireError */
export function readFields<T>(fields: Fields<T>, value: Readonly<Record<string, unknown>>, path: string): T {
  const found: Partial<T> = {};
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(fields, name)) throw new WireError(`${path}.${name.slice(0, SHOWN)} is no field; expected ${Object.keys(fields).join(", ")}`);
  }
  for (const name of Object.keys(fields) as Array<keyof T & string>) {
    const one = fields[name].read(Object.hasOwn(value, name) ? value[name] : undefined, `${path}.${name}`);
    if (one !== undefined) found[name] = one;
  }
  return found as T;
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
