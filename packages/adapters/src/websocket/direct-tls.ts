import type { Credentials, Fault, SecureOptions, TlsConfig } from "@luat/contract";
import { shown } from "../checks/shown.js";
import { unsupported } from "./failed-socket.js";

/** What scripts cannot choose for a WebSocket. */
const BEYOND = ["ca", "crl", "cert", "key", "psk", "minVersion", "maxVersion"] as const;

/** Settings that a WebSocket goes by: those that choose nothing. */
class DirectCredentials {}

/** All are the same. */
const CREDENTIALS = new DirectCredentials();

/** Settings that choose nothing are taken: a WebSocket always verifies, with the host's authorities. */
export function directCredentials(config: TlsConfig): Credentials | Fault {
  const beyond = BEYOND.find((part) => config[part] !== undefined);
  if (beyond !== undefined) return unsupported(`a WebSocket verifies with the authorities of its host alone, and takes no ${beyond}`);
  return CREDENTIALS as unknown as Credentials;
}

/**
 * Why a secured dial cannot be had at this address.
 *
 * @throws TypeError for credentials of others.
 */
export function secureFault({ credentials, alpn = [] }: SecureOptions, url: URL): Fault | undefined {
  const made: unknown = credentials;
  if (!(made instanceof DirectCredentials)) throw new TypeError(`secure.credentials is ${shown(made)}; expected what credentials() of this card gave`);
  if (alpn.length > 0) return unsupported("a WebSocket takes no application protocols for its TLS; expected no alpn");
  return url.protocol === "wss:" ? undefined : unsupported(`a dial with TLS leads to ${url.protocol}//${url.host}; expected an address that begins with wss://`);
}
