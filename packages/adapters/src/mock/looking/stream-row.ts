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
  const secure = sink instanceof SecureStream ? sink : undefined;
  return {
    protocol: secure === undefined ? "tcp" : "tls",
    host,
    local,
    peer,
    state: stateOf(stream),
    recvQ: unread + (secure?.unread ?? 0),
    sendQ: underWay + queued + (secure?.keptBack ?? 0),
  };
}

function stateOf({ isDialing, isFinishing, isEnded }: StreamLook): SocketState {
  if (isDialing) return "SYN_SENT";
  if (isFinishing) return isEnded ? "CLOSING" : "FIN_WAIT";
  return isEnded ? "CLOSE_WAIT" : "ESTABLISHED";
}
