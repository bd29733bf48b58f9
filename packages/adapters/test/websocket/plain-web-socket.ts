import { WebSocket } from "ws";

/** A WebSocket that can no more than those of browsers: it cannot stop reading, and does not tell when something was sent. */
export class PlainWebSocket extends WebSocket {
  override readonly pause = undefined as unknown as () => void;
  override readonly resume = undefined as unknown as () => void;

  override send(data: string | Uint8Array): void {
    super.send(data);
  }
}
