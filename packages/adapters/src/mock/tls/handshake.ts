import type { Fault, SecureInfo } from "@luat/contract";
import type { Message } from "./message.js";

/** What follows from a message of the peer. */
export interface Step {
  readonly say?: Message | undefined;
  /** The handshake is done on this side. */
  readonly done?: SecureInfo | undefined;
  /** It failed; with `alert`, the peer is told that number, else this side just ends. */
  readonly fault?: Fault | undefined;
  readonly alert?: number | undefined;
}

/** One side of a handshake: which message follows which. It knows no stream. */
export interface Handshake {
  /** Whether the other side is the server. */
  readonly isClient: boolean;
  /** Whether the peer speaks TLS: of a server the certificate was seen, a client's hello was answered. */
  readonly isUnderWay: boolean;
  /** Whether both sides are to have a pre-shared key. */
  readonly hasKey: boolean;
  /** What this side says first, if it is the first to speak. */
  start(): Message | undefined;
  take(message: Message): Step;
}
