import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import type { Line, LineSink } from "./line.js";

/** A line over a WebSocket of the package ws. */
export class WsLine implements Line {
  readonly #ws: WebSocket;
  readonly #socket: Duplex;

  /** @param socket - what the WebSocket is on: only it tells when it is drained. */
  constructor(ws: WebSocket, socket: Duplex) {
    this.#ws = ws;
    this.#socket = socket;
  }

  /** Tells what comes from now on. */
  listen(sink: LineSink): void {
    const drained = (): void => {
      sink.drained();
    };
    this.#socket.on("drain", drained);
    this.#ws
      .on("message", (data, isBinary) => {
        const bytes = data as Uint8Array; // the only type that it gives unless asked for others
        if (isBinary) sink.bytes(bytes);
        else sink.text(bytes);
      })
      .on("pong", () => {
        sink.alive();
      })
      // Whatever is wrong, it closes by itself.
      .on("error", () => undefined)
      .on("close", () => {
        this.#socket.off("drain", drained);
        sink.gone();
      });
  }

  get queued(): number {
    return this.#socket.writableLength;
  }

  sendText(text: string): void {
    if (this.#isOpen) this.#ws.send(text);
  }

  sendBytes(bytes: Uint8Array, done?: () => void): void {
    if (this.#isOpen) this.#ws.send(bytes, done);
    else done?.();
  }

  ping(): void {
    if (this.#isOpen) this.#ws.ping();
  }

  close(code: number): void {
    this.#ws.close(code);
  }

  terminate(): void {
    this.#ws.terminate();
  }

  get #isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN;
  }
}
