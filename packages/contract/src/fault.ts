import { certificateNote } from "./certificate-note.js";
import type { PeerCertificate } from "./peer-certificate.js";
import type { TlsReason } from "./secure.js";

/**
 * Why something on the network went wrong, by kind.
 *
 * | reason | meaning |
 * |---|---|
 * | `refused` | the peer's system answered that nobody listens there |
 * | `reset` | the peer, or something between, cut the connection hard |
 * | `timeout` | the system gave up waiting for the peer |
 * | `unreachable` | no route to the host or network |
 * | `in-use` | the local port or address is taken |
 * | `address` | the local address is not one of this card's |
 * | `name` | the name could not be resolved |
 * | `tls` | the TLS handshake or the credentials failed |
 * | `link` | the card's link went down |
 * | `forbidden` | policy or permission says no |
 * | `unsupported` | this card cannot do that (see its traits) |
 * | `limit` | out of sockets, ports or memory |
 * | `size` | the datagram is larger than the network takes |
 * | `broken` | anything else; see `errno` and `cause` |
 */
export type FaultReason =
  | "refused"
  | "reset"
  | "timeout"
  | "unreachable"
  | "in-use"
  | "address"
  | "name"
  | "tls"
  | "link"
  | "forbidden"
  | "unsupported"
  | "limit"
  | "size"
  | "broken";

/** A failure as data. The faces make errors, events or log lines of it; adapters never throw it. */
export interface Fault {
  /** What kind of failure it is: the only part that programs should decide by. */
  readonly reason: FaultReason;
  /** The system's own code where there is one, such as `"ECONNREFUSED"`. */
  readonly errno?: string | undefined;
  /** What is wrong about TLS, where `reason` is `"tls"`. */
  readonly tls?: TlsReason | undefined;
  /** Where `tls` is about the peer's certificate: the certificates that it showed, its own first, as far as the card tells. */
  readonly peerCertificates?: readonly PeerCertificate[] | undefined;
  /** Where `tls` is `"name"`: the name or address that the peer's certificate was to be for, as far as the card tells. */
  readonly wantedName?: string | undefined;
  /** What messages add to the reason, such as that a gateway between is to blame and not the peer. */
  readonly note?: string | undefined;
  /** What the system threw or reported, for the curious. */
  readonly cause?: unknown;
}

const TEXT: Readonly<Record<FaultReason, string>> = {
  refused: "connection refused",
  reset: "connection reset",
  timeout: "timed out",
  unreachable: "host or network unreachable",
  "in-use": "address already in use",
  address: "address not available on this card",
  name: "name not resolved",
  tls: "TLS failure",
  link: "network link down",
  forbidden: "not permitted",
  unsupported: "not supported by this card",
  limit: "out of sockets, ports or memory",
  size: "datagram too large",
  broken: "connection broken",
};

const TLS_TEXT: Readonly<Record<TlsReason, string>> = {
  ca: "the authorities cannot be read",
  crl: "the revocation lists cannot be read",
  certificate: "the certificate cannot be read, or is missing",
  key: "the private key cannot be read, or is missing",
  password: "the passphrase of the private key is wrong or missing",
  mismatch: "the private key is not that of the certificate",
  "no-certificate": "the peer shows no certificate",
  untrusted: "the peer's certificate leads to no known authority",
  expired: "the peer's certificate has expired",
  "not-yet-valid": "the peer's certificate is not valid yet",
  revoked: "the peer's certificate was revoked",
  name: "the peer's certificate is for other names",
  "client-certificate": "the peer wants a client certificate, or another one",
  refused: "the peer refused the handshake",
  protocol: "the peer does not speak TLS, or none that this side does",
  psk: "the pre-shared key or its identity is wrong",
};

/**
 * One line that says what happened, for messages and logs. Of a peer's certificate that is not good it says, as far as the card
 * tells, the names it is for and the one it was to be for, who signed it, or from when to when it is valid.
 *
 * @example
 * ```ts
 * import { describeFault } from "@luat/contract";
 *
 * describeFault({ reason: "refused", errno: "ECONNREFUSED" }); // "connection refused (ECONNREFUSED)"
 * ```
 */
export function describeFault(fault: Fault): string {
  const { reason, tls, errno, note, cause } = fault;
  const why = reason === "unsupported" && cause instanceof Error ? cause.message : tls && TLS_TEXT[tls];
  const text = why === undefined ? TEXT[reason] : `${TEXT[reason]}: ${why}`;
  const code = errno === undefined ? "" : ` (${errno})`;
  return [`${text}${code}`, certificateNote(fault), note].filter((part) => part !== undefined).join(", ");
}
