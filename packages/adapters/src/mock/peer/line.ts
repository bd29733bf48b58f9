import type { Fault } from "@luat/contract";

/** A connection, or a datagram socket, as the player of a script sees it. */
export interface Line {
  /** Whether it carries datagrams, each of which is taken whole. */
  readonly whole: boolean;
  /** What came and was not taken; of datagrams, the first. Absent: nothing. */
  readonly unread: Uint8Array | undefined;
  /** Whether the other side ended in order. */
  readonly hasEnded: boolean;
  /** Whether it is over, for both sides. */
  readonly isClosed: boolean;
  /** Why it broke, or why a datagram failed. */
  readonly fault: Fault | undefined;
  /** Whether all that it took to send is on its way. */
  readonly isFlushed: boolean;
  /** Takes the first `length` of what is unread; of datagrams, the first one. */
  take(length: number): void;
  /** `"full"`: try again at the next news; `"nobody"`: there is no address to send it to. */
  send(bytes: Uint8Array): "taken" | "full" | "nobody";
  /** Reads nothing from now on, or again. Datagrams that come meanwhile are lost. */
  stall(on: boolean): void;
  /** Sends no more. */
  finish(): void;
  /** Ends it at once; there will be no more news. */
  destroy(how: "abort" | "reset"): void;
}

/** Who is told of a {@link Line}. */
export interface LineWatcher {
  /** It is open. */
  opened(): void;
  /** Anything about it has changed. */
  news(): void;
}
