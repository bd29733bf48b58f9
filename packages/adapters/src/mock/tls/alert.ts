import type { Fault } from "@luat/contract";
import { tlsFault } from "../../certs/tls-fault.js";

/** RFC 8446, 6: the numbers of alerts. */
export const CLOSE_NOTIFY = 0;
export const UNEXPECTED_MESSAGE = 10;
export const BAD_RECORD_MAC = 20;
export const HANDSHAKE_FAILURE = 40;
export const PROTOCOL_VERSION = 70;
export const UNKNOWN_IDENTITY = 115;
export const CERTIFICATE_REQUIRED = 116;
export const NO_APPLICATION_PROTOCOL = 120;

/** About a certificate: none, bad, unsupported, revoked, expired, unknown, of an unknown authority, not allowed, required. */
const OF_CERTIFICATE = new Set([41, 42, 43, 44, 45, 46, 48, 49, CERTIFICATE_REQUIRED]);
/** There is no way to talk to each other. */
const OF_PROTOCOL = new Set([HANDSHAKE_FAILURE, PROTOCOL_VERSION, 71]);

/** About a pre-shared key: what its owner could not read, or does not know. */
const OF_KEY = new Set([BAD_RECORD_MAC, 21, 51, UNKNOWN_IDENTITY]);

/** What of a peer the meaning of its alerts depends on. */
export interface Alerting {
  readonly isServer: boolean;
  /** Whether it has shown its certificate, if it is a server. */
  readonly isUnderWay: boolean;
  /** Whether both sides are to have a pre-shared key. */
  readonly hasKey?: boolean | undefined;
}

/** What an alert of the peer means. */
export function alertFault(number: number, { isServer, isUnderWay, hasKey }: Alerting): Fault {
  const text = `the peer sent the alert ${number}`;
  if (hasKey === true && OF_KEY.has(number)) return tlsFault("psk", text);
  // With TLS 1.2 a server that misses a certificate says no more than that.
  const isOfCertificate = OF_CERTIFICATE.has(number) || (number === HANDSHAKE_FAILURE && isUnderWay);
  if (isServer && isOfCertificate) return tlsFault("client-certificate", text);
  return tlsFault(OF_PROTOCOL.has(number) ? "protocol" : "refused", text);
}
