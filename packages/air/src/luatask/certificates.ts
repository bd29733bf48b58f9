import type { TlsConfig } from "@luat/contract";
import { str } from "@luat/corelib";
import { wrongType, type Nil } from "../arguments.js";
import { tlsConfigOf, type TlsWishes } from "../core/tls-config-of.js";

/** The certificates of `socket.tcp(true, cert)`: names of files, or PEM text. */
export interface TaskCert {
  readonly caCert?: string | Nil;
  readonly clientCert?: string | Nil;
  readonly clientKey?: string | Nil;
  /** What `clientKey` is encrypted with. */
  readonly clientPassword?: string | Nil;
  /** 0: the connection fails when the server's certificate is not good. Any other, or nil: it goes on. */
  readonly insist?: number | Nil;
  /** The name is announced (SNI) in any case, as the later libraries do. */
  readonly hostNameFlag?: number | Nil;
}

/** Gives what is in a file; `undefined`: there is none. */
export type ReadFile = (path: string) => string | Uint8Array | undefined;

/** Where bare names of certificates are. */
const FOLDER = "/lua/";

/** What the card is asked for; a text says why it cannot be. @throws TypeError when a field is of a wrong type. */
export function tlsOfCert(cert: TaskCert | undefined, host: string, readFile: ReadFile | undefined, warn: (text: string) => void): TlsConfig | string {
  const texts: { -readonly [name in "ca" | "cert" | "key"]?: TlsWishes[name] } = {};
  for (const [name, field] of [["ca", "caCert"], ["cert", "clientCert"], ["key", "clientKey"]] as const) {
    const value = cert?.[field];
    if (value == null) continue;
    if (typeof value !== "string") throw wrongType(`cert.${field}`, value, "the name of a file, or PEM text");
    if (value.includes("-----BEGIN")) {
      texts[name] = value;
      continue;
    }
    const path = value.startsWith("/") ? value : FOLDER + value;
    const content = readFile?.(path);
    if (content === undefined) return `cert.${field}: there is no file ${path}${readFile === undefined ? ", as there is no readFile to look for it" : ""}`;
    texts[name] = typeof content === "string" ? content : str.text(content);
  }
  return tlsConfigOf({ ...texts, passphrase: cert?.clientPassword ?? undefined, insist: cert?.insist !== 0 }, host, warn);
}
