import type { Fault, SecureInfo } from "@luat/contract";

/** What a session of DTLS tells: the outcome of its handshake, and what the peer says. */
export interface DtlsUser {
  /** This is to be sent, and again by `resend()` until something new comes. */
  flight(datagram: Uint8Array): void;
  secured(info: SecureInfo): void;
  receivedData(bytes: Uint8Array): void;
  /** The peer has ended it. */
  ended(): void;
  handshakeFailed(fault: Fault): void;
}

/** The client's side of DTLS with one peer: datagrams in, datagrams out, no socket and no time. */
export interface DtlsSession {
  /** Whether the server got as far as to be shown the key. */
  readonly isKeyShown: boolean;
  /** The last flight once more. */
  resend(): Uint8Array;
  receive(datagram: Uint8Array): void;
  /** A datagram that holds these bytes; only after `secured`. */
  seal(bytes: Uint8Array): Uint8Array;
  /** A datagram that says goodbye; only after `secured`. */
  farewell(): Uint8Array;
}

/** Begins a session, now or later; its first flight is told before it is given. */
export type BeginSession = (user: DtlsUser, begun: (session: DtlsSession) => void, failed: (fault: Fault) => void) => void;
