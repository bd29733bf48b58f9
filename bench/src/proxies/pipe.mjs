// What is written with `ws` in a few lines: a WebSocket as a stream, piped to a socket and back.
import net from "node:net";
import { createWebSocketStream, WebSocketServer } from "ws";

/**
 * @param {number} target
 * @returns {Promise<number>} its port
 */
export function startProxy(target) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
  server.on("connection", (socket) => {
    const client = createWebSocketStream(socket);
    const upstream = net.connect({ host: "127.0.0.1", port: target, noDelay: true });
    client.pipe(upstream).pipe(client);
    client.on("error", () => upstream.destroy());
    upstream.on("error", () => client.destroy());
  });
  return new Promise((resolve) => {
    server.on("listening", () => resolve(/** @type {net.AddressInfo} */ (server.address()).port));
  });
}
