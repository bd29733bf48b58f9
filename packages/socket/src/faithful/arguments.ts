import { ADAPTERS, LAST_ADAPTER } from "../ids.js";

/** nil, as Lua has it: both are taken, `undefined` is given. */
export type Nil = null | undefined;

export function isNil(value: unknown): value is Nil {
  return value === null || value === undefined;
}

/** A number or numeric text as an integer, or `undefined`. */
export function toInteger(value: unknown): number | undefined {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isInteger(number) ? number : undefined;
}

/** What a bad argument's message shows of a value. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "object" && value !== null) return `a ${value.constructor?.name ?? "plain object"}`;
  return String(value);
}

/** The programmer's mistake for which Lua raises "bad argument". */
export function badArgument(call: string, name: string, value: unknown, expected: string): TypeError {
  return new TypeError(`socket.${call}: ${name} is ${shown(value)}; expected ${expected}`);
}

/** A card's number given as number, numeric text or nil; `undefined` for nil. */
export function adapterArgument(call: string, value: unknown): number | undefined {
  if (isNil(value)) return undefined;
  const index = toInteger(value);
  if (index === undefined) throw badArgument(call, "adapter", value, `an adapter number such as socket.ETH0 (${ADAPTERS.ETH0}), or nil`);
  return index;
}

/** Whether a number is that of a card slot. */
export function isSlot(index: number): boolean {
  return index >= 1 && index <= LAST_ADAPTER;
}

/** Whether a number can be a port. */
export function isPort(port: number): boolean {
  return port >= 0 && port <= 65_535;
}
