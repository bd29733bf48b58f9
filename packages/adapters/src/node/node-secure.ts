import { isIP } from "node:net";
import { checkServerIdentity, type ConnectionOptions, type TlsOptions } from "node:tls";
import type { Fault, SecureOptions } from "@luat/contract";
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
  const { context, verify } = mustBeCredentials(credentials);
  return {
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
  const { options, verify } = mustBeCredentials(credentials);
  return { ...options, requestCert: verify, rejectUnauthorized: verify, ...protocols(alpn) };
}

/**
 * What these settings lack for a listener.
 *
 * @throws TypeError for credentials of others.
 */
export function listenFault({ credentials }: SecureOptions): Fault | undefined {
  const { verify, options } = mustBeCredentials(credentials);
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
