import type { WebSocketClass } from "./web-socket.js";

/** The host's own class. */
export function defaultWebSocket(): WebSocketClass | undefined {
  return (globalThis as { readonly WebSocket?: WebSocketClass }).WebSocket;
}
