import type { Fault } from "./fault.js";
import type { TlsConfig } from "./secure.js";

/** The settings of TLS that hold certificates and keys, or what else a face calls them. */
export interface SettingNames {
  /** The authorities' certificates. */
  readonly ca: string;
  /** Their lists of revoked certificates. */
  readonly crl: string;
  /** This side's certificate. */
  readonly cert: string;
  /** The private key of that. */
  readonly key: string;
  /** What the key is encrypted with. */
  readonly passphrase: string;
}

type Name = keyof SettingNames;
type Config = Pick<TlsConfig, Name>;

/** A path is shorter than any certificate or key. */
const LONGEST_PATH = 260;
const LABEL = /-----BEGIN ([A-Z0-9 ]+)-----/g;

/**
 * What is wrong with the settings that `Adapter.credentials` refused: what is missing, empty, of another kind than it is to be,
 * or looks like the path of a file. Their values are no part of it, as they may be secret.
 *
 * @param fault - what the card found.
 * @param config - what it looked at.
 * @param names - what its caller calls that.
 * @param explain - makes words of what the card found in a setting of the right kind; absent: nothing is told of that.
 * @returns undefined when nothing is known.
 *
 * @example
 * ```ts
 * import { settingsFlaw } from "@luat/contract";
 *
 * const names = { ca: "ca", crl: "crl", cert: "cert", key: "key", passphrase: "passphrase" };
 * settingsFlaw({ reason: "tls", tls: "ca" }, { ca: "/etc/ca.pem" }, names); // "ca is no PEM text; it must be the text of a PEM file, not its path"
 * ```
 */
export function settingsFlaw({ tls, cause }: Fault, config: Config, names: SettingNames, explain?: (found: string) => string): string | undefined {
  const { cert, key, passphrase } = names;
  const unreadable = (name: Name, wanted: string): string | undefined => kindFlaw(config, names, name, wanted) ?? unread(names[name], cause, explain);
  switch (tls) {
    case "ca":
      return unreadable("ca", "certificate");
    case "crl":
      return unreadable("crl", "revocation list");
    case "certificate":
      return config.cert === undefined ? `${key} is given, and ${cert} is missing` : unreadable("cert", "certificate");
    case "key":
      return config.key === undefined ? `${cert} is given, and ${key} is missing` : unreadable("key", "private key");
    case "password":
      return config.passphrase === undefined ? `${key} is encrypted, and ${passphrase} is missing` : `${passphrase} is not that of ${key}`;
    case "mismatch":
      return `${key} is not that of the first certificate in ${cert}`;
    default:
      return undefined;
  }
}

/** Of one that is there: whether it is of another kind than it is to be. */
function kindFlaw(config: Config, names: SettingNames, name: Name, wanted: string): string | undefined {
  const value = config[name] ?? "";
  if (value.length === 0) return `${names[name]} is empty`;
  const kinds = kindsOf(value);
  if (kinds.size === 0 && typeof value === "string") {
    return value.length <= LONGEST_PATH ? `${names[name]} is no PEM text; it must be the text of a PEM file, not its path` : `${names[name]} is no PEM text; pass DER as bytes`;
  }
  if (kinds.size === 0 || kinds.has(wanted)) return undefined;
  const isSwapped = (name === "cert" || name === "key") && kindsOf(config.cert).has("private key") && kindsOf(config.key).has("certificate");
  const hint = isSwapped ? `; are ${names.cert} and ${names.key} swapped?` : "";
  return `${names[name]} holds a ${[...kinds].join(" and a ")}, no ${wanted}${hint}`;
}

function kindsOf(value: string | Uint8Array = ""): ReadonlySet<string> {
  const text = typeof value === "string" ? value : new TextDecoder().decode(value);
  return new Set(Array.from(text.matchAll(LABEL), ([, label = ""]) => kindOf(label)));
}

/** What is in a PEM block, in plain words. */
function kindOf(label: string): string {
  if (label === "CERTIFICATE" || label === "X509 CERTIFICATE") return "certificate";
  if (label.endsWith("CERTIFICATE REQUEST")) return "certificate request";
  if (label.endsWith("PRIVATE KEY")) return "private key";
  if (label.endsWith("PUBLIC KEY")) return "public key";
  return label === "X509 CRL" ? "revocation list" : label;
}

/** What the reader found, without the names that the card has for the settings. */
function unread(name: string, cause: unknown, explain: ((found: string) => string) | undefined): string | undefined {
  if (explain === undefined) return undefined;
  const found = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : undefined;
  return found === undefined ? `${name} cannot be read` : `${name} cannot be read: ${explain(found)}`;
}
