/** One WebSocket, as a channel sees it. Calls do not throw, and after its end do nothing. */
export interface Line {
  /** Bytes that were sent and that the system does not have yet. */
  readonly queued: number;
  /** Sends a text message. */
  sendText(text: string): void;
  /** Sends a binary message; the bytes may not be changed any more, or until `done` says that they have left or never will. */
  sendBytes(bytes: Uint8Array, done?: () => void): void;
  /** Asks the other side for a sign of life. */
  ping(): void;
  /** Closes it, after what was sent. What still comes may be told. */
  close(code: number): void;
  /** Ends it now. */
  terminate(): void;
}

/** Who is told what comes over a line. */
export interface LineSink {
  /** A text message, as its UTF-8, which was not checked. */
  text(bytes: Uint8Array): void;
  /** A binary message; the bytes are the receiver's. */
  bytes(bytes: Uint8Array): void;
  /** The answer to a ping. */
  alive(): void;
  /** After more was queued than the system takes at once: it has everything now. */
  drained(): void;
  /** It is over. Exactly once, and last. */
  gone(): void;
}
