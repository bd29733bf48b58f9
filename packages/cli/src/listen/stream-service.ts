import type { Connection, Server } from "@luat/libnet";
import { networkError } from "../report.js";
import { type Clients, type ServiceOptions } from "./clients.js";

/** Serves TCP or TLS clients until the signal comes; then all are closed in order. */
export async function serveStreams(server: Server, clients: Clients, options: ServiceOptions, signal: AbortSignal): Promise<void> {
  const open = new Map<Connection, Promise<void>>();
  const stop = (): void => {
    void server.close();
    for (const connection of open.keys()) connection.close().catch(() => undefined); // told by who reads from it
  };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    for await (const connection of server) {
      const serving = serve(connection, clients, options, signal).finally(() => open.delete(connection));
      open.set(connection, serving);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    await Promise.all(open.values());
  }
}

async function serve(connection: Connection, clients: Clients, options: ServiceOptions, signal: AbortSignal): Promise<void> {
  const { report, answer } = options;
  const client = clients.add({
    peer: connection.peer,
    datagrams: false,
    send: (bytes, timeout) => connection.tx(bytes, { until: "sent", timeout }),
    cut: () => {
      connection.abort();
    },
  });
  if (client === undefined) {
    connection.abort();
    return;
  }
  if (connection.security !== undefined) report.info(report.texts.clientSecured(client.label, connection.security));
  try {
    for await (const bytes of connection) {
      await client.received(bytes);
      if (answer !== undefined) await client.send(answer(bytes));
    }
    await connection.close();
  } catch (error) {
    const failure = networkError(error);
    if (!signal.aborted && failure.code !== "closed") report.info(report.texts.clientFailed(client.label, report.texts.error(failure)));
    await connection.close().catch(networkError);
  }
  clients.remove(client);
}
