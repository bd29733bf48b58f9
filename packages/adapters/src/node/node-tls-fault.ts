import type { Fault, TlsReason } from "@luat/contract";
import { nodeFault } from "./node-fault.js";

/** What of a peer its fault depends on. */
export interface TlsPeer {
  readonly isServer: boolean;
  /** Whether it speaks TLS: of a server the certificate has been seen, a client's hello was answered. */
  readonly isUnderWay: boolean;
  /** Whether both sides are to have a pre-shared key. */
  readonly hasKey?: boolean | undefined;
}

/** RFC 8446, 6: the numbers of the alerts about a certificate. */
const OF_CERTIFICATE = new Set([41, 42, 43, 44, 45, 46, 48, 49, 116]);
/** The numbers of the alerts that say that there is no way to talk to each other. */
const OF_PROTOCOL = new Set([40, 70, 71]);
const HANDSHAKE_FAILURE = 40;
/** What a peer answers that does not know the identity of a pre-shared key, or has another one: RFC 4279, 2. */
const OF_KEY = new Set([20, 21, 51, 115]);
/** What this side finds of a peer that has another key, or an identity that is not known. */
const KEY_CODES = new Set(["ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC", "ERR_SSL_DIGEST_CHECK_FAILED", "ERR_SSL_PSK_IDENTITY_NOT_FOUND"]);

const REASONS: Readonly<Record<string, TlsReason>> = {
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "not-yet-valid",
  CERT_REVOKED: "revoked",
  HOSTNAME_MISMATCH: "name",
  ERR_TLS_CERT_ALTNAME_INVALID: "name",
  ERR_TLS_CERT_ALTNAME_FORMAT: "name",
  ERR_SSL_PEER_DID_NOT_RETURN_A_CERTIFICATE: "no-certificate",
  EPROTO: "protocol",
};

/** Without a system call, this is Node's word for a peer that ended in the middle of the handshake. */
const HUNG_UP = "ECONNRESET";

/**
 * What an error of a TLS socket means to a card. A reset is one, also in the middle of the handshake; a peer that ends
 * there in order refuses it, or does not speak TLS when it has not shown that it does.
 */
export function nodeTlsFault(error: NodeJS.ErrnoException, peer: TlsPeer): Fault {
  const { code, syscall, message } = error;
  const isOfNetwork = code === undefined || (syscall !== undefined && code !== "EPROTO");
  if (isOfNetwork) return nodeFault(error);
  if (code === "ERR_TLS_HANDSHAKE_TIMEOUT") return { reason: "timeout", errno: code, cause: error };
  const [, alert] = /SSL alert number (\d+)/.exec(message) ?? [];
  const tls = alert === undefined ? reasonOf(code, peer) : ofAlert(Number(alert), peer);
  return tls === undefined ? nodeFault(error) : { reason: "tls", tls, errno: code, cause: error };
}

function reasonOf(code: string, { isUnderWay, hasKey }: TlsPeer): TlsReason | undefined {
  if (hasKey === true && KEY_CODES.has(code)) return "psk";
  if (code === HUNG_UP) return isUnderWay ? "refused" : "protocol";
  const reason = REASONS[code];
  if (reason !== undefined) return reason;
  if (/^ERR_(SSL|TLS|OSSL)_/.test(code)) return "protocol";
  // All else that is not Node's own has the name that OpenSSL gives to what it found when it verified the certificate.
  return code.startsWith("ERR_") ? undefined : "untrusted";
}

function ofAlert(number: number, { isServer, isUnderWay, hasKey }: TlsPeer): TlsReason {
  if (hasKey === true && OF_KEY.has(number)) return "psk";
  // With TLS 1.2 a server that misses a certificate says no more than that.
  const isOfCertificate = OF_CERTIFICATE.has(number) || (number === HANDSHAKE_FAILURE && isUnderWay);
  if (isServer && isOfCertificate) return "client-certificate";
  return OF_PROTOCOL.has(number) ? "protocol" : "refused";
}
