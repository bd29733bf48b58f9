import { Buffer } from "node:buffer";
import { parseArgs } from "node:util";
import { nearest } from "./nearest.js";
import { wrong } from "./texts/wrong.js";

/** The options of a program by name: `boolean` takes no value, `multiple` may be given more than once. */
export type OptionTable = Readonly<Record<string, { readonly type: "boolean" | "string"; readonly short?: string; readonly multiple?: boolean }>>;

/** The longest time that timers take, in milliseconds. */
export const LONGEST = 2_147_483_647;

/**
 * Reads a command line.
 *
 * @param argv - what follows the program's name.
 * @param table - the options it may have.
 * @param optional - options whose number may be left out, and what is meant then.
 * @throws UsageError when an option is unknown, or its value is missing or too much.
 *
 * @example
 * ```ts
 * import { parseArguments } from "@luat/cli";
 *
 * const args = parseArguments(["tcp://a:1", "--count", "3"], { count: { type: "string" }, hex: { type: "boolean" } });
 * args.integer("count", 1); // 3
 * args.flag("hex"); // false
 * args.positionals; // ["tcp://a:1"]
 * ```
 */
export function parseArguments<T extends OptionTable>(
  argv: readonly string[],
  table: T,
  optional: { readonly [name in keyof T & string]?: string } = {},
): Arguments<keyof T & string> {
  const { values, positionals, tokens } = parseArgs({ args: completed(argv, table, optional), allowPositionals: true, strict: false, tokens: true, options: table });
  for (const token of tokens) if (token.kind === "option") check(token, table);
  return new Arguments(values, positionals);
}

/** A command line where each number that was left out is there. */
function completed(argv: readonly string[], table: OptionTable, optional: Readonly<Record<string, string | undefined>>): string[] {
  const shorts = Object.values(table).flatMap(({ short }) => short ?? []);
  const isNumber = (text: string): boolean => /^-?\d/.test(text) && !shorts.some((short) => text.startsWith(`-${short}`));
  return argv.map((arg, i) => {
    const meant = arg.startsWith("--") ? optional[arg.slice(2)] : undefined;
    return meant === undefined || isNumber(argv[i + 1] ?? "") ? arg : `${arg}=${meant}`;
  });
}

/** One option of a command line, as `parseArgs` finds it. */
interface OptionToken {
  readonly name: string;
  /** With its dashes. */
  readonly rawName: string;
  readonly value: string | undefined;
  readonly inlineValue: boolean | undefined;
}

function check({ name, rawName, value, inlineValue }: OptionToken, table: OptionTable): void {
  const type = Object.hasOwn(table, name) ? table[name]?.type : undefined;
  if (type === undefined) {
    const meant = nearest(name, Object.keys(table));
    throw wrong((say) => say.unknownOption(rawName, meant === undefined ? undefined : `--${meant}`));
  }
  if (type === "boolean") {
    if (value !== undefined) throw wrong((say) => say.takesNoValue(rawName));
    return;
  }
  // An option that follows is one, and no value; a negative number is none, and who asks for its value says what it may be.
  if (value === undefined || (inlineValue !== true && /^-[^\d]/.test(value))) throw wrong((say) => say.needsValue(rawName));
}

type Values = Readonly<Record<string, string | boolean | ReadonlyArray<string | boolean> | undefined>>;

/** A command line that was read; what is asked of it must be in the option table. */
export class Arguments<Name extends string = string> {
  readonly #values: Values;
  /** What is no option, in order. */
  readonly positionals: readonly string[];

  constructor(values: Values, positionals: readonly string[]) {
    this.#values = values;
    this.positionals = positionals;
  }

  /** Whether the option was given. */
  has(name: Name): boolean {
    return this.#values[name] !== undefined;
  }

  /** An option without a value: whether it was given. */
  flag(name: Name): boolean {
    return this.#values[name] === true;
  }

  /** The value of an option as it was written; `undefined`: not given. */
  text(name: Name): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  /** The values of an option that may be given more than once, in order; `undefined`: not given. */
  list(name: Name): readonly string[] | undefined {
    const values = this.#values[name];
    return Array.isArray(values) ? values.map(String) : undefined;
  }

  /**
   * An integer.
   *
   * @throws UsageError when it is none, or below `least` or above `most` (by default: no limit).
   */
  integer(name: Name, least: number, most: number = Number.MAX_SAFE_INTEGER): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= least && value <= most) return value;
    throw wrong((say) => say.integer(`--${name}`, text, least, most === Number.MAX_SAFE_INTEGER ? undefined : most));
  }

  /**
   * Bytes, given as hex.
   *
   * @throws UsageError when it is none.
   */
  hex(name: Name): Uint8Array | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const digits = text.replace(/[\s:,-]/g, "");
    if (/^([\da-f]{2})+$/i.test(digits)) return Buffer.from(digits, "hex");
    throw wrong((say) => say.hexDigits(`--${name}`, text));
  }

  /**
   * Seconds above 0, given as milliseconds.
   *
   * @throws UsageError when it is none.
   */
  seconds(name: Name): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const ms = /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1_000) : NaN;
    if (ms >= 1 && ms <= LONGEST) return ms;
    throw wrong((say) => say.seconds(`--${name}`, text, Math.floor(LONGEST / 1_000)));
  }

  /**
   * One of some words.
   *
   * @throws UsageError when it is another.
   */
  oneOf<T extends string>(name: Name, choices: readonly T[]): T | undefined {
    const text = this.text(name);
    const choice = choices.find((one) => one === text);
    if (text === undefined || choice !== undefined) return choice;
    throw wrong((say) => say.oneOf(`--${name}`, text, choices));
  }

  /** @throws UsageError when more than one of these was given. */
  exclusive(...names: readonly Name[]): void {
    const [first, second] = names.filter((name) => this.has(name));
    if (second !== undefined) throw wrong((say) => say.exclusive(`--${first}`, `--${second}`));
  }

  /** @throws UsageError when one of these was given, which are for something else: URLs, or other options. */
  only(what: readonly string[], ...names: readonly Name[]): void {
    const first = names.find((name) => this.has(name));
    if (first !== undefined) throw wrong((say) => say.only(`--${first}`, what));
  }

  /** @throws UsageError when there are more positional arguments than that. */
  atMost(count: number): void {
    const extra = this.positionals[count];
    if (extra !== undefined) throw wrong((say) => say.tooMany(extra));
  }
}
