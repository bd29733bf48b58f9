import type { FaultReason, TlsReason } from "@luat/contract";

/** All reasons that there are: a new one that is missing here does not compile. */
export const FAULT_REASONS: Readonly<Record<FaultReason, 1>> = {
  ...{ refused: 1, reset: 1, timeout: 1, unreachable: 1, "in-use": 1, address: 1, name: 1 },
  ...{ tls: 1, link: 1, forbidden: 1, unsupported: 1, limit: 1, size: 1, broken: 1 },
};
/** The same of TLS. */
export const TLS_REASONS: Readonly<Record<TlsReason, 1>> = {
  ...{ ca: 1, crl: 1, certificate: 1, key: 1, password: 1, mismatch: 1, "no-certificate": 1, untrusted: 1, expired: 1, "not-yet-valid": 1, revoked: 1 },
  ...{ name: 1, "client-certificate": 1, refused: 1, protocol: 1, psk: 1 },
};
