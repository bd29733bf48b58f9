import { formatEndpoint } from "@luat/contract";
import type { DatagramSocket } from "@luat/libnet";
import { networkError } from "../report.js";
import type { Client, Clients, ServiceOptions } from "./clients.js";

/** Serves UDP clients, each known by its address and port, until the signal comes. */
export async function serveDatagrams(socket: DatagramSocket, clients: Clients, options: ServiceOptions, signal: AbortSignal): Promise<void> {
  const { report, answer } = options;
  const known = new Map<string, Client>();
  const close = (): void => {
    void socket.close();
  };
  if (signal.aborted) close();
  signal.addEventListener("abort", close);
  try {
    for await (const { bytes, from } of socket) {
      const name = formatEndpoint(from);
      const client =
        known.get(name) ??
        clients.add({
          peer: from,
          datagrams: true,
          send: (answered, timeout) => socket.tx(answered, from, { timeout }),
          // There is nothing to cut: it may come back at any time.
          cut: () => undefined,
        });
      if (client === undefined) continue;
      known.set(name, client);
      await client.received(bytes);
      if (answer === undefined) continue;
      try {
        await client.send(answer(bytes));
      } catch (error) {
        const failure = networkError(error);
        if (failure.code !== "closed") report.info(report.texts.clientFailed(client.label, report.texts.error(failure)));
      }
    }
    if (socket.dropped > 0) report.info(report.texts.dropped(socket.dropped));
  } finally {
    signal.removeEventListener("abort", close);
  }
}
