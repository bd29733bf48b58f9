import type { Fault, FaultReason } from "@luat/contract";

/** What `sock_send` gives beside a 0, as `socketcore` exports it. Two of the names are misspelt in LuatOS-Air, and stay so. */
export const ERRORS = {
  /** Taken. */
  ERR_OK: 0,
  /** It broke: the card, or its host, has no room for another socket. */
  ERR_ENOMEM: 1,
  /** No buffer. Never given here. */
  ERR_ENOBUFS: 2,
  /** It broke: the peer did not answer in time. */
  ERR_ETIMEOUT: 3,
  /** It broke: there is no way to the peer, or its name was not resolved. */
  ERR_ERTE: 4,
  /** Under way already. Never given here. */
  ERR_EINPROGRESS: 5,
  /** It broke: the card cannot do what was asked for. */
  ERR_EINVAL: 6,
  /** Too much is unsent: send it again after `MSG_SOCK_SEND_CNF`. */
  ERR_EWOULDBLOCK: 7,
  /** It broke: the local port is in use. */
  ERR_EADDRINUSE: 8,
  /** Connecting already. Never given here. */
  ERR_EALREADY: 9,
  /** Connected already. Never given here. */
  ERR_EISCONN: 10,
  /** Not connected yet: wait for `MSG_SOCK_CONN_CNF`. */
  ERR_ENOTCONN: 11,
  /** It broke: the network is lost. */
  ERR_EIF: 12,
  /** It broke: something in between allows it not, such as a gateway. */
  ERR_EABORT: 13,
  /** It broke: the peer refused, or reset it. */
  ERR_ERST: 14,
  /** The peer has closed it, or the program. */
  ERR_ECLSD: 15,
  /** No such handle, or data or an address that cannot be, such as too much data. */
  ERR_EARG: 16,
  /** It broke for another reason. */
  ERR_EIO: 17,
  /** It broke: the handshake of TLS failed. */
  ERR_SSL_EHANDESHAK: 18,
  /** TLS could not begin. Never given here: `sock_conn` gives nil then. */
  ERR_SSL_EINIT: 19,
  /** TLS is in a wrong state. Never given here. */
  ERR_SSL_EINVALID: 20,
  /** Something else. Never given here. */
  ERR_UNKOWN: -1,
} as const;

/** One of {@link ERRORS}. */
export type ErrorNumber = (typeof ERRORS)[keyof typeof ERRORS];

const OF_REASON: Readonly<Record<FaultReason, ErrorNumber>> = {
  refused: ERRORS.ERR_ERST,
  reset: ERRORS.ERR_ERST,
  timeout: ERRORS.ERR_ETIMEOUT,
  unreachable: ERRORS.ERR_ERTE,
  "in-use": ERRORS.ERR_EADDRINUSE,
  address: ERRORS.ERR_EARG,
  name: ERRORS.ERR_ERTE,
  tls: ERRORS.ERR_SSL_EHANDESHAK,
  link: ERRORS.ERR_EIF,
  forbidden: ERRORS.ERR_EABORT,
  unsupported: ERRORS.ERR_EINVAL,
  limit: ERRORS.ERR_ENOMEM,
  size: ERRORS.ERR_EARG,
  broken: ERRORS.ERR_EIO,
};

/** The number of what went wrong; without a fault the peer closed the connection. */
export function errorNumber(fault: Fault | undefined): ErrorNumber {
  return fault === undefined ? ERRORS.ERR_ECLSD : OF_REASON[fault.reason];
}
