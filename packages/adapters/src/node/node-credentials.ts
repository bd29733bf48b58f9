import { createHash, X509Certificate, type KeyObject } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import type { Credentials, Fault, TlsConfig } from "@luat/contract";
import { readBlocks } from "../certs/pem.js";
import { readPreSharedKey, type KeyBytes } from "../certs/pre-shared-key.js";
import { tlsFault } from "../certs/tls-fault.js";
import { readKey } from "./node-key.js";
import { NodeSessions } from "./node-sessions.js";

const LABELS = new Set(["CERTIFICATE", "X509 CERTIFICATE", "DER"]);
const LIST_LABELS = new Set(["X509 CRL", "DER"]);
/**
 * For pre-shared keys, best first; those of Node's own list all need certificates. The last is what every such system knows: RFC 4279, 7.
 * OpenSSL, from the one of Node.js 22 on, gives AES128-CCM8, all that many small devices have, only to those who ask for its level 0.
 */
const PSK_CIPHERS = [
  ...["ECDHE-PSK-CHACHA20-POLY1305", "PSK-AES256-GCM-SHA384", "PSK-AES128-GCM-SHA256", "PSK-CHACHA20-POLY1305"],
  ...["PSK-AES256-CCM", "PSK-AES128-CCM", "PSK-AES128-CCM8", "PSK-AES128-CBC-SHA256", "PSK-AES128-CBC-SHA", "@SECLEVEL=0"],
].join(":");
/** How many settings are remembered; those in use live on without that. */
const REMEMBERED = 64;

/** TLS settings that were found good. */
export class NodeCredentials {
  readonly verify: boolean;
  /** For `tls.createServer`, which makes a context of its own. */
  readonly options: SecureContextOptions;
  readonly context: SecureContext;
  readonly sessions = new NodeSessions();
  /** Of a listener that verifies: whether clients may be without a certificate. */
  readonly isOptional: boolean;
  /** Instead of certificates. */
  readonly psk: KeyBytes | undefined;

  /** @throws Error of OpenSSL's, when it does not like the certificate or its key, although both can be read. */
  constructor({ verify, clientCertificate }: Pick<TlsConfig, "verify" | "clientCertificate">, options: SecureContextOptions, psk?: KeyBytes) {
    this.verify = verify;
    this.isOptional = clientCertificate === "request";
    this.psk = psk;
    this.options = options;
    this.context = createSecureContext(options);
  }
}

/** By digest, the one used last at the end. */
const remembered = new Map<string, NodeCredentials>();

/** Checks settings, or finds them among those checked before. */
export function credentialsOf(config: TlsConfig): Credentials | Fault {
  const id = digest(config);
  const credentials = remembered.get(id) ?? read(config);
  if ("reason" in credentials) return credentials;
  remembered.delete(id);
  remembered.set(id, credentials);
  const [oldest] = remembered.keys();
  if (remembered.size > REMEMBERED && oldest !== undefined) remembered.delete(oldest);
  return credentials as unknown as Credentials;
}

/** @throws TypeError when they were not made by a card of this kind. */
export function mustBeCredentials(credentials: Credentials): NodeCredentials {
  const made: unknown = credentials;
  if (made instanceof NodeCredentials) return made;
  throw new TypeError(`secure.credentials is ${String(made)}; expected what credentials() of this card gave`);
}

/** The texts themselves are not kept: there is a private key among them. */
function digest({ verify, clientCertificate = "require", ca, crl, cert, key, passphrase, minVersion, maxVersion, psk }: TlsConfig): string {
  const hash = createHash("sha256").update(`${verify} ${clientCertificate} ${minVersion} ${maxVersion}`);
  for (const text of [ca, crl, cert, key, passphrase, psk?.identity, psk?.key]) hash.update(text === undefined ? "\n-" : `\n${Buffer.byteLength(text)} `).update(text ?? "");
  return hash.digest("hex");
}

function read(config: TlsConfig): NodeCredentials | Fault {
  const { ca, crl, cert, key, passphrase, minVersion, maxVersion } = config;
  const options: SecureContextOptions = { ...(minVersion !== undefined && { minVersion }), ...(maxVersion !== undefined && { maxVersion }) };
  const psk = readPreSharedKey(config);
  if (psk !== undefined) return "reason" in psk ? psk : new NodeCredentials({ verify: false }, { ...options, maxVersion: "TLSv1.2", ciphers: PSK_CIPHERS }, psk);
  if (ca !== undefined) {
    const authorities = readCertificates(ca);
    if (authorities instanceof Error) return tlsFault("ca", "ca cannot be read", authorities);
    options.ca = authorities.map(String);
    // One that no authority signed is good itself. Node 20 knows this from 20.18 on.
    options.allowPartialTrustChain = true;
  }
  if (crl !== undefined) {
    const lists = readRevocationLists(crl);
    if (lists instanceof Error) return tlsFault("crl", "crl cannot be read", lists);
    options.crl = [...lists];
  }
  if (cert !== undefined || key !== undefined) {
    const identity = readIdentity(cert, key, passphrase);
    if ("reason" in identity) return identity;
    Object.assign(options, identity);
  }
  try {
    return new NodeCredentials(config, options);
  } catch (error) {
    return tlsFault("certificate", "cert cannot be used", error as Error);
  }
}

function readIdentity(cert: TlsConfig["cert"], key: TlsConfig["key"], passphrase: string | undefined): { cert: string; key: string } | Fault {
  if (cert === undefined) return tlsFault("certificate", "cert is missing");
  const chain = readCertificates(cert);
  if (chain instanceof Error) return tlsFault("certificate", "cert cannot be read", chain);
  if (key === undefined) return tlsFault("key", "key is missing");
  const own: KeyObject | Fault = readKey(key, passphrase);
  if ("reason" in own) return own;
  if (chain[0]?.checkPrivateKey(own) !== true) return tlsFault("mismatch", "key is not that of the first certificate in cert");
  return { cert: chain.join(""), key: own.export({ type: "pkcs8", format: "pem" }).toString() };
}

/** @returns all of them as PEM, at least one, or what is wrong. */
function readRevocationLists(input: string | Uint8Array): readonly string[] | Error {
  try {
    const lists = readBlocks(input)
      .filter(({ label }) => LIST_LABELS.has(label))
      .map(({ der }) => `-----BEGIN X509 CRL-----\n${btoa(der)}\n-----END X509 CRL-----\n`);
    if (lists.length === 0) return new Error("it holds no revocation list");
    createSecureContext({ crl: lists });
    return lists;
  } catch (error) {
    return error as Error;
  }
}

/** @returns all of them, at least one, or what is wrong. */
function readCertificates(input: string | Uint8Array): readonly X509Certificate[] | Error {
  try {
    const certificates = readBlocks(input)
      .filter(({ label }) => LABELS.has(label))
      .map(({ der }) => new X509Certificate(Buffer.from(der, "latin1")));
    return certificates.length > 0 ? certificates : new Error("it holds no certificate");
  } catch (error) {
    return error as Error;
  }
}
