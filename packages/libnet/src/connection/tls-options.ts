import { settingsFlaw, type Adapter, type Fault, type PreSharedKey, type SecureOptions, type SettingNames, type TlsConfig } from "@luat/contract";
import { errorOf } from "../errors.js";
import { expectHost, expectKnown, expectText, shown } from "../expect.js";
import type { World } from "./world.js";

/** TLS of a connection that is made. Strings are PEM, bytes are PEM or DER. */
export interface TlsOptions {
  /** `false`: any certificate is taken, which anybody on the way can make use of; the log warns of it, once for each server. Default: `true`. */
  readonly verify?: boolean | undefined;
  /** The authorities that make the server's certificate good. Default: the system's. */
  readonly ca?: string | Uint8Array | undefined;
  /**
   * Revocation lists: the server's certificate, and those between it and the authority, must be on none, and each of their
   * issuers have a list here that is valid now. Default: nothing is asked about revocation.
   */
  readonly crl?: string | Uint8Array | undefined;
  /** This side's certificate, followed by the intermediate ones, for servers that want one. */
  readonly cert?: string | Uint8Array | undefined;
  /** The private key of `cert`. */
  readonly key?: string | Uint8Array | undefined;
  /** What `key` is encrypted with. */
  readonly passphrase?: string | undefined;
  /** A key that both sides know, instead of certificates: neither `ca`, `cert` and `key` nor `verify` go with it. Up to TLS 1.2. */
  readonly psk?: PreSharedKey | undefined;
  /** The name or literal address that the server's certificate must be for. Default: `host`. */
  readonly name?: string | undefined;
  /** Application protocols to offer, best first. */
  readonly alpn?: readonly string[] | undefined;
  /**
   * `false`: every handshake is a full one. Default: on cards that can, Node's among them, the session of the last
   * connection with the same settings to the same endpoint is taken up again, which is faster.
   */
  readonly resume?: boolean | undefined;
  /** The oldest protocol to speak. Default: the oldest that the card holds to be safe, TLS 1.2 on Node. */
  readonly minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
  /** The newest protocol to speak. Default: the newest that the card knows. */
  readonly maxVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
}

/** DTLS of a datagram socket. */
export interface DatagramTlsOptions {
  /** The key that both sides know. There is no DTLS with certificates. */
  readonly psk: PreSharedKey;
}

/** TLS of a server. Strings are PEM, bytes are PEM or DER. */
export interface ServerTlsOptions {
  /** The server's certificate, followed by the intermediate ones. */
  readonly cert: string | Uint8Array;
  /** The private key of `cert`. */
  readonly key: string | Uint8Array;
  /** What `key` is encrypted with. */
  readonly passphrase?: string | undefined;
  /**
   * The authorities of which clients must have a certificate. Default: clients need none. A client whose certificate is
   * refused may see no more than an end; with TLS 1.3 it may have been on line before.
   */
  readonly ca?: string | Uint8Array | undefined;
  /**
   * Of which clients certificates are asked for: `"require"` sends away who has none, `"request"` takes them too, and the
   * connection's `security` says of each whether it was verified; a certificate that is shown must be good. Default: `"require"`
   * with `ca`, else `"none"`.
   */
  readonly clientCertificate?: "none" | "request" | "require" | undefined;
  /** Revocation lists for the certificates of clients, as for those of servers in {@link TlsOptions}. Default: none. */
  readonly crl?: string | Uint8Array | undefined;
  /** Application protocols to take, best first. */
  readonly alpn?: readonly string[] | undefined;
  /** The oldest protocol to speak. Default: the oldest that the card holds to be safe, TLS 1.2 on Node. */
  readonly minVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
  /** The newest protocol to speak. Default: the newest that the card knows. */
  readonly maxVersion?: "TLSv1.2" | "TLSv1.3" | undefined;
}

const OF_BOTH = { ca: true, crl: true, cert: true, key: true, passphrase: true, alpn: true, minVersion: true, maxVersion: true } as const;
const OF_CONNECT: Readonly<Record<keyof TlsOptions, true>> = { verify: true, ...OF_BOTH, psk: true, name: true, resume: true };
const OF_LISTEN: Readonly<Record<keyof ServerTlsOptions, true>> = { ...OF_BOTH, clientCertificate: true };

/** What a card needs to dial with TLS; `undefined` for plain TCP. */
export function dialSecurity(card: Adapter, tls: boolean | TlsOptions | undefined, host: string, endpoint: string): SecureOptions | undefined {
  if (tls === undefined || tls === false) return undefined;
  const { verify = true, name = host, alpn, resume, ...rest } = tls === true ? {} : expectTls(tls, "connect", OF_CONNECT);
  if (rest.psk !== undefined) expectKey(rest.psk);
  if (rest.psk !== undefined && rest.minVersion === "TLSv1.3") throw new RangeError('tls.minVersion is "TLSv1.3"; expected at most "TLSv1.2" with tls.psk');
  if (typeof verify !== "boolean") throw new TypeError(`tls.verify is ${shown(verify)}; expected a boolean`);
  if (resume !== undefined && typeof resume !== "boolean") throw new TypeError(`tls.resume is ${shown(resume)}; expected a boolean`);
  return secure(card, { verify, ...rest }, { name: expectHost(name, "tls.name"), alpn, resume }, { op: "connect", endpoint });
}

/** What a card needs to bind with DTLS; `undefined` for plain UDP. */
export function bindSecurity(card: Adapter, tls: DatagramTlsOptions | undefined, endpoint: string): SecureOptions | undefined {
  if (tls === undefined) return undefined;
  const { psk } = expectKnown(tls, "tls of bind", { psk: true }, "tls");
  if (psk === undefined) throw new TypeError("tls.psk is undefined; expected a pre-shared key, as there is no DTLS with certificates");
  return secure(card, { verify: true, psk: expectKey(psk) }, {}, { op: "connect", endpoint });
}

/** Of so many servers it is remembered that the log knows of them. */
const MOST_REMEMBERED = 256;

/** Warns, once for each server, of one that is not verified. */
export function warnUnverified({ log, unverified }: Pick<World, "log" | "unverified">, tls: boolean | TlsOptions | undefined, endpoint: string): void {
  if (typeof tls !== "object" || tls.verify !== false || "psk" in tls || unverified.has(endpoint)) return;
  if (unverified.size >= MOST_REMEMBERED) unverified.clear();
  unverified.add(endpoint);
  log.warn("tls", `the certificate of "${endpoint}" is not verified: whoever is on the way can read and change what is sent`);
}

/** What a card needs to listen with TLS; `undefined` for plain TCP. */
export function listenSecurity(card: Adapter, tls: ServerTlsOptions | undefined, endpoint: string): SecureOptions | undefined {
  if (tls === undefined) return undefined;
  const { alpn, clientCertificate = tls.ca === undefined ? "none" : "require", ...rest } = expectTls(tls, "listen", OF_LISTEN);
  if (!["none", "request", "require"].includes(clientCertificate)) throw new TypeError(`tls.clientCertificate is ${shown(clientCertificate)}; expected "none", "request" or "require"`);
  if (clientCertificate !== "none" && rest.ca === undefined) {
    throw new TypeError(`tls.ca is undefined; expected the authorities of the clients, as tls.clientCertificate is "${clientCertificate}"`);
  }
  if (rest.cert === undefined) throw new TypeError("tls.cert is undefined; expected the server's certificate, as PEM text or bytes");
  return secure(card, { verify: clientCertificate !== "none", ...(clientCertificate === "request" && { clientCertificate }), ...rest }, { alpn }, { op: "listen", endpoint });
}

const NAMES: SettingNames = { ca: "ca", crl: "crl", cert: "cert", key: "key", passphrase: "passphrase" };

function secure(card: Adapter, config: TlsConfig, options: Omit<SecureOptions, "credentials">, where: { op: string; endpoint: string }): SecureOptions {
  const credentials = card.credentials(config);
  if ("reason" in credentials) throw errorOf(credentials, { ...where, note: keyNote(credentials) ?? settingsFlaw(credentials, config, NAMES) });
  return { credentials, ...options };
}

/** What is wrong about a pre-shared key. */
function keyNote({ tls, cause }: Fault): string | undefined {
  return tls === "psk" && cause instanceof Error ? cause.message : undefined;
}

function expectKey(psk: PreSharedKey): PreSharedKey {
  expectKnown(psk, "tls.psk", { identity: true, key: true });
  for (const name of ["identity", "key"] as const) {
    const value: unknown = psk[name];
    if (typeof value !== "string" && !(value instanceof Uint8Array)) throw new TypeError(`tls.psk.${name} is ${shown(value)}; expected a text, or bytes`);
  }
  return psk;
}

function expectTls<T extends TlsOptions | ServerTlsOptions>(tls: T, op: string, known: Readonly<Record<keyof T, true>>): T {
  const { ca, crl, cert, key, passphrase, alpn, minVersion, maxVersion } = expectKnown(tls, `tls of ${op}`, known, "tls");
  for (const [name, value] of Object.entries({ ca, crl, cert, key })) {
    if (value !== undefined && typeof value !== "string" && !(value instanceof Uint8Array)) {
      const more = Array.isArray(value) ? "; join them into one text" : "";
      throw new TypeError(`tls.${name} is ${shown(value)}; expected PEM text, or bytes${more}`);
    }
  }
  if (passphrase !== undefined && typeof passphrase !== "string") throw new TypeError(`tls.passphrase is ${shown(passphrase)}; expected a text`);
  for (const [name, value] of Object.entries({ minVersion, maxVersion })) {
    if (value !== undefined && value !== "TLSv1.2" && value !== "TLSv1.3") throw new TypeError(`tls.${name} is ${shown(value)}; expected "TLSv1.2" or "TLSv1.3"`);
  }
  if (minVersion === "TLSv1.3" && maxVersion === "TLSv1.2") throw new RangeError('tls.minVersion is "TLSv1.3"; expected at most tls.maxVersion, "TLSv1.2"');
  if (alpn !== undefined && !Array.isArray(alpn)) throw new TypeError(`tls.alpn is ${shown(alpn)}; expected a list of texts`);
  for (const protocol of alpn ?? []) expectText(protocol, "a protocol of tls.alpn");
  return tls;
}
