import { once } from "node:events";
import net from "node:net";

/**
 * @typedef {{ kind: "echo", tls?: boolean } | { kind: "sink", ackEvery: number } | { kind: "source", bytes: number }} TcpSettings
 * echo sends back what it gets; sink throws it away and sends one byte for every `ackEvery` bytes it got; source sends
 * `bytes` bytes to every client, as fast as it can, and ends.
 */

const SOURCE_CHUNK = 1024 * 1024;
/** Enough for all clients that any row lets connect at once. */
const BACKLOG = 1024;

/** @param {net.Socket} socket */
function echo(socket) {
  socket.on("data", (bytes) => socket.write(bytes));
}

/**
 * @param {net.Socket} socket
 * @param {number} ackEvery
 */
function sink(socket, ackEvery) {
  let unacknowledged = 0;
  socket.on("data", (bytes) => {
    unacknowledged += bytes.length;
    for (; unacknowledged >= ackEvery; unacknowledged -= ackEvery) socket.write("!");
  });
}

/**
 * @param {net.Socket} socket
 * @param {number} bytes
 */
function source(socket, bytes) {
  const chunk = Buffer.alloc(SOURCE_CHUNK, 0x5a);
  let left = bytes;
  const send = () => {
    while (left > 0) {
      const part = left < chunk.length ? chunk.subarray(0, left) : chunk;
      left -= part.length;
      if (!socket.write(part)) return;
    }
    socket.end();
  };
  socket.on("drain", () => {
    if (!socket.writableEnded) send();
  });
  socket.resume();
  send();
}

/**
 * @param {TcpSettings} settings
 * @param {number} port
 * @param {() => void} onWork called when there is work to do
 * @returns {Promise<unknown>} rejects when the port is in use
 */
export async function serveTcp(settings, port, onWork) {
  const serve = (/** @type {net.Socket} */ socket) => {
    onWork();
    socket.on("error", () => socket.destroy()); // a client that was measured goes without farewell
    if (settings.kind === "echo") echo(socket);
    else if (settings.kind === "sink") sink(socket, settings.ackEvery);
    else source(socket, settings.bytes);
  };
  const isSecure = settings.kind === "echo" && settings.tls === true;
  const server = isSecure ? await createSecure(serve) : net.createServer({ noDelay: true }, serve);
  return once(server.listen({ host: "127.0.0.1", port, backlog: BACKLOG }), "listening");
}

/** @param {(socket: net.Socket) => void} serve */
async function createSecure(serve) {
  const { default: tls } = await import("node:tls");
  const { CERT, KEY } = await import("./identity.mjs");
  return tls.createServer({ noDelay: true, cert: CERT, key: KEY, minVersion: "TLSv1.3" }, serve);
}
