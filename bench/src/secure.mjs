// Sockets of Node's for TLS 1.3, with noDelay.
import tls from "node:tls";
import { CA } from "./servers/identity.mjs";

/** What the server's certificate is for. */
export const NAME = "localhost";

/**
 * @param {import("./rows.mjs").Bench} bench
 * @param {tls.ConnectionOptions} [trust] default: the authority as text, which is read at every connect
 */
export function connectSecure({ host, port }, trust = { ca: CA }) {
  const socket = tls.connect({ host, port, servername: NAME, minVersion: "TLSv1.3", ...trust });
  socket.setNoDelay(true);
  return socket;
}
