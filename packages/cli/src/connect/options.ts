import { Buffer } from "node:buffer";
import { ipVersion, type KeepAlive } from "@luat/contract";
import { LONGEST, parseArguments, type Arguments } from "../arguments.js";
import type { Language } from "../language.js";
import { lineEndingOf } from "../line-ending.js";
import type { Loudness } from "../report.js";
import { dataViewOf, languageOf, loudnessOf } from "../show-options.js";
import { wrong } from "../texts/wrong.js";
import { TLS_OPTIONS } from "../tls-files.js";
import type { DataView } from "../transcript.js";
import { parseUrl, type Target } from "../url.js";

const TABLE = {
  ...TLS_OPTIONS,
  eol: { type: "string" },
  data: { type: "string" },
  "data-hex": { type: "string" },
  count: { type: "string" },
  interval: { type: "string" },
  "wait-after": { type: "string" },
  hex: { type: "boolean" },
  raw: { type: "boolean" },
  quiet: { type: "boolean" },
  verbose: { type: "boolean" },
  lang: { type: "string" },
  timeout: { type: "string" },
  reconnect: { type: "string" },
  "local-port": { type: "string" },
  broadcast: { type: "boolean" },
  "keep-alive": { type: "string" },
  ipv4: { type: "boolean", short: "4" },
  ipv6: { type: "boolean", short: "6" },
  help: { type: "boolean", short: "h" },
} as const;

type ConnectArguments = Arguments<keyof typeof TABLE>;

/** What `luat connect` is to do. */
export interface ConnectCommandOptions {
  /** Absent: the help is asked for. */
  readonly target: Target | undefined;
  /** What to send instead of the standard input. */
  readonly data: Uint8Array | undefined;
  /** How often; absent: without end. */
  readonly count: number | undefined;
  /** Milliseconds. */
  readonly interval: number;
  /** What lines of the standard input are sent with; absent: with their own, typed ones with a line feed. */
  readonly ending: string | undefined;
  /** Milliseconds of silence after which it ends when all is sent; `Infinity`: never. */
  readonly waitAfter: number;
  readonly view: DataView;
  readonly loudness: Loudness;
  readonly lang: Language;
  readonly timeout: number;
  /** Milliseconds; absent: once is all. */
  readonly reconnect: number | undefined;
  readonly localPort: number | undefined;
  readonly keepAlive: KeepAlive | undefined;
  readonly family: 4 | 6 | undefined;
  /** Whether the target's address is that of all, of whom anyone may answer. */
  readonly broadcast: boolean;
  /** For the files of TLS. */
  readonly args: ConnectArguments;
}

/**
 * Reads the command line of `luat connect`.
 *
 * @throws UsageError when something in it is wrong.
 */
export function parseConnectOptions(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): ConnectCommandOptions {
  const args = parseArguments(argv, TABLE, { reconnect: "5000" });
  args.atMost(1);
  const view = dataViewOf(args);
  args.exclusive("data", "data-hex");
  args.exclusive("ipv4", "ipv6");
  if (view === "raw") args.exclusive("raw", "eol");
  const [url] = args.positionals;
  if (url === undefined && !args.flag("help")) throw wrong((say) => say.noUrl("server"));
  const target = url === undefined || args.flag("help") ? undefined : parseUrl(url);
  if (target !== undefined) fits(args, target);
  const data = dataOf(args);
  if (data === undefined) args.only(["--data", "--data-hex"], "count", "interval");
  return {
    target,
    data,
    count: args.integer("count", 1) ?? (args.has("interval") ? undefined : 1),
    interval: args.integer("interval", 1, LONGEST) ?? 1_000,
    ending: args.has("eol") ? lineEndingOf(args, "lf") : undefined,
    waitAfter: args.text("wait-after") === "forever" ? Infinity : (args.integer("wait-after", 0, LONGEST) ?? 1_000),
    view,
    loudness: loudnessOf(args),
    lang: languageOf(args, env),
    timeout: args.integer("timeout", 1, LONGEST) ?? 15_000,
    reconnect: args.integer("reconnect", 0, LONGEST),
    localPort: args.integer("local-port", 1, 65_535),
    keepAlive: keepAliveOf(args),
    broadcast: args.flag("broadcast") || (target?.scheme === "udp" && target.host === EVERYBODY),
    family: args.flag("ipv4") ? 4 : args.flag("ipv6") ? 6 : undefined,
    args,
  };
}

/** All on the same network, whatever its addresses. */
const EVERYBODY = "255.255.255.255";

function fits(args: ConnectArguments, { scheme, host }: Target): void {
  if (scheme !== "tls") args.only(["tls://"], ...(Object.keys(TLS_OPTIONS) as Array<keyof typeof TLS_OPTIONS>));
  if (scheme === "udp") args.only(["tcp://", "tls://"], "keep-alive", "ipv4", "ipv6");
  else args.only(["udp://"], "broadcast");
  const version = ipVersion(host);
  const [option, kind] = args.flag("ipv4") ? (["ipv4", 4] as const) : (["ipv6", 6] as const);
  if (args.flag(option) && version !== 0 && version !== kind) throw wrong((say) => say.family(`--${option}`, host, kind));
  if (args.flag("broadcast") && version !== 4) throw wrong((say) => say.broadcast(host));
}

function dataOf(args: ConnectArguments): Uint8Array | undefined {
  const ending = lineEndingOf(args, "none");
  const text = args.text("data");
  if (text !== undefined) return Buffer.from(text + ending);
  const bytes = args.hex("data-hex");
  return bytes && Buffer.concat([bytes, Buffer.from(ending)]);
}

/** What the system usually does is so slow that it is of no use. */
const PROBES = { interval: 10, count: 3 };

function keepAliveOf(args: ConnectArguments): KeepAlive | undefined {
  const text = args.text("keep-alive");
  if (text === undefined) return undefined;
  const [, idle, interval, count] = /^(\d{1,5})(?:,(\d{1,5})(?:,(\d{1,3}))?)?$/.exec(text) ?? [];
  const numbers = { idle: Number(idle), interval: Number(interval ?? PROBES.interval), count: Number(count ?? PROBES.count) };
  if (!Object.values(numbers).every((number) => number >= 1)) throw wrong((say) => say.keepAlive(text));
  return numbers;
}
