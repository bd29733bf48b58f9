import { CLOSE_CODES } from "../wire/index.js";
import type { ActiveWebSocket, WebSocketClass } from "./web-socket.js";

/** What `readyState` says; a class is asked nothing, as it may be anybody's. */
const OPEN = 1;
const CLOSING = 2;
/** "Cannot accept", RFC 6455, 7.4.1. */
const CANNOT_ACCEPT = 1003;

/** How a WebSocket ended. */
export interface Ending {
  /** As RFC 6455, 7.4, has them; 1005: none was given, 1006: it was cut off. */
  readonly code: number;
  readonly reason: string;
  readonly wasOpen: boolean;
  /** What the host tells of an error, where it does. */
  readonly error?: { readonly text: string; readonly errno?: string | undefined } | undefined;
}

/** Who is told what a {@link Connection} does. */
export interface ConnectionSink {
  opened(): void;
  /** A text message. */
  said(text: string): void;
  /** A binary message; the bytes are the receiver's. */
  paid(bytes: Uint8Array): void;
  /** Last. */
  ended(ending: Ending): void;
}

/** One WebSocket. After `end()` its sink is silent. */
export class Connection {
  readonly #socket: ActiveWebSocket;
  #sink: ConnectionSink | undefined;
  #isOpen = false;
  #isClosing = false;
  #error: Ending["error"];

  /** @throws whatever the class throws, for an address or protocols that it does not take. */
  constructor(Class: WebSocketClass, url: string, protocols: readonly string[], sink: ConnectionSink) {
    const socket = new Class(url, [...protocols]) as ActiveWebSocket;
    this.#socket = socket;
    this.#sink = sink;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#isOpen = true;
      this.#sink?.opened();
    };
    socket.onmessage = ({ data }) => this.#onMessage(data);
    // It stays: of an error that nobody hears `ws` would end the program.
    socket.onerror = (event) => {
      this.#error = errorOf(event);
    };
    socket.onclose = ({ code, reason }) => {
      const told = this.#sink;
      this.#sink = undefined;
      this.#isClosing = true;
      told?.ended({ code, reason, wasOpen: this.#isOpen, error: this.#error });
    };
  }

  /** The subprotocol that was agreed on. */
  get protocol(): string {
    return this.#socket.protocol;
  }

  /** How many bytes were sent that the system does not have yet; unknown when it is being lost, as `ws` forgets them then. */
  get buffered(): number | undefined {
    const { readyState, bufferedAmount } = this.#socket;
    return readyState === OPEN || (readyState === CLOSING && this.#isClosing) ? bufferedAmount : undefined;
  }

  /** Whether what is given to {@link send} may be changed at once: `ws` compresses it later, where that was agreed on. */
  get copies(): boolean {
    return this.#socket.extensions === "";
  }

  /** @param written - called when the system has it, or never will, if the class of the WebSocket tells that. */
  send(data: string | Uint8Array, written?: (error?: Error | null) => void): void {
    if (written === undefined) this.#socket.send(data);
    else this.#socket.send(data, written);
  }

  /** Reads nothing more from the network, where the class of the WebSocket can do that; some messages may still come. */
  pause(): void {
    if (this.#isOpen) this.#socket.pause?.();
  }

  resume(): void {
    if (this.#isOpen) this.#socket.resume?.();
  }

  /** Sends what was sent so far, then the farewell; the sink is told when the peer has answered it. */
  close(code = 1000): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    // Else the answer would not be seen.
    this.resume();
    this.#socket.close(code);
  }

  /** The same, and tells nothing more. */
  end(code = 1000): void {
    this.#sink = undefined;
    this.close(code);
  }

  #onMessage(data: unknown): void {
    if (typeof data === "string") this.#sink?.said(data);
    else if (data instanceof ArrayBuffer) this.#sink?.paid(new Uint8Array(data));
    else this.#refuse();
  }

  /** The class does not know `binaryType`, so that nothing can be had from it. */
  #refuse(): void {
    const told = this.#sink;
    this.end(CLOSE_CODES["client-protocol"]);
    told?.ended({ code: CANNOT_ACCEPT, reason: "a message is neither a text nor an ArrayBuffer", wasOpen: true });
  }
}

function errorOf({ message, error }: { readonly message?: unknown; readonly error?: unknown }): Ending["error"] {
  if (typeof message !== "string" || message === "") return undefined;
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return { text: message, errno: typeof code === "string" ? code : undefined };
}
