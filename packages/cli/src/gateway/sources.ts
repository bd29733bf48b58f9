import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Arguments } from "../arguments.js";
import { wrong } from "../texts/wrong.js";
import { same, type Wording } from "../usage-error.js";
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
      if (value !== undefined) found[name] = { value, called: { en: "the URL", zh: "URL" } };
    } else if (args.has(flag)) {
      const called = same(`--${flag}`);
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
    if (name === undefined) throw wrong((say) => say.unknownVariable(variable, [CONFIG_VARIABLE, ...variables.keys()]));
    const called = same(variable);
    found[name] = { value: fromText(value, SETTINGS[name], called), called };
  }
  return found;
}

/** What a file says. @throws UsageError when it cannot be read, has a key that there is not, or a value that does not fit. */
export function fromFile(path: string, called: string): Source {
  const config = readJson(path, called);
  const file = basename(path);
  if (typeof config !== "object" || config === null || Array.isArray(config)) throw wrong((say) => say.notObject(file, config));
  const found: Partial<Record<SettingName, Found>> = {};
  for (const [key, value] of Object.entries(config) as Array<[string, unknown]>) {
    const name = NAMES.find((one) => one === key);
    if (name === undefined) throw wrong((say) => say.unknownKey(key, file, NAMES));
    const called = { en: `${name} in ${file}`, zh: `${file} 里的 ${name}` };
    found[name] = { value: fromJson(value, SETTINGS[name], called), called };
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
    throw wrong((say) => say.unreadable(called, path, error));
  }
  try {
    return JSON.parse(source);
  } catch (error) {
    throw wrong((say) => say.notJson(called, path, error));
  }
}

function fromText(value: string, setting: Setting, called: Wording): Found["value"] {
  switch (setting.kind) {
    case "text":
      return value;
    case "list":
      return value.split(/\s+/).filter((part) => part !== "");
    case "flag":
      if (value === "true" || value === "1") return true;
      if (value === "false" || value === "0") return false;
      throw wrong((say, language) => say.truth(called[language], value));
    case "integer":
      return inRange(/^\d+$/.test(value) ? Number(value) : NaN, value, setting, called);
  }
}

function fromJson(value: unknown, setting: Setting, called: Wording): Found["value"] {
  switch (setting.kind) {
    case "text":
      if (typeof value === "string") return value;
      throw wrong((say, language) => say.text(called[language], value));
    case "list":
      if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
      throw wrong((say, language) => say.list(called[language], value));
    case "flag":
      if (typeof value === "boolean") return value;
      throw wrong((say, language) => say.truth(called[language], value));
    case "integer":
      return inRange(typeof value === "number" ? value : NaN, value, setting, called);
  }
}

function inRange(value: number, given: unknown, { least = 0, most }: Setting, called: Wording): number {
  if (Number.isInteger(value) && value >= least && value <= (most ?? Infinity)) return value;
  throw wrong((say, language) => say.integer(called[language], given, least, most));
}
