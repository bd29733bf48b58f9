import type { Endpoint, Fault } from "@luat/contract";

/**
 * Who owns a {@link Socket} and is told what happens to it, always from outside of its own calls. What it does
 * inside these calls (read, send, close) is allowed. The calls that may be absent are those which only some owners want.
 */
export interface Owner {
  /** The card's link came up; a pending connect or listen goes on by itself. */
  linked?(): void;
  /** There is a connection, or a way for datagrams, and the handshake of TLS begins. */
  shakesHands?(): void;
  /** Connected (with TLS: secured), or a client became this socket's connection, or a name with port 0 was resolved. */
  connected(): void;
  /** One of several addresses of a name failed; `failed` follows if it was the last. */
  attemptFailed?(to: Endpoint, fault: Fault): void;
  /** Connecting or listening failed, or a listener broke. */
  failed(fault: Fault): void;
  /** It listens, and this is where, with the port that was chosen. */
  listening?(local: Endpoint): void;
  /** A client waits; take it with `Socket.accept`. */
  offered?(): void;
  /** Bytes arrived; read them inside this call to save a copy, or any time later. */
  received(): void;
  /** The system has more of what was sent; see `Socket.outgoing`. */
  acked(): void;
  /** There is room again after `FULL`. */
  writable(): void;
  /** A client of a TLS listener was sent away, because the handshake with it failed. */
  rejected?(from: Endpoint, fault: Fault): void;
  /** A datagram failed, and the socket lives on; `nth` as in `DatagramSink.failed`. */
  undelivered?(fault: Fault, nth: number | undefined): void;
  /** The peer sent FIN and the socket is half-open: all bytes are in, this side may still send. */
  ended(): void;
  /** The connection broke; without a fault the peer ended it in order. What is unread can still be read. */
  broken(fault: Fault | undefined): void;
  /** A pending `discon()` is complete; not in order when the link was lost meanwhile. */
  disconnected(inOrder: boolean): void;
}

const nothing = (): void => undefined;

/** The owner of a socket that has none yet. */
export const NOBODY: Owner = {
  connected: nothing,
  failed: nothing,
  received: nothing,
  acked: nothing,
  writable: nothing,
  ended: nothing,
  broken: nothing,
  disconnected: nothing,
};
