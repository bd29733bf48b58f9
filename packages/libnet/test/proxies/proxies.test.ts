import { MockNet } from "@luat/adapters/mock";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { BrokenError, createDevice, TimeoutError, type Connection, type Device, type Way } from "../../src/index.js";
import { longConnection } from "../../src/long-connection/index.js";
import { httpConnect, socks5 } from "../../src/proxies/index.js";
import { counted, text } from "../simulated.js";
import { proxy, type Asked } from "./small-proxy.js";

const WAYS = { http: httpConnect, socks5 };
const KINDS = ["http", "socks5"] as const;
const AT = { host: "10.0.0.3", port: 8_080 };

interface World {
  readonly net: MockNet;
  readonly client: Device;
  readonly asked: Asked[];
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** A client, a server that greets and then echoes, and a proxy between them. */
async function world(kind: Asked["kind"], known?: string): Promise<World> {
  const net = new MockNet({ latency: 10 });
  const shared = { clock: net.clock, log: silentLog };
  const client = createDevice({ adapters: { ETH0: net.host("10.0.0.2") }, ...shared });
  const middle = createDevice({ adapters: { ETH0: net.host(AT.host) }, ...shared });
  const server = createDevice({ adapters: { ETH0: net.host("10.0.0.1") }, ...shared });
  net.name("broker.test", ["10.0.0.1"]);
  const asked: Asked[] = [];
  await net.clock.run(async () => {
    const listening = await server.listen({ port: 1883 });
    void (async () => {
      for await (const connection of listening) void greet(connection);
    })();
    void proxy(kind, middle, await middle.listen({ port: AT.port }), asked, known);
  });
  return { net, client, asked, run: (work) => net.clock.run(work) };
}

async function greet(connection: Connection): Promise<void> {
  await connection.tx("welcome");
  for await (const bytes of connection) await connection.tx(bytes);
  await connection.close();
}

async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(() => undefined, (reason: unknown) => reason);
}

describe.each(KINDS)("connect through a proxy (%s)", (kind) => {
  it("carries the bytes both ways, the server's first ones too, and lets the proxy resolve the name", async () => {
    const { client, asked, run } = await world(kind);
    await run(async () => {
      const connection = await client.connect({ host: "broker.test", port: 1883, through: WAYS[kind](AT) });
      expect(asked).toEqual([{ kind, target: "broker.test:1883", who: undefined }]);
      expect(connection.peer).toEqual(AT);
      expect(text(await connection.rxExactly(7))).toBe("welcome");
      void connection.tx(counted(100_000));
      expect(Buffer.compare((await connection.rxExactly(100_000)) ?? new Uint8Array(), counted(100_000))).toBe(0);
      await expect(connection.rx({ timeout: 10 })).rejects.toThrow('Cannot receive from "broker.test:1883"');
      await connection.close();
    });
    client.assertIdle();
  });

  it("says who asks, and why the proxy does not let it through", async () => {
    const { client, asked, run } = await world(kind, "me:päss");
    await run(async () => {
      const auth = { username: "me", password: "päss" };
      const connection = await client.connect({ host: "10.0.0.1", port: 1883, through: WAYS[kind]({ ...AT, auth }) });
      expect(asked).toEqual([{ kind, target: "10.0.0.1:1883", who: "me:päss" }]);
      connection.abort();
      for (const wrong of [undefined, { ...auth, password: "pass" }]) {
        const error = await reasonOf(client.connect({ host: "10.0.0.1", port: 1883, through: WAYS[kind]({ ...AT, auth: wrong }) }));
        expect(error).toBeInstanceOf(BrokenError);
        const says = kind === "http" ? "407 Proxy Authentication Required" : wrong === undefined ? "it wants to know who asks" : "wrong user name or password";
        expect(error).toMatchObject({ code: "forbidden", message: `Cannot connect to "10.0.0.1:1883": not permitted, the proxy "10.0.0.3:8080" says: ${says}` });
      }
    });
    client.assertIdle();
  });

  it("serves long connections too", async () => {
    const { client, asked, run } = await world(kind);
    await run(async () => {
      const long = longConnection({ host: "broker.test", port: 1883, through: WAYS[kind](AT) }, client);
      expect(text(await long.rx())).toBe("welcome");
      expect(asked[0]?.target).toBe("broker.test:1883");
      await long.stop();
      expect(() => longConnection({ host: "broker.test", port: 1883, through: {} as Way }, client)).toThrow("expected a way");
    });
    client.assertIdle();
  });

  it("is limited in all by the time-out, and ends with the signal", async () => {
    const { net, client, run } = await world(kind);
    const silent = createDevice({ adapters: { ETH0: net.host("10.0.0.9") }, clock: net.clock, log: silentLog });
    await run(async () => {
      await silent.listen({ port: 8_080 });
      const through = WAYS[kind]({ host: "10.0.0.9", port: 8_080 });
      const start = net.clock.now();
      const error = await reasonOf(client.connect({ host: "broker.test", port: 1883, timeout: 1_000, through }));
      expect(error).toBeInstanceOf(TimeoutError);
      expect((error as Error).message).toBe('Cannot connect to "broker.test:1883": timed out after 1000 ms, waiting for the proxy "10.0.0.9:8080"');
      expect(net.clock.now() - start).toBe(1_000);
      const controller = new AbortController();
      const connecting = reasonOf(client.connect({ host: "broker.test", port: 1883, signal: controller.signal, through }));
      net.clock.after(500, () => { controller.abort("enough"); });
      expect(await connecting).toBe("enough");
    });
    client.assertIdle();
    await silent.stop();
  });

  it.each<[string, { host: string; port: number }, string, object]>([
    ["refuses", { host: AT.host, port: 1 }, 'connection refused (ECONNREFUSED), dialling the proxy "10.0.0.3:1"', { name: "BrokenError", code: "refused", errno: "ECONNREFUSED" }],
    ["is not there", { host: "10.0.0.99", port: 1 }, 'host or network unreachable (EHOSTUNREACH), dialling the proxy "10.0.0.99:1"', { name: "BrokenError", code: "unreachable" }],
    ["has a name that nobody knows", { host: "proxy.test", port: 1 }, 'name not resolved (ENOTFOUND), dialling the proxy "proxy.test:1"', { name: "ResolveError", code: "name" }],
    ["never answers", { host: "10.0.0.66", port: 1 }, 'timed out after 1000 ms, dialling the proxy "10.0.0.66:1"', { name: "TimeoutError", code: "timeout", number: -3 }],
  ])("names the server and the proxy when that %s", async (_what, at, text, expected) => {
    const { net, client, run } = await world(kind);
    net.blackhole("10.0.0.66");
    const error = await run(() => reasonOf(client.connect({ host: "broker.test", port: 1883, timeout: 1_000, through: WAYS[kind](at) })));
    expect(error).toMatchObject({ ...expected, message: `Cannot connect to "broker.test:1883": ${text}`, op: "connect", endpoint: "broker.test:1883" });
    const { cause } = error as { cause?: unknown };
    expect(cause).toMatchObject({ ...expected, endpoint: `${at.host}:${at.port}` });
    client.assertIdle();
  });

  it("refuses what is no way", async () => {
    const { client, run } = await world(kind);
    await run(async () => {
      await expect(client.connect({ host: "broker.test", port: 1883, through: {} as Way })).rejects.toThrow("through is of the type Object; expected a way");
    });
  });

  it("works over real loopback", async () => {
    await using device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const serving = server.accept().then((connection) => connection && greet(connection));
    const listening = await device.listen({ host: "127.0.0.1", port: 0 });
    const asked: Asked[] = [];
    const proxying = proxy(kind, device, listening, asked);
    const through = WAYS[kind]({ host: "127.0.0.1", port: listening.local.port });
    const connection = await device.connect({ host: "localhost", port: server.local.port, family: 4, through });
    expect(text(await connection.rxExactly(7))).toBe("welcome");
    await connection.tx("hello");
    expect(text(await connection.rxExactly(5))).toBe("hello");
    expect(asked[0]?.target).toBe(`localhost:${server.local.port}`);
    await connection.close();
    await Promise.all([serving, listening.close(), server.close(), proxying]);
  });
});

describe("an HTTP proxy", () => {
  it.each([
    ["HTTP/1.1 503 Service Unavailable\r\n\r\n", "unreachable", 'says: 503 Service Unavailable'],
    ["HTTP/1.0 418 I'm a teapot\r\n\r\n", "broken", "says: 418 I'm a teapot"],
    ["SSH-2.0-OpenSSH_9\r\n\r\n", "broken", 'says: "SSH-2.0-OpenSSH_9"'],
    ["x".repeat(20_000), "broken", "says: more than an HTTP answer"],
  ])("that answers %j", async (answer, code, says) => {
    expect(await refusal(httpConnect(AT), answer)).toMatchObject({ code, message: expect.stringContaining(says) as unknown });
  });
});

describe("a SOCKS proxy", () => {
  it("that refuses says why", async () => {
    const { client, run } = await world("socks5");
    const error = await run(() => reasonOf(client.connect({ host: "10.0.0.1", port: 9, through: socks5(AT) })));
    expect(error).toMatchObject({ code: "refused", message: 'Cannot connect to "10.0.0.1:9": connection refused, the proxy "10.0.0.3:8080" says: connection refused' });
  });

  it("gets addresses as such", async () => {
    const { client, asked, run } = await world("socks5");
    await run(() => reasonOf(client.connect({ host: "fd00::1", port: 9, through: socks5(AT) })));
    expect(asked[0]?.target).toBe("fd000000000000000000000000000001:9");
  });

  it.each([
    ["HTTP/1.1 400 Bad Request\r\n\r\n", "says: it speaks version 72, not 5"],
    ["\x05", "has left"],
    ["", "says: nothing, and ends the connection"],
  ])("that answers %j", async (answer, says) => {
    expect(await refusal(socks5(AT), answer)).toMatchObject({ code: "broken", message: expect.stringContaining(says) as unknown });
  });
});

/** What comes of a proxy that answers whatever it is asked with this, and ends. */
async function refusal(through: Way, answer: string): Promise<unknown> {
  const net = new MockNet();
  const shared = { clock: net.clock, log: silentLog };
  const client = createDevice({ adapters: { ETH0: net.host("10.0.0.2") }, ...shared });
  const middle = createDevice({ adapters: { ETH0: net.host(AT.host) }, ...shared });
  const error = await net.clock.run(async () => {
    const listening = await middle.listen({ port: AT.port });
    const answering = listening.accept().then(async (connection) => {
      await connection?.rx();
      await connection?.tx(answer);
      await connection?.finish();
    });
    const outcome = await reasonOf(client.connect({ host: "broker.test", port: 1883, through }));
    await answering;
    return outcome;
  });
  client.assertIdle();
  await middle.stop();
  return error;
}

describe("the options of a proxy", () => {
  it("are checked where the way is made", () => {
    expect(() => httpConnect({ host: "http://proxy", port: 1 })).toThrow("expected a name or an address alone");
    expect(() => socks5({ host: "proxy", port: 0 })).toThrow("port is 0; expected 1 to 65535");
    expect(() => socks5({ ...AT, auth: { username: "", password: "x" } })).toThrow("auth.username is \"\"; expected a text that is not empty");
    expect(() => httpConnect({ ...AT, auth: { username: "me" } as never })).toThrow("auth.password is undefined; expected a text");
    expect(() => socks5({ ...AT, auth: { username: "me", password: "x".repeat(256) } })).toThrow("auth.password has 256 bytes; expected at most 255");
  });
});
