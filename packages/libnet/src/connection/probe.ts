import type { Socket } from "@luat/socket/runtime";

/** A read that looks for something among what is unread, and takes nothing unless it is there as a whole. */
export interface Probe {
  /** How it is called. */
  readonly call: string;
  /** So many unread bytes must be let in for it. */
  readonly size: number;
  /** What it looks for; `undefined`: more must come. Something is unread. @throws what ends it. */
  look(socket: Socket): Uint8Array | undefined;
  /** What it comes to where the peer has ended before it was there. Something is unread. @throws what ends it. */
  atEnd(socket: Socket): Uint8Array;
  /** How far it has come, for messages. */
  progress(unread: number): string;
}
