import type { Fault } from "@luat/contract";

/** The faults of the mock network, with the codes that a host's system would give. */
export const REFUSED: Fault = { reason: "refused", errno: "ECONNREFUSED" };
export const RESET: Fault = { reason: "reset", errno: "ECONNRESET" };
export const TIMED_OUT: Fault = { reason: "timeout", errno: "ETIMEDOUT" };
export const UNREACHABLE: Fault = { reason: "unreachable", errno: "EHOSTUNREACH" };
export const IN_USE: Fault = { reason: "in-use", errno: "EADDRINUSE" };
export const NOT_MINE: Fault = { reason: "address", errno: "EADDRNOTAVAIL" };
export const NO_PORTS: Fault = { reason: "limit", errno: "EADDRNOTAVAIL" };
export const NO_SOCKETS: Fault = { reason: "limit", errno: "EMFILE" };
export const NO_NAME: Fault = { reason: "name", errno: "ENOTFOUND" };
export const LINK_DOWN: Fault = { reason: "link", errno: "ENETDOWN" };
export const TOO_LARGE: Fault = { reason: "size", errno: "EMSGSIZE" };
export const HANDSHAKE_TIMEOUT: Fault = { reason: "timeout" };
export const UNSUPPORTED: Fault = { reason: "unsupported" };
