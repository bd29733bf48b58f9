/** What every WebSocket of the W3C's API is, as far as a class is told from others by its type. */
export interface WebSocketObject {
  /** Bytes that were sent and are not with the system yet. */
  readonly bufferedAmount: number;
  /** The subprotocol that the server chose; `""` before it is open, and where it chose none. */
  readonly protocol: string;
  /** 0: connecting; 1: open; 2: closing; 3: closed. */
  readonly readyState: number;
  /**
   * Begins to close; what was sent goes out before.
   *
   * @param code - 1000, or 3000 to 4999. Default: none is told.
   * @param reason - up to 123 bytes of UTF-8. Default: none is told.
   */
  close(code?: number, reason?: string): void;
}

/** The WebSocket class of a browser, of Node.js, or of the package `ws`. */
export type WebSocketClass = new (url: string, protocols?: string[]) => WebSocketObject;

/** What is used of a WebSocket. */
export interface ActiveWebSocket extends WebSocketObject {
  binaryType: string;
  /** What was agreed on beside the protocol, such as compression; `""`: nothing. */
  readonly extensions?: string;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  /** Browsers tell nothing here. */
  onerror: ((event: { readonly message?: unknown; readonly error?: unknown }) => void) | null;
  onclose: ((event: { readonly code: number; readonly reason: string }) => void) | null;
  /** @param written - called by `ws` when the system has it, or never will; no other class knows it. */
  send(data: string | Uint8Array, written?: (error?: Error | null) => void): void;
  /** Of `ws` alone: reads nothing more from the network. */
  pause?(): void;
  /** Of `ws` alone. */
  resume?(): void;
}
