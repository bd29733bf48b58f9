import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Arguments } from "../arguments.js";
import { quoted, UsageError } from "../usage-error.js";
import { SETTINGS, type Found, type Setting, type SettingName, type Source } from "./settings.js";

const NAMES = Object.keys(SETTINGS) as readonly SettingName[];
const PREFIX = "LUAT_GATEWAY_";
/** The variable that names the file. */
export const CONFIG_VARIABLE = `${PREFIX}CONFIG`;

type Environment = Readonly<Record<string, string | undefined>>;

/** What the command line says. @throws UsageError */
export function fromArguments(args: Arguments<string>): Source {
  const found: Partial<Record<SettingName, Found>> = {};
  for (const name of NAMES) {
    const setting: Setting = SETTINGS[name];
    const { flag, kind } = setting;
    if (flag === undefined) {
      const [value] = args.positionals;
      if (value !== undefined) found[name] = { value, called: "the URL" };
    } else if (args.has(flag)) {
      const called = `--${flag}`;
      const value = kind === "flag" ? true : kind === "list" ? (args.list(flag) ?? []) : (args.text(flag) ?? "");
      found[name] = { value: typeof value === "string" ? fromText(value, setting, called) : value, called };
    }
  }
  return found;
}

/** What the environment says. @throws UsageError for a variable that there is not, or a value that does not fit. */
export function fromEnvironment(env: Environment): Source {
  const variables = new Map(NAMES.map((name) => [variableOf(name), name]));
  const found: Partial<Record<SettingName, Found>> = {};
  for (const [variable, value] of Object.entries(env)) {
    if (!variable.startsWith(PREFIX) || variable === CONFIG_VARIABLE || value === undefined) continue;
    const name = variables.get(variable);
    if (name === undefined) throw new UsageError(`${variable} is no setting; expected one of ${[CONFIG_VARIABLE, ...variables.keys()].join(", ")}`);
    found[name] = { value: fromText(value, SETTINGS[name], variable), called: variable };
  }
  return found;
}

/** What a file says. @throws UsageError when it cannot be read, has a key that there is not, or a value that does not fit. */
export function fromFile(path: string, called: string): Source {
  const config = readJson(path, called);
  const file = basename(path);
  if (typeof config !== "object" || config === null || Array.isArray(config)) throw new UsageError(`${file} is ${Array.isArray(config) ? "a list" : quoted(config)}; expected an object of settings`);
  const found: Partial<Record<SettingName, Found>> = {};
  for (const [key, value] of Object.entries(config) as Array<[string, unknown]>) {
    const name = NAMES.find((one) => one === key);
    if (name === undefined) throw new UsageError(`${quoted(key)} in ${file} is no setting; expected one of ${NAMES.join(", ")}`);
    const where = `${name} in ${file}`;
    found[name] = { value: fromJson(value, SETTINGS[name], where), called: where };
  }
  return found;
}

function variableOf(name: SettingName): string {
  return PREFIX + name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

function readJson(path: string, called: string): unknown {
  let source;
  try {
    source = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${called} is ${quoted(path)}, which cannot be read: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(source);
  } catch (error) {
    throw new UsageError(`${called} is ${quoted(path)}, which is no JSON: ${(error as Error).message}`);
  }
}

function fromText(value: string, setting: Setting, called: string): Found["value"] {
  switch (setting.kind) {
    case "text":
      return value;
    case "list":
      return value.split(/\s+/).filter((part) => part !== "");
    case "flag":
      if (value === "true" || value === "1") return true;
      if (value === "false" || value === "0") return false;
      throw new UsageError(`${called} is ${quoted(value)}; expected true or false`);
    case "integer":
      return inRange(/^\d+$/.test(value) ? Number(value) : NaN, value, setting, called);
  }
}

function fromJson(value: unknown, setting: Setting, called: string): Found["value"] {
  switch (setting.kind) {
    case "text":
      if (typeof value === "string") return value;
      throw new UsageError(`${called} is ${quoted(value)}; expected a text`);
    case "list":
      if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
      throw new UsageError(`${called} is ${quoted(value)}; expected a list of texts`);
    case "flag":
      if (typeof value === "boolean") return value;
      throw new UsageError(`${called} is ${quoted(value)}; expected true or false`);
    case "integer":
      return inRange(typeof value === "number" ? value : NaN, value, setting, called);
  }
}

function inRange(value: number, given: unknown, { least = 0, most = Infinity }: Setting, called: string): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError(`${called} is ${quoted(given)}; expected an integer from ${least} to ${most}`);
}
