import { nodeAdapter } from "@luat/adapters/node";
import type { Stream } from "@luat/contract";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { ListenTape, StreamTape } from "./tapes.js";

const card = nodeAdapter();
const HOST = "127.0.0.1";
const hello = Buffer.from("hello");

/** Waits until no socket and no server keeps this process alive. */
async function noHandles(): Promise<void> {
  while (process.getActiveResourcesInfo().some((kind) => kind.startsWith("TCP"))) await new Promise(setImmediate);
}

/** A listener that accepts everyone. */
async function server(): Promise<{ port: number; tapes: StreamTape[]; streams: Stream[]; close: () => void }> {
  const listen = new ListenTape();
  const tapes: StreamTape[] = [];
  const streams: Stream[] = [];
  listen.onOffered = (offer) => {
    const tape = new StreamTape();
    tapes.push(tape);
    streams.push(offer.accept(tape));
  };
  const listener = card.listen({ port: 0, host: HOST, backlog: 8 }, listen);
  await listen.saw("listening");
  return { port: listen.port, tapes, streams, close: () => listener.close() };
}

describe("a stream of Node's card", () => {
  it("reads into one buffer for all dialled streams, lent; what accepted streams read is given", async () => {
    const { port, tapes, streams, close } = await server();
    const clients = [new StreamTape(), new StreamTape()];
    const dialled = clients.map((tape) => card.dial({ host: HOST, port }, {}, tape));
    for (const [n, client] of clients.entries()) {
      await client.saw("connected");
      dialled[n]?.send(hello);
    }
    while (tapes.length < 2) await new Promise(setImmediate);
    for (const [n, tape] of tapes.entries()) {
      await tape.saw("received");
      streams[n]?.send(hello);
    }
    for (const client of clients) await client.saw("received");
    expect(clients.map(({ lents, text }) => [lents, text])).toEqual([
      [[true], "hello"],
      [[true], "hello"],
    ]);
    expect(clients[0]?.buffers[0]).toBe(clients[1]?.buffers[0]);
    expect(tapes.map(({ lents, text }) => [lents, text])).toEqual([
      [[false], "hello"],
      [[false], "hello"],
    ]);
    for (const stream of [...dialled, ...streams]) stream.destroy();
    close();
  });

  it("leaves no handle behind, however it ended", async () => {
    await noHandles();
    const { port, tapes, streams, close } = await server();
    const tape = (): StreamTape => new StreamTape();
    card.dial({ host: HOST, port }, {}, tape()).destroy();
    card.dial({ host: HOST, port }, {}, tape()).destroy("reset");
    const finished = tape();
    const stream = card.dial({ host: HOST, port }, {}, finished);
    await finished.saw("connected");
    stream.finish();
    while (!tapes.some(({ events }) => events.includes("ended"))) await new Promise(setImmediate);
    for (const each of streams) each.finish();
    await finished.saw("closed");
    const reset = tape();
    const other = card.dial({ host: HOST, port }, {}, reset);
    await reset.saw("connected");
    other.send(new Uint8Array(10_000_000));
    other.destroy("reset");
    close();
    for (const each of streams) each.destroy();
    await noHandles();
  });

  it("does not go on dialling when it is reset meanwhile", async () => {
    const { port, tapes, streams, close } = await server();
    card.dial({ host: HOST, port }, {}, new StreamTape()).destroy("reset");
    const next = new StreamTape();
    const stream = card.dial({ host: HOST, port }, {}, next);
    while (tapes.length === 0) await new Promise(setImmediate);
    await next.saw("connected");
    streams[0]?.send(hello);
    // Clients come in the order in which they have dialled, so the first one to be seen is the second one here.
    await next.saw("received");
    for (const each of [stream, ...streams]) each.destroy();
    close();
  });

  it("tells the code of the system with its fault", async () => {
    const { port, close } = await server();
    close();
    const tape = new StreamTape();
    card.dial({ host: HOST, port }, {}, tape);
    await tape.saw("closed");
    expect(tape.fault).toMatchObject({ reason: "refused", errno: "ECONNREFUSED" });
    expect(tape.fault?.cause).toBeInstanceOf(Error);
  });
});

describe("a listener of Node's card", () => {
  it("shows IPv4 clients with their IPv4 addresses, also where it listens on all", async () => {
    const listen = new ListenTape();
    const listener = card.listen({ port: 0, backlog: 1 }, listen);
    await listen.saw("listening");
    const client = connect(listen.port, HOST);
    await listen.saw("offered");
    expect(listen.offers[0]).toMatchObject({ from: { host: HOST }, local: { host: HOST, port: listen.port } });
    client.destroy();
    listener.close();
  });

  it("leaves no handle behind when it is closed before it listens, or with clients that wait", async () => {
    await noHandles();
    card.listen({ port: 0, backlog: 1 }, new ListenTape()).close();
    card.listen({ port: 0, host: HOST, backlog: 1 }, new ListenTape()).close();
    const listen = new ListenTape();
    const listener = card.listen({ port: 0, host: HOST, backlog: 1 }, listen);
    await listen.saw("listening");
    const client = connect(listen.port, HOST).on("error", () => undefined);
    await listen.saw("offered");
    listener.close();
    await new Promise((resolve) => client.on("close", resolve));
    await noHandles();
  });

  it("keeps bytes of a waiting client that are more than Node reads at once", async () => {
    const listen = new ListenTape();
    const listener = card.listen({ port: 0, host: HOST, backlog: 1 }, listen);
    await listen.saw("listening");
    const client = connect(listen.port, HOST);
    client.end(Buffer.alloc(300_000, "x"));
    await listen.saw("offered");
    const tape = new StreamTape();
    const stream = listen.offers[0]?.accept(tape);
    await tape.saw("ended");
    expect(tape.text.length).toBe(300_000);
    stream?.finish();
    await tape.saw("closed");
    expect(tape.fault).toBeUndefined();
    listener.close();
  });
});
