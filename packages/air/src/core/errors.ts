import type { Fault, FaultReason } from "@luat/contract";

/** What `sock_send` gives beside a 0, as `socketcore` exports it. Two of the names are misspelt in LuatOS-Air, and stay so. */
export const ERRORS = {
  ERR_OK: 0,
  ERR_ENOMEM: 1,
  ERR_ENOBUFS: 2,
  ERR_ETIMEOUT: 3,
  ERR_ERTE: 4,
  ERR_EINPROGRESS: 5,
  ERR_EINVAL: 6,
  ERR_EWOULDBLOCK: 7,
  ERR_EADDRINUSE: 8,
  ERR_EALREADY: 9,
  ERR_EISCONN: 10,
  ERR_ENOTCONN: 11,
  ERR_EIF: 12,
  ERR_EABORT: 13,
  ERR_ERST: 14,
  ERR_ECLSD: 15,
  ERR_EARG: 16,
  ERR_EIO: 17,
  ERR_SSL_EHANDESHAK: 18,
  ERR_SSL_EINIT: 19,
  ERR_SSL_EINVALID: 20,
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
