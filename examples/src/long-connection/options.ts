import { languageOf, LONGEST, parseArguments, parseUrl, quoted, TLS_OPTIONS, UsageError, type Arguments, type Language, type Target, type TlsOptionName } from "@luat/cli";
import type { Face } from "./install-client.js";

/** What the command line says. */
export interface Options {
  /** None: the example starts servers of its own. */
  readonly targets: readonly Target[];
  /** How many messages to send; absent: until the time is over. */
  readonly count: number | undefined;
  /** Milliseconds between messages. */
  readonly interval: number;
  readonly hex: boolean;
  readonly localPort: number | undefined;
  /** Milliseconds. */
  readonly duration: number;
  readonly face: Face;
  /** Milliseconds. */
  readonly timeout: number;
  readonly logLevel: "error" | "info" | "debug";
  readonly lang: Language;
  readonly help: boolean;
  /** For the files of TLS. */
  readonly args: Arguments<TlsOptionName>;
}

/** Milliseconds that a run takes when neither its duration nor a count says otherwise. */
const USUAL_DURATION = 20_000;

const TABLE = {
  ...TLS_OPTIONS,
  count: { type: "string" },
  interval: { type: "string" },
  hex: { type: "boolean" },
  "local-port": { type: "string" },
  duration: { type: "string" },
  face: { type: "string" },
  timeout: { type: "string" },
  quiet: { type: "boolean" },
  verbose: { type: "boolean" },
  lang: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

type ExampleArguments = Arguments<keyof typeof TABLE>;

/**
 * Reads a command line.
 *
 * @throws UsageError when something in it is wrong.
 */
export function parseOptions(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): Options {
  const args = parseArguments(argv, TABLE);
  args.exclusive("quiet", "verbose");
  const targets = args.positionals.map(parseUrl);
  const twice = args.positionals.find((url, i) => args.positionals.indexOf(url) < i);
  if (twice !== undefined) throw new UsageError({ en: `${quoted(twice)} is there twice`, zh: `${quoted(twice)} 写了两次` });
  const face = args.oneOf("face", ["faithful", "promise"]) ?? "faithful";
  fits(args, targets, face);
  const count = args.integer("count", 1);
  const interval = args.integer("interval", 1, LONGEST) ?? 1_000;
  const needed = count === undefined ? 0 : count * interval;
  return {
    targets,
    count,
    interval,
    hex: args.flag("hex"),
    localPort: args.integer("local-port", 1, 65_535),
    duration: args.seconds("duration") ?? Math.min(USUAL_DURATION + needed, LONGEST),
    face,
    timeout: args.integer("timeout", 1, LONGEST) ?? 15_000,
    logLevel: args.flag("quiet") ? "error" : args.flag("verbose") ? "debug" : "info",
    lang: languageOf(args, env),
    help: args.flag("help"),
    args,
  };
}

function fits(args: ExampleArguments, targets: readonly Target[], face: Face): void {
  if (targets.length !== 1 && args.has("local-port")) throw new UsageError({ en: "--local-port is for one server only", zh: "--local-port 只用于一个服务器" });
  if (!targets.some(({ scheme }) => scheme === "tls")) {
    args.only(["tls://"], ...(Object.keys(TLS_OPTIONS) as TlsOptionName[]));
    return;
  }
  if (face !== "faithful") return;
  args.only(["--face promise"], "name", "alpn");
  // The LuatOS calls would silently not verify.
  if (args.has("ca") || args.flag("insecure")) return;
  throw new UsageError({
    en: "the LuatOS calls verify with a given authority only: add --ca FILE, --insecure, or --face promise",
    zh: "LuatOS 风格接口只用指定的 CA 证书校验：请加上 --ca 文件、--insecure，或 --face promise",
  });
}
