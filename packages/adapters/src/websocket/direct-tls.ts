import type { Credentials, Endpoint, Fault, SecureOptions, TlsConfig } from "@luat/contract";
import { shown } from "../checks/shown.js";
import { unsupported } from "./unsupported.js";

/** What scripts cannot choose for a WebSocket. */
const BEYOND = ["ca", "crl", "cert", "key", "psk"] as const;

/** Settings that a WebSocket goes by: those that choose nothing. */
class DirectCredentials {}

/** All are the same. */
const CREDENTIALS = new DirectCredentials();

/**
 * Settings that choose nothing are taken, and those that ask for less than a WebSocket does, which always verifies, with the host's
 * authorities, and speaks TLS 1.2 at least.
 */
export function directCredentials(config: TlsConfig): Credentials | Fault {
  const beyond = BEYOND.find((part) => config[part] !== undefined);
  if (beyond !== undefined) return unsupported(`a WebSocket verifies with the authorities of its host alone, and takes no ${beyond}`);
  if (config.minVersion === "TLSv1.3") return unsupported("a WebSocket speaks TLS 1.2 too, and takes no minVersion");
  return CREDENTIALS as unknown as Credentials;
}

/**
 * Why a secured dial cannot be had at this address.
 *
 * @throws TypeError for credentials of others.
 */
export function secureFault({ credentials, name, alpn = [] }: SecureOptions, to: Endpoint, url: URL): Fault | undefined {
  const made: unknown = credentials;
  if (!(made instanceof DirectCredentials)) throw new TypeError(`secure.credentials is ${shown(made)}; expected what credentials() of this card gave`);
  if (alpn.length > 0) return unsupported("a WebSocket takes no application protocols for its TLS; expected no alpn");
  if (name !== undefined && name !== to.host && name !== url.hostname) return unsupported(`a WebSocket verifies that the certificate is for ${JSON.stringify(url.hostname)}, and takes no other name`);
  return url.protocol === "wss:" ? undefined : unsupported(`a dial with TLS leads to ${url.protocol}//${url.host}; expected an address that begins with wss://`);
}
