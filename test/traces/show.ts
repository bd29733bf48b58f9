import { EVENTS } from "@luat/socket";
import type { CallStep, EventStep, Json, MessageStep } from "./trace.js";

/** How objects that a script holds are called in its recording. */
export type NameOf = (value: object) => string | undefined;

const EVENT_NAMES = new Map<unknown, string>(Object.entries(EVENTS).map(([name, number]) => [number, name]));
const PRINTABLE = /^[\x20-\x7e]*$/;
/** Longer contents of a zbuff were recorded by their length. */
const LONG = 64;

export function eventName(event: unknown): string {
  return EVENT_NAMES.get(event) ?? String(event);
}

/** A value as recordings write it: text where it is printable, `hex:…` for other bytes, and names of objects. */
export function shown(value: unknown, nameOf: NameOf): Json {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint8Array) return shownBytes(value);
  if (Array.isArray(value)) return value.map((each) => shown(each, nameOf));
  if (Object.getPrototypeOf(value) === Object.prototype) return table(value as Readonly<Record<string, unknown>>, nameOf);
  if (typeof value === "object") return nameOf(value) ?? "object";
  return typeof value === "bigint" ? Number(value) : (value as boolean | number | string);
}

/** A table that was made for the caller, its fields in the order of their names. */
function table(value: Readonly<Record<string, unknown>>, nameOf: NameOf): Json {
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, shown(field, nameOf)]));
}

function shownBytes(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes);
  return PRINTABLE.test(text) ? text : `hex:${[...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join("")}`;
}

/** The contents of a zbuff as recordings write them. */
export function shownContents(bytes: Uint8Array): string {
  return bytes.length === 0 || bytes.length > LONG ? `<${bytes.length} bytes>` : shownBytes(bytes);
}

/** What a call came to, in one line. */
export function callText({ returns, error, state, zused, zdata }: Pick<CallStep, "returns" | "error" | "state" | "zused" | "zdata">): string {
  const parts = [error === undefined ? JSON.stringify(returns) : "an error"];
  if (state !== undefined && state !== null) parts.push(`state ${state}`);
  if (zused !== undefined) parts.push(`zbuff ${JSON.stringify(zdata)}, ${zused} used`);
  return parts.join(", ");
}

/** What was told, in one line. */
export function eventText({ event, param, ctrl, state, published, args }: Omit<EventStep, "at" | "kind">): string {
  if (published === undefined) return `${event} ${param} of ${ctrl}, state ${state}`;
  if (published !== "NWCTRL*") return `${published} ${JSON.stringify(args)}`;
  const [card, number] = args ?? [];
  return `${published}: card ${Number(card)}, socket ${Number(number)}, ${event} ${param}`;
}

/** What a mailbox had, in one line. */
export function messageText(got: MessageStep["got"]): string {
  return got === null ? "nothing" : `${eventName(got[0])} ${JSON.stringify(got.slice(1))}`;
}
