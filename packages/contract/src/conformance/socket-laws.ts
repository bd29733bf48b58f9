import type { Law } from "./law.js";
import { law } from "./trial.js";

/** What a card does when all its sockets are in use. */
export const SOCKET_LAWS: readonly Law[] = [
  law("sockets.limit", 'a card with all its sockets in use gives closed with the fault "limit" and nothing else', ["sockets", "tcp", "listen", "udp"], async (t) => {
    const there = await t.peerListens({ backlog: t.room(Infinity) });
    const listener = await t.listen();
    await t.bind();
    const streams = Array.from({ length: t.room(Infinity, 2) }, () => t.dial(there.port));
    await t.until(() => streams.every((stream) => stream.connections > 0), "all of its streams connected");
    for (const extra of [t.dial(there.port), t.open(), t.openSocket()]) {
      await t.until(() => extra.isClosed, `${extra.name}, which is one too many, to be closed`);
      t.expectFault(extra.fault, "limit");
      t.expect(extra.events.length === 1, "only closed", `${extra}`);
    }
    const client = t.dialBack(listener);
    await t.until(() => client.hasEnded || client.isClosed, "a client to see an end");
    t.expect(listener.offers.length === 0, "no client offered where no socket is left for it", `${listener}`);
  }),

  law("sockets.room", "a socket that has ended makes room for another, of any kind", ["sockets", "tcp", "listen", "udp"], async (t) => {
    const there = await t.peerListens({ backlog: t.room(Infinity) });
    const listener = await t.listen();
    const socket = await t.bind();
    const streams = Array.from({ length: t.room(Infinity, 2) }, () => t.dial(there.port));
    await t.until(() => streams.every((stream) => stream.connections > 0), "all of its streams connected");
    socket.close();
    await t.idle();
    const other = await t.listen();
    listener.close();
    await t.idle();
    t.dialBack(other);
    const client = t.accept(await t.offer(other));
    streams[0]?.destroy();
    await t.idle();
    await t.bind();
    client.destroy();
    await t.idle();
    const stream = t.dial(there.port);
    await t.until(() => stream.connections > 0, "connected");
  }),
];
