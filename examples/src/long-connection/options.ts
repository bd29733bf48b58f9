import { isIPv6 } from "node:net";
import { parseArgs } from "node:util";

/** What the command line says. */
export interface Options {
  /** Absent: the example starts a server of its own. */
  readonly server: { readonly host: string; readonly port: number } | undefined;
  /** How many messages to send; absent: until the time is over. */
  readonly count: number | undefined;
  /** Milliseconds between messages. */
  readonly interval: number;
  readonly hex: boolean;
  readonly localPort: number | undefined;
  /** Milliseconds. */
  readonly duration: number;
  readonly face: "faithful" | "promise";
  /** Milliseconds. */
  readonly timeout: number;
  readonly logLevel: "error" | "info" | "debug";
  readonly lang: "zh" | "en";
  readonly help: boolean;
}

/** The command line is wrong; the message says how. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Milliseconds that a run takes when neither its duration nor a count says otherwise. */
const USUAL_DURATION = 20_000;
/** The longest time that timers take, in milliseconds. */
const LONGEST = 2_147_483_647;

/**
 * Reads a command line.
 *
 * @throws UsageError when something in it is wrong.
 */
export function parseOptions(argv: readonly string[]): Options {
  const { values, positionals } = parse(argv);
  if (positionals.length > 1) throw new UsageError(`${quoted(positionals[1])} is one argument too many`);
  if (values.quiet && values.verbose) throw new UsageError("--quiet and --verbose exclude each other");
  const [url] = positionals;
  const count = number(values, "count", 1, Number.MAX_SAFE_INTEGER);
  const interval = number(values, "interval", 1, LONGEST) ?? 1_000;
  const needed = count === undefined ? 0 : count * interval;
  return {
    server: url === undefined ? undefined : serverOf(url),
    count,
    interval,
    hex: values.hex,
    localPort: number(values, "local-port", 1, 65_535),
    duration: seconds(values.duration) ?? Math.min(USUAL_DURATION + needed, LONGEST),
    face: oneOf(values, "face", ["faithful", "promise"]) ?? "faithful",
    timeout: number(values, "timeout", 1, LONGEST) ?? 15_000,
    logLevel: values.quiet ? "error" : values.verbose ? "debug" : "info",
    lang: oneOf(values, "lang", ["zh", "en"]) ?? "en",
    help: values.help,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        count: { type: "string" },
        interval: { type: "string" },
        hex: { type: "boolean", default: false },
        "local-port": { type: "string" },
        duration: { type: "string" },
        face: { type: "string" },
        timeout: { type: "string" },
        quiet: { type: "boolean", default: false },
        verbose: { type: "boolean", default: false },
        lang: { type: "string" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    // The first sentence says what is wrong, the others give advice about positional arguments.
    const [what = ""] = (error as Error).message.split(/[.\n]/, 1);
    throw new UsageError(what.replace("argument is ambiguous", "argument missing, or a negative number"));
  }
}

type Values = Readonly<Record<string, string | boolean | undefined>>;

function serverOf(url: string): { host: string; port: number } {
  const [, scheme, rest = ""] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/i.exec(url) ?? [];
  if (scheme === undefined) throw new UsageError(`${quoted(url)} is not a server; expected tcp://host:port`);
  switch (scheme.toLowerCase()) {
    case "tcp":
      break;
    case "tls":
    case "udp":
      throw new UsageError(`${scheme}:// is not available yet; expected tcp://host:port`);
    default:
      throw new UsageError(`${scheme}:// is unknown; expected tcp://host:port`);
  }
  const [, literal, name, digits] = /^(?:\[([^\]]*)\]|([^\s:/?#@[\]]+)):(\d+)\/?$/.exec(rest) ?? [];
  const host = literal ?? name;
  const port = Number(digits);
  if (host === undefined || (literal !== undefined && !isIPv6(literal))) throw new UsageError(`${quoted(url)} is not a server; expected tcp://host:port`);
  if (port < 1 || port > 65_535) throw new UsageError(`the port of ${quoted(url)} is ${digits}; expected 1 to 65535`);
  return { host, port };
}

function number(values: Values, name: string, least: number, most: number): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(String(text)) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) {
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
    throw new UsageError(`--${name} is ${quoted(text)}; expected an integer ${range}`);
  }
  return value;
}

/** Seconds as milliseconds. */
function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Math.round(Number(text) * 1_000) : NaN;
  if (!(ms >= 1 && ms <= LONGEST)) throw new UsageError(`--duration is ${quoted(text)}; expected seconds above 0, such as 20 or 2.5`);
  return ms;
}

function oneOf<T extends string>(values: Values, name: string, choices: readonly T[]): T | undefined {
  const value = values[name];
  const choice = choices.find((one) => one === value);
  if (value !== undefined && choice === undefined) throw new UsageError(`--${name} is ${quoted(value)}; expected ${choices.join(" or ")}`);
  return choice;
}

function quoted(value: unknown): string {
  return JSON.stringify(value);
}
