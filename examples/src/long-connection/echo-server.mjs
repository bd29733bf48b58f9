// A TCP echo server as a process of its own: the outside world of the example. It listens on a free loopback port, which
// it sends to its parent; on the message "drop" it cuts its connections; it ends when its parent does.
import { createServer } from "node:net";

/** @type {Set<import("node:net").Socket>} */
const clients = new Set();

const server = createServer({ allowHalfOpen: true }, (client) => {
  clients.add(client);
  client.on("close", () => clients.delete(client));
  // A client that cuts its connection is nothing to tell of.
  client.on("error", () => undefined);
  client.pipe(client);
});

function drop() {
  for (const client of clients) client.destroy();
}

// Ctrl-C reaches all processes of a terminal; this one must last until its parent has closed its connection.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.on("message", (message) => {
  if (message === "drop") drop();
});
process.on("disconnect", () => {
  server.close();
  drop();
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null) process.send?.(address.port);
});
