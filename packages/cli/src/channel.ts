import type { Endpoint, SecureInfo } from "@luat/contract";
import type { Connection, DatagramSocket, LuatError } from "@luat/libnet";

/** A piece that arrived. */
export interface Piece {
  readonly bytes: Uint8Array;
  /** Who sent it, where that may be anyone. */
  readonly from?: Endpoint;
}

/** One way to a peer, or to all, whatever carries it. */
export interface Channel extends AsyncIterable<Piece> {
  readonly local: Endpoint;
  readonly peer: Endpoint;
  readonly security: SecureInfo | undefined;
  /** Whether pieces stay what they are: datagrams. */
  readonly datagrams: boolean;
  /** Resolves when the system has it. */
  send(bytes: Uint8Array): Promise<void>;
  /** Ends it in order. */
  close(): Promise<void>;
}

/** A connection as a way to its peer. */
export function connectionChannel(connection: Connection): Channel {
  const { local, peer, security } = connection;
  return {
    local,
    peer,
    security,
    datagrams: false,
    send: (bytes) => connection.tx(bytes, { until: "sent" }),
    close: () => connection.close(),
    async *[Symbol.asyncIterator]() {
      for await (const bytes of connection) yield { bytes };
    },
  };
}

/** A datagram socket with a peer as a way to it. `onRefused` is told when the peer's system has sent something back. */
export function datagramChannel(socket: DatagramSocket, peer: Endpoint, onRefused: (error: LuatError) => void): Channel {
  socket.on("refused", onRefused);
  return {
    local: socket.local,
    peer,
    security: undefined,
    datagrams: true,
    send: (bytes) => socket.tx(bytes),
    close: () => socket.close(),
    async *[Symbol.asyncIterator]() {
      for await (const { bytes } of socket) yield { bytes };
    },
  };
}

/** A datagram socket without a peer as a way to a broadcast address: anyone may answer. */
export function broadcastChannel(socket: DatagramSocket, to: Endpoint): Channel {
  return {
    local: socket.local,
    peer: to,
    security: undefined,
    datagrams: true,
    send: (bytes) => socket.tx(bytes, to),
    close: () => socket.close(),
    [Symbol.asyncIterator]: () => socket[Symbol.asyncIterator](),
  };
}
