import type { Endpoint, SecureInfo } from "@luat/contract";
import type { Connection, DatagramSocket, LuatError } from "@luat/libnet";

/** One way to a peer, whatever carries it. */
export interface Channel extends AsyncIterable<Uint8Array> {
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
    [Symbol.asyncIterator]: () => connection[Symbol.asyncIterator](),
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
      for await (const { bytes } of socket) yield bytes;
    },
  };
}
