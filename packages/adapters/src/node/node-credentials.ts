import { createHash, X509Certificate, type KeyObject } from "node:crypto";
import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import type { Credentials, Fault, TlsConfig } from "@luat/contract";
import { readBlocks } from "../certs/pem.js";
import { tlsFault } from "../certs/tls-fault.js";
import { readKey } from "./node-key.js";
import { NodeSessions } from "./node-sessions.js";

const LABELS = new Set(["CERTIFICATE", "X509 CERTIFICATE", "DER"]);
/** How many settings are remembered; those in use live on without that. */
const REMEMBERED = 64;

/** TLS settings that were found good. */
export class NodeCredentials {
  readonly verify: boolean;
  /** For `tls.createServer`, which makes a context of its own. */
  readonly options: SecureContextOptions;
  readonly context: SecureContext;
  readonly sessions = new NodeSessions();

  /** @throws Error of OpenSSL's, when it does not like the certificate or its key, although both can be read. */
  constructor(verify: boolean, options: SecureContextOptions) {
    this.verify = verify;
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
function digest({ verify, ca, cert, key, passphrase, minVersion, maxVersion }: TlsConfig): string {
  const hash = createHash("sha256").update(`${verify} ${minVersion} ${maxVersion}`);
  for (const text of [ca, cert, key, passphrase]) hash.update(text === undefined ? "\n-" : `\n${Buffer.byteLength(text)} `).update(text ?? "");
  return hash.digest("hex");
}

function read({ verify, ca, cert, key, passphrase, minVersion, maxVersion }: TlsConfig): NodeCredentials | Fault {
  const options: SecureContextOptions = { ...(minVersion !== undefined && { minVersion }), ...(maxVersion !== undefined && { maxVersion }) };
  if (ca !== undefined) {
    const authorities = readCertificates(ca);
    if (authorities instanceof Error) return tlsFault("ca", "ca cannot be read", authorities);
    options.ca = authorities.map(String);
    // One that no authority signed is good itself. Node 20 knows this from 20.18 on.
    options.allowPartialTrustChain = true;
  }
  if (cert !== undefined || key !== undefined) {
    const identity = readIdentity(cert, key, passphrase);
    if ("reason" in identity) return identity;
    Object.assign(options, identity);
  }
  try {
    return new NodeCredentials(verify, options);
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
