import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { BrokenError, ClosedError, createDevice, ResolveError, TimeoutError } from "../../src/index.js";
import { SERVER, simulate, text } from "../simulated.js";

describe("connect", () => {
  it("says who refused", async () => {
    const { client, run } = simulate();
    await run(async () => {
      const refused = client.connect({ host: SERVER, port: 1 });
      await expect(refused).rejects.toThrow(BrokenError);
      await expect(refused).rejects.toMatchObject({ code: "refused", op: "connect", endpoint: `${SERVER}:1` });
      await expect(refused).rejects.toThrow(`Cannot connect to "${SERVER}:1": connection refused`);
    });
  });

  it("errors name who called, and the local port when that is to blame", async () => {
    const { client, server, run } = simulate();
    await run(async () => {
      async function theCaller(): Promise<void> {
        await client.connect({ host: SERVER, port: 1 });
      }
      const error: unknown = await theCaller().catch((reason: unknown) => reason);
      expect((error as Error).stack).toContain("theCaller");
      await server.listen({ port: 5 });
      await client.connect({ host: SERVER, port: 5, localPort: 4_000 });
      await expect(client.connect({ host: SERVER, port: 5, localPort: 4_000 })).rejects.toThrow(/in use.*, the local port is 4000$/);
    });
  });

  it("says that a name has no address", async () => {
    const { client, run } = simulate();
    await run(() => expect(client.connect({ host: "nobody.test", port: 1 })).rejects.toThrow(ResolveError));
  });

  it("destroys the attempt after the time-out", async () => {
    const { net, client, run } = simulate();
    net.blackhole("10.9.9.9");
    await run(async () => {
      const start = net.clock.now();
      await expect(client.connect({ host: "10.9.9.9", port: 1, timeout: 3_000 })).rejects.toThrow(TimeoutError);
      expect(net.clock.now() - start).toBe(3_000);
      await expect(client.connect({ host: "10.9.9.9", port: 1 })).rejects.toThrow(/timed out after 15000 ms, waiting for the peer to answer$/);
      await client.stop();
    });
    expect(net.openStreams).toBe(0);
    expect(net.clock.waiting).toBe(0);
  });

  it("says what it waited for when time was up", async () => {
    const net = new MockNet({ resolveDelay: 2_000 });
    const card = net.host("10.0.0.2");
    const device = createDevice({ adapters: { LWIP_GP: card }, clock: net.clock, log: silentLog });
    net.host(SERVER).listen({ port: 443, backlog: 1 }, { listening() {}, offered() {}, rejected() {}, closed() {} });
    await net.clock.run(async () => {
      const limits = { port: 443, timeout: 1_000 };
      await expect(device.connect({ host: "slow.test", ...limits })).rejects.toThrow(/, waiting for the name service$/);
      await expect(device.connect({ host: SERVER, tls: { verify: false }, ...limits })).rejects.toThrow(/, waiting for the TLS handshake$/);
      card.setLink(false);
      await expect(device.connect({ host: SERVER, ...limits })).rejects.toThrow(/, waiting for the network link$/);
      await device.stop();
    });
  });

  it("destroys the attempt when aborted, and rejects with the very reason", async () => {
    const { net, client, run } = simulate();
    net.blackhole("10.9.9.9");
    await run(async () => {
      const controller = new AbortController();
      const reason = { why: "changed my mind" };
      const connecting = client.connect({ host: "10.9.9.9", port: 1, signal: controller.signal });
      controller.abort(reason);
      await expect(connecting).rejects.toBe(reason);
      await expect(client.connect({ host: SERVER, port: 1, signal: controller.signal })).rejects.toBe(reason);
      await client.stop();
    });
    expect(net.openStreams).toBe(0);
  });

  it("waits for the link, within the time-out", async () => {
    const { net, client, server, run } = simulate();
    const host = net.host("10.0.0.2");
    host.setLink(false);
    await run(async () => {
      await server.listen({ port: 5 });
      net.clock.after(2_000, () => {
        host.setLink(true);
      });
      const connection = await client.connect({ host: SERVER, port: 5 });
      expect(connection.state).toBe("open");
      expect(net.clock.now()).toBeGreaterThanOrEqual(2_000);
    });
  });

  it("tries the addresses of a name in turn", async () => {
    const { net, client, server, run } = simulate();
    net.name("many.test", ["10.0.0.9", SERVER]);
    net.host("10.0.0.9");
    await run(async () => {
      await server.listen({ port: 5 });
      const connection = await client.connect({ host: "many.test", port: 5 });
      expect(connection.peer).toEqual({ host: SERVER, port: 5 });
    });
  });

  it.each([
    [{ host: "", port: 1 }, 'host is ""; expected a text that is not empty'],
    [{ host: 5, port: 1 }, "host is 5; expected a text that is not empty"],
    [{ host: "h", port: 0 }, "port is 0; expected 1 to 65535"],
    [{ host: "h", port: 65_536 }, "port is 65536; expected 1 to 65535"],
    [{ host: "h", port: "80" }, 'port is "80"; expected an integer'],
    [{ host: "h", port: 1, timeout: 0 }, "timeout is 0; expected a number of milliseconds above 0"],
    [{ host: "h", port: 1, timeout: "5" }, 'timeout is "5"; expected a number of milliseconds'],
    [{ host: "h", port: 1, family: 5 }, "family is 5; expected 4 or 6"],
    [{ host: "h", port: 1, localPort: -1 }, "localPort is -1; expected 0 to 65535"],
    [{ host: "h", port: 1, keepAlive: { idle: 0, interval: 1, count: 1 } }, "keepAlive.idle is 0; expected at least 1"],
    [undefined, "options is undefined; expected an object"],
    [{ host: "tcp://h", port: 1 }, 'host is "tcp://h"; expected a name or an address alone'],
    [{ host: "127.0.0.1:80", port: 1 }, 'host is "127.0.0.1:80"; expected a name or an address alone'],
    [{ host: "h", port: 1, signal: new AbortController() }, "signal is of the type AbortController; expected an AbortSignal"],
    [{ host: "h", port: 1, adapter: "WIFI" }, 'adapter is "WIFI"; expected one of LWIP_GP'],
    [{ host: "h", port: 1, adapter: "LWIP_STA" }, "the device has no adapter LWIP_STA"],
  ])("refuses %j, naming the argument", async (options, message) => {
    const { client, run } = simulate();
    await run(() => expect(client.connect(options as never)).rejects.toThrow(message));
  });
});

describe("listen", () => {
  it("accepts 64 clients that come at once, and loses none of their bytes", async () => {
    const { client, server, run } = simulate();
    await run(async () => {
      const listening = await server.listen({ port: 7, backlog: 64 });
      const clients = await Promise.all(Array.from({ length: 64 }, () => client.connect({ host: SERVER, port: 7 })));
      await Promise.all(clients.map((connection, i) => connection.tx(`client ${i}`)));
      const seen = new Set<string | undefined>();
      for (let i = 0; i < 64; i++) {
        const there = await listening.accept({ timeout: 1_000 });
        seen.add(text(await there?.rx()));
      }
      expect(seen).toEqual(new Set(clients.map((_, i) => `client ${i}`)));
      expect(listening.waiting).toBe(0);
    });
  });

  it.each([
    [{ port: -1 }, "port is -1; expected 0 to 65535"],
    [{ port: 1.5 }, "port is 1.5; expected an integer"],
    [{ port: 1, host: "" }, 'host is ""; expected a text that is not empty'],
    [{ port: 1, backlog: 0 }, "backlog is 0; expected at least 1"],
    [{ port: 1, keepAlive: { idle: 1, interval: Number.NaN, count: 1 } }, "keepAlive.interval is NaN; expected an integer"],
    [{ port: 1, timeout: -5 }, "timeout is -5; expected a number of milliseconds above 0"],
  ])("refuses %j, naming the argument", async (options, message) => {
    const { server, run } = simulate();
    await run(() => expect(server.listen(options as never)).rejects.toThrow(message));
  });

  it("says that the port is taken", async () => {
    const { server, run } = simulate();
    await run(async () => {
      await server.listen({ port: 7 });
      await expect(server.listen({ port: 7 })).rejects.toMatchObject({ name: "BrokenError", code: "in-use", number: -8 });
    });
  });

  it("tells the port that was chosen", async () => {
    const { server, run } = simulate();
    const listening = await run(() => server.listen({ port: 0 }));
    expect(listening.local.port).toBeGreaterThan(0);
  });

  it("accept times out, then goes on; iteration ends with close", async () => {
    const { client, server, run } = simulate();
    await run(async () => {
      const listening = await server.listen({ port: 7 });
      await expect(listening.accept({ timeout: 10 })).rejects.toThrow(TimeoutError);
      const accepted: string[] = [];
      const accepting = (async () => {
        for await (const connection of listening) accepted.push(connection.peer.host);
      })();
      await client.connect({ host: SERVER, port: 7 });
      await client.connect({ host: SERVER, port: 7 });
      await listening.close();
      await accepting;
      expect(accepted).toEqual(["10.0.0.2", "10.0.0.2"]);
      expect(await listening.accept()).toBeUndefined();
    });
  });
});

describe("ready", () => {
  it("gives the card's address, at once or when the link is up", async () => {
    const { net, client, run } = simulate();
    await run(async () => {
      expect(await client.ready()).toBe("10.0.0.2");
      net.host("10.0.0.2").setLink(false);
      await expect(client.ready({ timeout: 100 })).rejects.toThrow(TimeoutError);
      net.clock.after(500, () => {
        net.host("10.0.0.2").setLink(true);
      });
      expect(await client.ready({ timeout: 1_000 })).toBe("10.0.0.2");
      await client.stop();
      await expect(client.ready()).rejects.toThrow(ClosedError);
    });
  });

  it("ends with the device", async () => {
    const { net, client, run } = simulate();
    net.host("10.0.0.2").setLink(false);
    await run(async () => {
      const waiting = expect(client.ready()).rejects.toThrow(ClosedError);
      await client.stop();
      await waiting;
    });
  });
});
