import { createAuthority } from "@luat/adapters/certs";
import { nodeAdapter } from "@luat/adapters/node";
import type { LogPort } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { metrics } from "../../src/diagnostics/index.js";
import { createDevice } from "../../src/index.js";
import { SERVER, simulate } from "../simulated.js";

describe("metrics", () => {
  it("count connections, and their bytes while they are open and after", async () => {
    const { client, server, run, pair } = simulate();
    const [mine, theirs] = [metrics(client), metrics(server)];
    const { here, there, listening } = await pair();
    await run(async () => {
      await here.tx("hello");
      await there.rx();
      await there.tx("hi");
      await here.rx();
    });
    expect(mine.snapshot()).toMatchObject({ connected: 1, accepted: 0, openConnections: 1, bytesReceived: 2, bytesSent: 5, closed: {} });
    expect(theirs.snapshot()).toMatchObject({ connected: 0, accepted: 1, openConnections: 1, openListeners: 1, bytesReceived: 5, bytesSent: 2 });
    await run(async () => {
      const closing = here.close();
      expect(await there.rx()).toBe(undefined);
      await there.close();
      await closing;
      await listening.close();
    });
    expect(mine.snapshot()).toMatchObject({ openConnections: 0, bytesReceived: 2, bytesSent: 5, closed: { local: 1 } });
    expect(theirs.snapshot()).toMatchObject({ openConnections: 0, openListeners: 0, bytesReceived: 5, bytesSent: 2, closed: { peer: 1 } });
  });

  it("count what broke once, though nobody closes it, and never less bytes than before", async () => {
    const { client, run, pair } = simulate();
    const counters = metrics(client);
    const { here, there } = await pair();
    await run(async () => {
      await there.tx("bye");
      await here.rx();
      there.abort();
      await expect(here.rx()).rejects.toThrow("reset");
    });
    expect(counters.snapshot()).toMatchObject({ openConnections: 0, bytesReceived: 3, closed: { reset: 1 } });
    await run(() => here.close());
    expect(counters.snapshot()).toMatchObject({ bytesReceived: 3, closed: { reset: 1 } });
  });

  it("count what failed by reason, what was given up, and time-outs by call", async () => {
    const { net, client, run } = simulate();
    const counters = metrics(client);
    net.peer(SERVER, 1883).stall();
    const silent = net.host("10.0.0.9");
    silent.setLink(false);
    await run(async () => {
      await expect(client.connect({ host: SERVER, port: 7 })).rejects.toThrow("refused");
      await expect(client.connect({ host: "nowhere.test", port: 7 })).rejects.toThrow("name");
      await expect(client.connect({ host: "10.0.0.9", port: 7, timeout: 1_000 })).rejects.toThrow("timed out");
      const connection = await client.connect({ host: SERVER, port: 1883 });
      await expect(connection.rx({ timeout: 1_000 })).rejects.toThrow("timed out");
      connection.abort();
    });
    expect(counters.snapshot()).toMatchObject({ connected: 1, failed: { refused: 1, name: 1, abandoned: 1 }, closed: { local: 1 }, timeouts: { connect: 1, receive: 1 } });
  });

  it("tell each call's time-out, on both sides", async () => {
    const { client, server, run, pair } = simulate();
    const [mine, theirs] = [metrics(client), metrics(server)];
    const { here, there, listening } = await pair();
    await run(async () => {
      await expect(listening.accept({ timeout: 10 })).rejects.toThrow("timed out");
      const datagrams = await client.bind();
      await expect(datagrams.rx({ timeout: 10 })).rejects.toThrow("timed out");
      await expect(here.tx(new Uint8Array(4_000_000), { until: "sent", timeout: 10 })).rejects.toThrow("timed out");
      await expect(here.close({ timeout: 10 })).rejects.toThrow("timed out");
    });
    expect(mine.snapshot().timeouts).toEqual({ receive: 1, send: 1, close: 1 });
    expect(theirs.snapshot().timeouts).toEqual({ accept: 1 });
    there.abort();
  });

  it("tell the time-outs of the faithful calls too, but not of wait, which is asked again and again", async () => {
    const lines: string[] = [];
    const log: LogPort = { write: (level, tag, parts) => lines.push(`${level} ${tag} ${parts.join(" ")}`) };
    const { net, client, server, run } = simulate({ log });
    const counters = metrics(client);
    net.blackhole("10.0.0.9");
    const { sys, socket, libnet } = client;
    await run(() => server.listen({ port: 7 }));
    const task = sys.taskInitEx(async () => {
      const netc = socket.create(null, "TASK");
      socket.debug(netc, true);
      socket.config(netc, 6000);
      await libnet.connect("TASK", 500, netc, "10.0.0.9", 7);
      socket.close(netc);
      await libnet.listen("TASK", 600, netc);
      socket.close(netc);
      await libnet.connect("TASK", 500, netc, SERVER, 7);
      expect(await libnet.wait("TASK", 700, netc)).toEqual([true, false]);
      const full = net.fillBuffers();
      await libnet.tx("TASK", 800, netc, new Uint8Array(10_000));
      full.remove();
      await libnet.close("TASK", 900, netc);
      net.host("10.0.0.2").setLink(false);
      await libnet.waitLink("TASK", 1_000, netc);
      socket.release(netc);
    }, "TASK");
    await run(() => task.done);
    expect(lines.filter((line) => line.includes("timed out"))).toEqual([
      "warn socket ctrl#1 connect timed out after 500 ms [state 3 CONNECTING, waits for ON_LINE]",
      "warn socket ctrl#1 listen timed out after 600 ms [state 6 LISTEN, waits for ON_LINE]",
      "warn socket ctrl#1 send timed out after 800 ms [state 5 ONLINE, waits for TX_OK]",
      "warn socket ctrl#1 close timed out after 900 ms [state 7 DISCONNECTING, waits for CLOSED]",
      "warn socket ctrl#1 linkup timed out after 1000 ms [state 0 LINK_OFF, waits for LINK]",
    ]);
    expect(counters.snapshot().timeouts).toEqual({ connect: 1, listen: 1, send: 1, close: 1, linkup: 1 });
  });

  it("count datagrams: their bytes, those dropped and those sent back", async () => {
    const { client, server, run } = simulate();
    const [mine, theirs] = [metrics(client), metrics(server)];
    await run(async () => {
      const there = await server.bind({ host: SERVER, port: 6000 });
      const here = await client.bind();
      await here.tx("hello", { host: SERVER, port: 6000 });
      expect((await there.rx())?.bytes).toHaveLength(5);
      for (let i = 0; i < 2_100; i++) await here.tx(new Uint8Array(0), { host: SERVER, port: 6000 });
      expect(there.dropped).toBeGreaterThan(10);
      expect(theirs.snapshot()).toMatchObject({ openDatagramSockets: 1, bytesReceived: 5, datagramsDropped: there.dropped });
      const peer = await client.bind({ peer: { host: SERVER, port: 7 } });
      await peer.tx("x");
      await new Promise((resolve) => peer.once("refused", resolve));
      await Promise.all([here.close(), there.close(), peer.close()]);
    });
    expect(mine.snapshot()).toMatchObject({ bytesSent: 6, datagramsUndelivered: 1, openDatagramSockets: 0, closed: {}, failed: {} });
  });

  it("count handshakes, and the clients that were rejected and refused", async () => {
    const { net, client, server, run } = simulate();
    const [mine, theirs] = [metrics(client), metrics(server)];
    const authority = createAuthority({ keyType: "ec", now: net.clock.wall() });
    const listening = await run(() => server.listen({ port: 8883, tls: authority.issue({ names: [SERVER] }) }));
    await run(async () => {
      await client.connect({ host: SERVER, port: 8883, tls: { ca: authority.cert } });
      await expect(client.connect({ host: SERVER, port: 8883, tls: true })).rejects.toThrow("authority");
      await client.connect({ host: SERVER, port: 8883, tls: { ca: authority.cert } });
    });
    await net.clock.advance(10);
    await run(() => listening.close());
    expect(mine.snapshot()).toMatchObject({ connected: 3, handshakes: 2, failed: { tls: 1 } });
    expect(theirs.snapshot()).toMatchObject({ accepted: 0, rejectedClients: 1, refusedClients: 2, openListeners: 0 });
  });

  it("leave out who was there before, but for the bytes from then on", async () => {
    const { client, run, pair } = simulate();
    const { here, there } = await pair();
    await run(() => here.tx("before"));
    const counters = metrics(client);
    await run(() => here.tx("hello"));
    expect(counters.snapshot()).toMatchObject({ openConnections: 0, bytesSent: 5 });
    await run(() => Promise.all([here.close(), there.close()]));
    expect(counters.snapshot()).toMatchObject({ openConnections: 0, bytesSent: 5, closed: {}, failed: {} });
  });

  it("stay as they are once they are stopped", async () => {
    const { client, run, pair } = simulate();
    const counters = metrics(client);
    const { here } = await pair();
    await run(() => here.tx("hello"));
    counters.stop();
    counters.stop();
    await run(() => here.tx("more"));
    here.abort();
    expect(counters.snapshot()).toMatchObject({ connected: 1, openConnections: 1, bytesSent: 5, closed: {} });
  });

  it("refuse what is no device", () => {
    expect(() => metrics({} as never)).toThrow(TypeError);
  });

  it("count the same on real sockets", async () => {
    await using device = createDevice({ adapters: { ETH0: nodeAdapter() }, logLevel: "silent" });
    const counters = metrics(device);
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const [here, there] = await Promise.all([device.connect(server.local), server.accept()]);
    await here.tx("hello");
    await there?.rx();
    await Promise.all([here.close(), there?.close()]);
    await server.close();
    const { connected, accepted, openConnections, bytesReceived, bytesSent, closed } = counters.snapshot();
    expect({ connected, accepted, openConnections, bytesReceived, bytesSent }).toEqual({ connected: 1, accepted: 1, openConnections: 0, bytesReceived: 5, bytesSent: 5 });
    expect((closed.local ?? 0) + (closed.peer ?? 0)).toBe(2);
  });
});
