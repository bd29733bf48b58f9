import type { Endpoint, StreamSink } from "@luat/contract";
import { SecureStream } from "../tls/secure-stream.js";
import type { NetstatRow, SocketState } from "./netstat.js";

/** What a stream shows of itself. */
export interface StreamLook {
  readonly local: Endpoint;
  readonly peer: Endpoint;
  /** Who is told; the TLS over it, if there is one. */
  readonly sink: StreamSink | undefined;
  readonly isDialing: boolean;
  /** Whether it was finished, be FIN out or not. */
  readonly isFinishing: boolean;
  /** Whether the peer's FIN arrived. */
  readonly isEnded: boolean;
  /** Bytes that arrived and were not read. */
  readonly unread: number;
  /** Bytes that wait for room. */
  readonly queued: number;
  /** Bytes that were sent and have not arrived. */
  readonly underWay: number;
}

/** The line of a stream. */
export function streamRow(host: string, stream: StreamLook): NetstatRow {
  const { local, peer, sink, unread, queued, underWay } = stream;
  const row = { host, local, peer, state: stateOf(stream) };
  if (!(sink instanceof SecureStream)) return { ...row, protocol: "tcp", recvQ: unread, sendQ: queued + underWay };
  // What TLS keeps back it counts in the bytes of its user, and what it has passed on is queued here.
  return { ...row, protocol: "tls", recvQ: sink.unread + unread, sendQ: Math.max(sink.queued, queued) + underWay };
}

function stateOf({ isDialing, isFinishing, isEnded }: StreamLook): SocketState {
  if (isDialing) return "SYN_SENT";
  if (isFinishing) return isEnded ? "CLOSING" : "FIN_WAIT";
  return isEnded ? "CLOSE_WAIT" : "ESTABLISHED";
}
