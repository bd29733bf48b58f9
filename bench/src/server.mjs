// The server's process, in plain Node: tells its port over IPC, and when it is told to stop, how busy it was. It ends
// with its parent. Arguments: what it does, as JSON.
import net from "node:net";
import process from "node:process";

/**
 * @typedef {{ kind: "echo" } | { kind: "sink", ackEvery: number } | { kind: "source", bytes: number }} ServerSettings
 * echo sends back what it gets; sink throws it away and sends one byte for every `ackEvery` bytes it got; source sends
 * `bytes` bytes to every client, as fast as it can, and ends.
 */

const LOWEST_PORT = 20_000;
const PORTS = 10_000;
const SOURCE_CHUNK = 1024 * 1024;

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

/** The share of the time since the first client came that was spent working. */
function busy() {
  if (start === undefined) return 0;
  const { user, system } = process.cpuUsage(start.cpu);
  return (user + system) / 1000 / (performance.now() - start.wall);
}

/** @type {ServerSettings} */
const settings = JSON.parse(process.argv[2] ?? "");
/** @type {{ wall: number, cpu: NodeJS.CpuUsage } | undefined} */
let start;
const server = net.createServer({ noDelay: true }, (socket) => {
  start ??= { wall: performance.now(), cpu: process.cpuUsage() };
  socket.on("error", () => socket.destroy()); // a client that was measured goes without farewell
  if (settings.kind === "echo") echo(socket);
  else if (settings.kind === "sink") sink(socket, settings.ackEvery);
  else source(socket, settings.bytes);
});

const listen = () => server.listen({ host: "127.0.0.1", port: LOWEST_PORT + Math.floor(Math.random() * PORTS), backlog: 1024 });
server.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
  if (error.code !== "EADDRINUSE") throw error;
  listen();
});
server.on("listening", () => process.send?.(/** @type {net.AddressInfo} */ (server.address()).port));
process.on("message", () => process.send?.(busy(), () => process.exit(0)));
process.on("disconnect", () => process.exit(0));
listen();
