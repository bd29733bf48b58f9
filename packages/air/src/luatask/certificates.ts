import type { TlsConfig } from "@luat/contract";
import { str } from "@luat/corelib";
import { unknownFields, wrongType, type Nil } from "../arguments.js";
import { tlsConfigOf, type TlsWishes } from "../core/tls-config-of.js";

/**
 * The certificates of `socket.tcp(true, cert)`: names of files, or PEM text. A field of a wrong type is refused, as what was meant by it
 * would not be done; the log warns of fields that are not known, since tables of old programs may have some.
 */
export interface TaskCert {
  /** The authorities. A name without a slash at its start is one in `/lua/`, here as below. nil: the server is not verified. */
  readonly caCert?: string | Nil;
  /** This side's certificate, which a server may want; nil: none. */
  readonly clientCert?: string | Nil;
  /** The private key of `clientCert`. */
  readonly clientKey?: string | Nil;
  /** What `clientKey` is encrypted with; nil: it is not. */
  readonly clientPassword?: string | Nil;
  /**
   * 0: the connection fails when the server's certificate is not good, for which there must be a `caCert`. Any other number, or nil: it
   * goes on.
   */
  readonly insist?: number | Nil;
  /** The name is announced (SNI) in any case, as the later libraries do. */
  readonly hostNameFlag?: number | Nil;
}

/** Gives what is in a file, at once; `undefined`: there is none. */
export type ReadFile = (path: string) => string | Uint8Array | undefined;

/** Where bare names of certificates are. */
const FOLDER = "/lua/";

const FILE_FIELDS = ["caCert", "clientCert", "clientKey"] as const;
const TEXT = "the name of a file, or PEM text";
const FIELDS: Readonly<Record<keyof TaskCert, readonly [type: "string" | "number", expected: string]>> = {
  caCert: ["string", TEXT],
  clientCert: ["string", TEXT],
  clientKey: ["string", TEXT],
  clientPassword: ["string", "a text"],
  insist: ["number", "a number, or nil"],
  hostNameFlag: ["number", "a number, or nil"],
};

/** The table, of which nothing changes later. @throws TypeError when it is none, or a field is of a wrong type. */
export function expectCert(cert: unknown, warn: (text: string) => void): TaskCert | undefined {
  if (cert == null) return undefined;
  if (typeof cert !== "object") throw wrongType("cert", cert, "a table, or nil");
  for (const [field, [type, expected]] of Object.entries(FIELDS)) {
    const value: unknown = (cert as Record<string, unknown>)[field];
    if (value != null && typeof value !== type) throw wrongType(`cert.${field}`, value, expected);
  }
  for (const text of unknownFields("cert", cert, Object.keys(FIELDS))) warn(text);
  return { ...cert };
}

/** The files that it names. */
export function filesOf(cert: TaskCert | undefined): string[] {
  return FILE_FIELDS.flatMap((field) => {
    const value = cert?.[field];
    return value == null || isPem(value) ? [] : [pathOf(value)];
  });
}

function isPem(value: string): boolean {
  return value.includes("-----BEGIN");
}

function pathOf(name: string): string {
  return name.startsWith("/") ? name : FOLDER + name;
}

/** What the card is asked for; a text says why it cannot be. @throws TypeError when readFile gives anything but text or bytes. */
export function tlsOfCert(cert: TaskCert | undefined, host: string, readFile: ReadFile | undefined, warn: (text: string) => void): TlsConfig | string {
  const texts: { -readonly [name in "ca" | "cert" | "key"]?: TlsWishes[name] } = {};
  for (const [name, field] of [["ca", "caCert"], ["cert", "clientCert"], ["key", "clientKey"]] as const) {
    const value = cert?.[field];
    if (value == null) continue;
    if (isPem(value)) {
      texts[name] = value;
      continue;
    }
    const path = pathOf(value);
    let content: unknown;
    try {
      content = readFile?.(path);
    } catch (error) {
      return `cert.${field}: ${path} cannot be read: ${String(error)}`;
    }
    if (content == null) return `cert.${field}: there is no file ${path}${readFile === undefined ? ", as there is no readFile to look for it" : ""}`;
    if (typeof content !== "string" && !(content instanceof Uint8Array)) throw wrongType(`the result of readFile for ${path}`, content, "text or bytes, not a promise, or nil");
    texts[name] = typeof content === "string" ? content : str.text(content);
  }
  return tlsConfigOf({ ...texts, passphrase: cert?.clientPassword ?? undefined, insist: cert?.insist !== 0 }, host, warn);
}
