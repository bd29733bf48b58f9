import { formatEndpoint, parseIPv4, type Endpoint } from "@luat/contract";
import { textTable } from "./text-table.js";

/**
 * How far a TCP connection is, as far as a mock network knows: without packets for acknowledgements there is no telling
 * FIN_WAIT1 from FIN_WAIT2, so both are `"FIN_WAIT"` (this side has ended, the other has not), and all that comes after both
 * have is `"CLOSING"`: something is still to be sent or read.
 */
export type SocketState = "LISTEN" | "SYN_SENT" | "ESTABLISHED" | "FIN_WAIT" | "CLOSE_WAIT" | "CLOSING";

/** One socket of a host. */
export interface NetstatRow {
  /** What it speaks; `"tls"` also while its handshake is under way. */
  readonly protocol: "tcp" | "tls" | "udp";
  /** The name of the host. */
  readonly host: string;
  /** Its own end; the host is `0.0.0.0` or `::` where it is for all addresses. */
  readonly local: Endpoint;
  /** The other end; undefined of a listener, and of a datagram socket that has none. */
  readonly peer: Endpoint | undefined;
  /** Undefined of datagram sockets. */
  readonly state: SocketState | undefined;
  /** Bytes that arrived and were not read yet. Of a listener: clients that wait to be accepted, those in a TLS handshake included. */
  readonly recvQ: number;
  /** Bytes that have not arrived at the other side yet, records of TLS included. Of a listener: how many clients may wait. */
  readonly sendQ: number;
}

/** All sockets of a mock network at one moment; see `MockNet.netstat`. */
export interface Netstat {
  /** By address of the host, then listeners, streams and datagram sockets, then by port. */
  readonly rows: readonly NetstatRow[];
  /** The rows as a table. */
  toString(): string;
}

/** A host, as far as {@link netstat} must know it. */
export interface Netstated {
  /** Its IPv4 address. */
  readonly ip: string;
  netstat(): NetstatRow[];
}

const TITLES = ["Host", "Proto", "Recv-Q", "Send-Q", "Local address", "Peer address", "State"];
const NUMBERS: ReadonlySet<number> = new Set([2, 3]);

/** @param hosts - in any order. */
export function netstat(hosts: Iterable<Netstated>): Netstat {
  const inOrder = [...hosts].sort((a, b) => compare([...(parseIPv4(a.ip) ?? [])], [...(parseIPv4(b.ip) ?? [])]));
  const rows = Object.freeze(inOrder.flatMap((host) => host.netstat().sort((a, b) => compare(placeOf(a), placeOf(b)))));
  return Object.freeze({ rows, toString: () => tableOf(rows) });
}

export function tableOf(rows: readonly NetstatRow[]): string {
  return rows.length === 0 ? "no sockets" : textTable([TITLES, ...rows.map(cells)], NUMBERS);
}

function cells({ host, protocol, recvQ, sendQ, local, peer, state }: NetstatRow): string[] {
  return [host, protocol, String(recvQ), String(sendQ), formatEndpoint(local), peer === undefined ? "*" : formatEndpoint(peer), state ?? ""];
}

type Key = ReadonlyArray<number | string>;

function placeOf({ protocol, local, peer, state }: NetstatRow): Key {
  const kind = state === "LISTEN" ? 0 : protocol === "udp" ? 2 : 1;
  return [kind, local.port, local.host, peer?.host ?? "", peer?.port ?? 0];
}

function compare(a: Key, b: Key): number {
  for (const [i, left] of a.entries()) {
    const right = b[i] ?? "";
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}
