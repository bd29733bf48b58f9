import { withConstantNumbers } from "./numbers.js";
import type { Stage } from "./stage.js";
import type { Json, LookStep } from "./trace.js";

/** What a script looked up: what there is to see, and how it is seen here. */
interface Look {
  readonly fields: readonly string[];
  here(step: LookStep, stage: Stage): Record<string, Json>;
}

/** Lua's names of types. */
function luaType(value: unknown): string {
  return value === undefined ? "nil" : typeof value;
}

function nameIn(field: Json | undefined): string {
  return typeof field === "string" ? field : "";
}

const LOOKS: readonly Look[] = [
  { fields: ["const", "value"], here: (step, { table }) => ({ const: step["const"] ?? null, value: (table[nameIn(step["const"])] as number | undefined) ?? null }) },
  { fields: ["fn", "type"], here: (step, { table }) => ({ fn: step["fn"] ?? null, type: luaType(table[nameIn(step["fn"])]) }) },
  {
    fields: ["functions", "numbers"],
    here: (_, { table }) => ({ functions: namesOf(table, "function"), numbers: namesOf(table, "number") }),
  },
  { fields: ["len", "used"], here: (_, { zbuffs }) => zbuffs.info },
  { fields: ["zlen", "zused", "q"], here: (_, { lastZbuff }) => ({ zlen: lastZbuff?.len() ?? -1, zused: lastZbuff?.used() ?? -1, q: String.fromCharCode(...(lastZbuff?.query() ?? [])) }) },
  { fields: ["os_time"], here: (_, { world }) => ({ os_time: world.device.os.time() }) },
  { fields: ["created"], here: (_, stage) => ({ created: stage.fill() }) },
];

/** The recording's looks at things that only Lua has (metatables, addresses in texts) are none to compare. */
function lookOf(step: LookStep): Look | undefined {
  return LOOKS.find(({ fields }) => fields.every((field) => Object.hasOwn(step, field)));
}

/** What a script saw there. */
export function lookedUpThere(step: LookStep): string | undefined {
  const numbered = withConstantNumbers(step);
  const fields = lookOf(step)?.fields;
  return fields && JSON.stringify(Object.fromEntries(fields.map((field) => [field, listed(numbered[field])])));
}

/** What it sees here. */
export function lookedUpHere(step: LookStep, stage: Stage): string | undefined {
  const look = lookOf(step);
  const seen = look?.here(step, stage);
  return seen && JSON.stringify(Object.fromEntries(look?.fields.map((field) => [field, seen[field]]) ?? []));
}

function namesOf(table: Readonly<Record<string, unknown>>, type: string): string[] {
  return Object.keys(table)
    .filter((name) => typeof table[name] === type)
    .sort();
}

/** Lists of functions and constants are compared by their names: the values of constants were looked up one by one. */
function listed(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return [...(value as string[])].sort();
  return typeof value === "object" && value !== null ? Object.keys(value).sort() : value;
}
