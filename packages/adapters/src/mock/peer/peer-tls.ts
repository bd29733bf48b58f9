import { describeFault, type PreSharedKey, type SecureOptions } from "@luat/contract";
import type { MockHost } from "../host/mock-host.js";

/** The TLS of a peer; all as PEM, or DER where it is bytes. */
export interface PeerTls {
  /** Its certificate, followed by the intermediate ones. A peer that listens must have one. */
  readonly cert?: string | Uint8Array | undefined;
  /** The private key of `cert`. */
  readonly key?: string | Uint8Array | undefined;
  /** What `key` is encrypted with. */
  readonly passphrase?: string | undefined;
  /** A key that both sides know, instead of certificates. */
  readonly psk?: PreSharedKey | undefined;
  /** The authorities of the other side's certificate. Default: it is not verified, and of a client none is asked for. */
  readonly ca?: string | Uint8Array | undefined;
  /** Of a caller: the name that it asks for and, with `ca`, that the certificate must be for. Default: the address that is dialled. */
  readonly name?: string | undefined;
}

/**
 * Makes it ready for a card.
 *
 * @throws TypeError when the settings are wrong.
 */
export function secureOptions(card: MockHost, { cert, key, passphrase, ca, psk, name }: PeerTls, address?: string): SecureOptions {
  const credentials = card.credentials({ verify: ca !== undefined, cert, key, passphrase, ca, psk });
  if ("reason" in credentials) throw new TypeError(`tls cannot be used: ${describeFault(credentials)}`, { cause: credentials.cause });
  return { credentials, name: name ?? address };
}

/** As {@link secureOptions}, for a peer that listens. */
export function serverOptions(card: MockHost, tls: PeerTls = {}): SecureOptions {
  const missing = tls.psk === undefined ? (["cert", "key"] as const).find((name) => tls[name] === undefined) : undefined;
  if (missing !== undefined) throw new TypeError(`tls.${missing} is undefined; expected a certificate and its key, for this peer listens`);
  return secureOptions(card, tls);
}
