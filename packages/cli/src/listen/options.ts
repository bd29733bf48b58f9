import { Buffer } from "node:buffer";
import { parseArguments, type Arguments } from "../arguments.js";
import type { Language } from "../language.js";
import { lineEndingOf } from "../line-ending.js";
import type { Loudness } from "../report.js";
import { dataViewOf, languageOf, loudnessOf } from "../show-options.js";
import { wrong } from "../texts/wrong.js";
import { KEY_FILE_OPTIONS } from "../tls-files.js";
import type { DataView } from "../transcript.js";
import { parseListenUrl, type Target } from "../url.js";

const TLS_TABLE = {
  ...KEY_FILE_OPTIONS,
  name: { type: "string" },
  "self-signed": { type: "boolean" },
  "ca-out": { type: "string" },
} as const;

const TABLE = {
  ...TLS_TABLE,
  echo: { type: "boolean" },
  reply: { type: "string" },
  "reply-hex": { type: "string" },
  eol: { type: "string" },
  hex: { type: "boolean" },
  raw: { type: "boolean" },
  quiet: { type: "boolean" },
  verbose: { type: "boolean" },
  lang: { type: "string" },
  "max-clients": { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** The options of a server's certificate. */
export type CertificateArguments = Arguments<keyof typeof TLS_TABLE>;

/** What `luat listen` is to do. */
export interface ListenCommandOptions {
  /** Absent: the help is asked for. */
  readonly target: Target | undefined;
  /** What to answer to a piece that came; absent: the standard input goes to all. */
  readonly answer: ((bytes: Uint8Array) => Uint8Array) | undefined;
  /** What lines of the standard input are sent with; absent: with their own, typed ones with a line feed. */
  readonly ending: string | undefined;
  readonly view: DataView;
  readonly loudness: Loudness;
  readonly lang: Language;
  readonly maxClients: number;
  /** For the certificate. */
  readonly args: CertificateArguments;
}

/**
 * Reads the command line of `luat listen`.
 *
 * @throws UsageError when something in it is wrong.
 */
export function parseListenOptions(argv: readonly string[], env: Readonly<Record<string, string | undefined>>): ListenCommandOptions {
  const args = parseArguments(argv, TABLE);
  args.atMost(1);
  const view = dataViewOf(args);
  args.exclusive("echo", "reply", "reply-hex");
  const text = args.text("reply");
  const reply = text === undefined ? args.hex("reply-hex") : Buffer.from(text);
  if (view === "raw" && reply === undefined) args.exclusive("raw", "eol");
  const [url] = args.positionals;
  if (url === undefined && !args.flag("help")) throw wrong((say) => say.noUrl("listener"));
  const target = url === undefined || args.flag("help") ? undefined : parseListenUrl(url);
  if (target !== undefined) fits(args, target);
  const bytes = reply === undefined ? undefined : Buffer.concat([reply, Buffer.from(lineEndingOf(args, "none"))]);
  return {
    target,
    answer: args.flag("echo") ? (came) => came : bytes && (() => bytes),
    ending: args.has("eol") ? lineEndingOf(args, "lf") : undefined,
    view,
    loudness: loudnessOf(args),
    lang: languageOf(args, env),
    maxClients: args.integer("max-clients", 1) ?? 1_000,
    args,
  };
}

function fits(args: CertificateArguments, { scheme }: Target): void {
  if (scheme !== "tls") {
    args.only(["tls://"], ...(Object.keys(TLS_TABLE) as Array<keyof typeof TLS_TABLE>));
    return;
  }
  args.exclusive("self-signed", "cert");
  if (!args.flag("self-signed")) {
    args.only(["--self-signed"], "name", "ca-out");
    if (!args.has("cert")) throw wrong((say) => say.listenerNeedsCertificate);
  }
}
