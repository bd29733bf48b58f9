import type { Connection, Server } from "@luat/libnet";
import { networkError } from "../report.js";
import type { Client, Clients, ServiceOptions } from "./clients.js";

/** How the first record of every TLS client begins. */
const HANDSHAKE = 0x16;
const VERSION_3 = 3;

/** Serves TCP or TLS clients until the signal comes; then all are closed in order. */
export async function serveStreams(server: Server, clients: Clients, options: ServiceOptions, signal: AbortSignal): Promise<void> {
  const open = new Map<Connection, Promise<void>>();
  let toldOfTls = false;
  const onTls = (client: Client): void => {
    if (!toldOfTls) options.report.info(options.report.texts.looksLikeTls(client.label));
    toldOfTls = true;
  };
  const stop = (): void => {
    void server.close();
    for (const connection of open.keys()) connection.close().catch(() => undefined); // told by who reads from it
  };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    for await (const connection of server) {
      const serving = serve(connection, clients, { ...options, onTls }, signal).finally(() => open.delete(connection));
      open.set(connection, serving);
    }
  } finally {
    signal.removeEventListener("abort", stop);
    await Promise.all(open.values());
  }
}

interface StreamServiceOptions extends ServiceOptions {
  /** A client of a plain server seems to speak TLS. */
  onTls(client: Client): void;
}

async function serve(connection: Connection, clients: Clients, options: StreamServiceOptions, signal: AbortSignal): Promise<void> {
  const { report, answer, onTls } = options;
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
  let isFirst = connection.security === undefined;
  if (connection.security !== undefined) report.info(report.texts.clientSecured(client.label, connection.security));
  try {
    for await (const bytes of connection) {
      await client.received(bytes);
      if (isFirst && bytes[0] === HANDSHAKE && bytes[1] === VERSION_3) onTls(client);
      isFirst = false;
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
