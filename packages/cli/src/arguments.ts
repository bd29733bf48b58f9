import { Buffer } from "node:buffer";
import { parseArgs } from "node:util";
import { quoted, UsageError } from "./usage-error.js";

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
  const full = argv.map((arg, i) => {
    const meant = arg.startsWith("--") ? (optional as Readonly<Record<string, string | undefined>>)[arg.slice(2)] : undefined;
    return meant === undefined || /^\d/.test(argv[i + 1] ?? "") ? arg : `${arg}=${meant}`;
  });
  try {
    const { values, positionals } = parseArgs({ args: full, allowPositionals: true, options: table });
    return new Arguments(values, positionals);
  } catch (error) {
    // The first sentence says what is wrong, the others give advice about positional arguments.
    const [what = ""] = (error as Error).message.split(/[.\n]/, 1);
    throw new UsageError(what.replace("argument is ambiguous", "argument missing, or a negative number"));
  }
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
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new UsageError(`--${name} is ${quoted(text)}; expected an integer ${range}`);
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
    throw new UsageError(`--${name} is ${quoted(text)}; expected pairs of hex digits, such as "01 03 0a"`);
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
    throw new UsageError(`--${name} is ${quoted(text)}; expected seconds above 0, such as 20 or 2.5`);
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
    throw new UsageError(`--${name} is ${quoted(text)}; expected ${choices.join(" or ")}`);
  }

  /** @throws UsageError when more than one of these was given. */
  exclusive(...names: readonly Name[]): void {
    const [first, second] = names.filter((name) => this.has(name));
    if (second !== undefined) throw new UsageError(`--${first} and --${second} exclude each other`);
  }

  /** @throws UsageError when one of these was given, which are for something else. */
  only(what: string, ...names: readonly Name[]): void {
    const first = names.find((name) => this.has(name));
    if (first !== undefined) throw new UsageError(`--${first} is for ${what} only`);
  }

  /** @throws UsageError when there are more positional arguments than that. */
  atMost(count: number): void {
    const extra = this.positionals[count];
    if (extra !== undefined) throw new UsageError(`${quoted(extra)} is one argument too many`);
  }
}
