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
  | "broken";

/** A failure as data. The faces make errors, events or log lines of it; adapters never throw it. */
export interface Fault {
  /** What kind of failure it is: the only part that programs should decide by. */
  readonly reason: FaultReason;
  /** The system's own code where there is one, such as `"ECONNREFUSED"`. */
  readonly errno?: string | undefined;
  /** The TLS alert or verification code where `reason` is `"tls"`. */
  readonly tls?: string | undefined;
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
  broken: "connection broken",
};

/**
 * One line that says what happened, for messages and logs.
 *
 * @example
 * ```ts
 * import { describeFault } from "@luat/contract";
 *
 * describeFault({ reason: "refused", errno: "ECONNREFUSED" }); // "connection refused (ECONNREFUSED)"
 * ```
 */
export function describeFault(fault: Fault): string {
  const code = fault.tls ?? fault.errno;
  return code === undefined ? TEXT[fault.reason] : `${TEXT[fault.reason]} (${code})`;
}
