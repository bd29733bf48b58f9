// Echo servers for TCP, UDP and TLS in a process of its own: the outside world of the example. Its first message from its
// parent is a certificate with its key; it answers with the loopback ports that it listens on. On the message "drop" it
// cuts its connections; it ends when its parent does.
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { createServer as createTlsServer } from "node:tls";

/** @import { Server, Socket } from "node:net" */

const HOST = "127.0.0.1";

/** @type {Set<Socket>} */
const clients = new Set();

/** @param {Socket} client */
function serve(client) {
  clients.add(client);
  client.on("close", () => clients.delete(client));
  // A client that cuts its connection is nothing to tell of.
  client.on("error", () => undefined);
  client.pipe(client);
}

function drop() {
  for (const client of clients) client.destroy();
}

/** @param {Server} server */
async function portOf(server) {
  await once(server.listen(0, HOST), "listening");
  const address = server.address();
  return typeof address === "object" ? address?.port : undefined;
}

// Ctrl-C reaches all processes of a terminal; this one must last until its parent has closed its connections.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);

const [certificate] = /** @type {[{ cert: string, key: string }]} */ (await once(process, "message"));
const tcp = createServer({ allowHalfOpen: true }, serve);
const tls = createTlsServer({ ...certificate, allowHalfOpen: true }, serve);
// A client that does not like the certificate is nothing to tell of either.
tls.on("tlsClientError", () => undefined);
const udp = createSocket("udp4");
udp.on("message", (data, { address, port }) => {
  udp.send(data, port, address);
});
udp.bind(0, HOST);
await once(udp, "listening");

process.on("message", (message) => {
  if (message === "drop") drop();
});
process.on("disconnect", () => {
  for (const server of [tcp, tls, udp]) server.close();
  drop();
});
process.send?.({ tcp: await portOf(tcp), udp: udp.address().port, tls: await portOf(tls) });
