import { isIP } from "node:net";
import { checkServerIdentity, type ConnectionOptions, type TlsOptions } from "node:tls";
import type { Fault, SecureOptions } from "@luat/contract";
import type { KeyBytes } from "../certs/pre-shared-key.js";
import { tlsFault } from "../certs/tls-fault.js";
import { mustBeCredentials } from "./node-credentials.js";

/** The most bytes that the name of an application protocol has. */
const LONGEST_PROTOCOL = 255;

/**
 * For `tls.connect`.
 *
 * @throws TypeError for credentials of others, or an application protocol that is none.
 */
export function dialOptions({ credentials, name, alpn }: SecureOptions): ConnectionOptions & { rejectUnauthorized: boolean } {
  const { context, verify, psk } = mustBeCredentials(credentials);
  const known = psk && { identity: identityText(psk), psk: psk.key };
  return {
    ...(known !== undefined && { pskCallback: () => known }),
    secureContext: context,
    rejectUnauthorized: verify,
    checkServerIdentity: (_host, certificate) => (name === undefined ? undefined : checkServerIdentity(name, certificate)),
    // The standard allows no addresses here, and no dot at the end.
    ...(name !== undefined && isIP(name) === 0 && { servername: name.replace(/\.$/, "") }),
    ...protocols(alpn),
  };
}

/**
 * For `tls.createServer`.
 *
 * @throws as {@link dialOptions}.
 */
export function listenOptions({ credentials, alpn }: SecureOptions): TlsOptions {
  const { options, verify, isOptional, psk } = mustBeCredentials(credentials);
  return { ...options, ...(psk !== undefined && serverKey(psk)), requestCert: verify, rejectUnauthorized: verify && !isOptional, ...protocols(alpn) };
}

function serverKey(psk: KeyBytes): Pick<TlsOptions, "pskCallback"> {
  const known = identityText(psk);
  return { pskCallback: (_socket, identity) => (identity === known ? psk.key : null) };
}

function identityText({ identity }: KeyBytes): string {
  const text = new TextDecoder().decode(identity);
  if (Buffer.from(text).equals(identity)) return text;
  throw new TypeError("tls.psk.identity is not UTF-8; expected UTF-8, as Node's TLS takes no other");
}

/**
 * What these settings lack for a listener.
 *
 * @throws TypeError for credentials of others.
 */
export function listenFault({ credentials }: SecureOptions): Fault | undefined {
  const { verify, options, psk } = mustBeCredentials(credentials);
  if (psk !== undefined) return undefined;
  if (options.cert === undefined) return tlsFault("certificate", "a listener needs a certificate");
  return verify && options.ca === undefined ? tlsFault("ca", "a listener that verifies needs authorities") : undefined;
}

function protocols(names: readonly string[] = []): { ALPNProtocols?: string[] } {
  for (const name of names) {
    const length = Buffer.byteLength(name);
    if (length < 1 || length > LONGEST_PROTOCOL) throw new TypeError(`secure.alpn holds ${JSON.stringify(name)}; expected names of 1 to ${LONGEST_PROTOCOL} bytes`);
  }
  return names.length === 0 ? {} : { ALPNProtocols: [...names] };
}
