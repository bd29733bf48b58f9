import { readFile } from "node:fs/promises";
import type { TlsOptions } from "@luat/libnet";
import type { Arguments } from "./arguments.js";
import type { FileOption } from "./texts/texts.js";
import { wrong } from "./texts/wrong.js";

/** What servers and clients have in common. */
export const KEY_FILE_OPTIONS = {
  ca: { type: "string" },
  cert: { type: "string" },
  key: { type: "string" },
  password: { type: "string" },
  alpn: { type: "string" },
} as const;

/** The names of {@link KEY_FILE_OPTIONS}. */
export type KeyFileName = keyof typeof KEY_FILE_OPTIONS;

/** The options of programs that speak TLS, for the table of `parseArguments`. */
export const TLS_OPTIONS = {
  ...KEY_FILE_OPTIONS,
  name: { type: "string" },
  insecure: { type: "boolean" },
} as const;

/** The names of {@link TLS_OPTIONS}. */
export type TlsOptionName = keyof typeof TLS_OPTIONS;

/** The environment variable with the password of the key, which lists of processes do not show. */
const PASSWORD_VARIABLE = "LUAT_TLS_PASSWORD";

/**
 * The TLS options of a command line, with the files that they name read.
 *
 * @param args - a command line with {@link TLS_OPTIONS} in its table.
 * @param env - where `LUAT_TLS_PASSWORD` may be, for who gives no `--password`.
 * @throws UsageError when a file cannot be read, or the options do not fit together.
 */
export async function readTlsFiles(args: Arguments<TlsOptionName>, env: Readonly<Record<string, string | undefined>>): Promise<TlsOptions> {
  args.exclusive("insecure", "ca");
  const name = args.text("name");
  if (name !== undefined && (name === "" || /[\s/@[\]]/.test(name))) throw wrong((say) => say.peerName(name));
  return { verify: !args.flag("insecure"), ...(await readKeyFiles(args, env)), name };
}

/** The files and settings of either side, as {@link readTlsFiles}. */
export async function readKeyFiles(args: Arguments<KeyFileName>, env: Readonly<Record<string, string | undefined>>): Promise<Pick<TlsOptions, "ca" | "cert" | "key" | "passphrase" | "alpn">> {
  if (args.has("cert") !== args.has("key")) throw wrong((say) => say.certAndKey);
  const [ca, cert, key] = await Promise.all([fileOf(args, "ca"), fileOf(args, "cert"), fileOf(args, "key")]);
  const passphrase = key === undefined ? undefined : (args.text("password") ?? env[PASSWORD_VARIABLE]);
  const list = args.text("alpn");
  const alpn = list?.split(",");
  if (list !== undefined && alpn?.includes("") === true) throw wrong((say) => say.alpn(list));
  return { ca, cert, key, passphrase, alpn };
}

/** The paths that the options name. */
export function filesOf(args: Arguments<KeyFileName>): { readonly [option in FileOption]: string | undefined } {
  return { ca: args.text("ca"), cert: args.text("cert"), key: args.text("key") };
}

/** The content of the file that an option names: PEM or DER. */
async function fileOf(args: Arguments<KeyFileName>, option: FileOption): Promise<Uint8Array | undefined> {
  const path = args.text(option);
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    throw wrong((say) => say.unreadable(`--${option}`, path, error));
  }
}
