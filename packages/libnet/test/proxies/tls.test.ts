import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { record } from "@luat/adapters/tape";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { createDevice, LuatError, type ConnectOptions, type Connection, type Device, type ServerTlsOptions, type Way } from "../../src/index.js";
import { longConnection } from "../../src/long-connection/index.js";
import { httpConnect, socks5 } from "../../src/proxies/index.js";
import { counted, text } from "../simulated.js";
import { proxy, type Asked } from "./small-proxy.js";

const WAYS = { http: httpConnect, socks5 };
const KINDS = ["http", "socks5"] as const;
const SERVER = "10.0.0.1";
const AT = { host: "10.0.0.3", port: 8_080 };
const NOW = new MockNet().clock.wall();
const authority = createAuthority({ keyType: "ec", now: NOW });
const stranger = createAuthority({ keyType: "ec", now: NOW });
const good = authority.issue({ names: ["broker.test"] });
const ca = authority.cert;
const BROKER = { host: "broker.test", port: 8883, tls: { ca } };
/** What a proxy says when it has connected. */
const CONNECTED = { http: "HTTP/1.1 200 OK\r\n\r\n", socks5: Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0) };

interface World {
  readonly net: MockNet;
  /** What the client looked up. */
  readonly names: readonly string[];
  readonly client: Device;
  readonly middle: Device;
  readonly server: Device;
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Stops all, and sees that nothing is left. */
  end(): Promise<void>;
}

/** A client, a proxy's host and a server's. */
function world(): World {
  const net = new MockNet({ latency: 10 });
  const shared = { clock: net.clock, log: silentLog };
  const card = net.host("10.0.0.2");
  const names: string[] = [];
  const resolve = card.resolve.bind(card);
  card.resolve = (name, query, done) => {
    names.push(name);
    return resolve(name, query, done);
  };
  const client = createDevice({ adapters: { ETH0: card }, ...shared });
  const middle = createDevice({ adapters: { ETH0: net.host(AT.host) }, ...shared });
  const server = createDevice({ adapters: { ETH0: net.host(SERVER) }, ...shared });
  net.name("broker.test", [SERVER]);
  return {
    ...{ net, names, client, middle, server },
    run: (work) => net.clock.run(work),
    async end() {
      client.assertIdle();
      await Promise.all([client.stop(), middle.stop(), server.stop()]);
      await net.clock.run();
      expect([net.openStreams, net.openListeners, net.clock.waiting]).toEqual([0, 0, 0]);
    },
  };
}

/** Starts a server that greets and then echoes. */
async function serve(device: Device, tls: ServerTlsOptions | undefined): Promise<void> {
  const listening = await device.listen({ port: BROKER.port, tls });
  void (async () => {
    for await (const connection of listening) void greet(connection).catch(() => undefined);
  })();
}

async function greet(connection: Connection): Promise<void> {
  await connection.tx("welcome");
  for await (const bytes of connection) await connection.tx(bytes);
  await connection.close();
}

/** Starts a proxy that does its work. */
async function relay(kind: Asked["kind"], device: Device, tls?: ServerTlsOptions): Promise<Asked[]> {
  const asked: Asked[] = [];
  void proxy(kind, device, await device.listen({ port: AT.port, tls }), asked);
  return asked;
}

/** Starts a proxy that says that it has connected, and then only listens; `next` gets its end of each connection. */
async function pretend(kind: Asked["kind"], device: Device, next: (client: Connection) => Promise<unknown>, more = ""): Promise<void> {
  const listening = await device.listen({ port: AT.port });
  void (async () => {
    for await (const client of listening) void answer(client).catch(() => undefined);
  })();
  async function answer(client: Connection): Promise<void> {
    if (kind === "http") await client.rxUntil("\r\n\r\n");
    else {
      await client.rxExactly(3);
      await client.tx(Uint8Array.of(5, 0));
      await client.rxExactly(7 + BROKER.host.length);
    }
    await client.tx([CONNECTED[kind], more]);
    await next(client);
  }
}

async function errorOf(promise: Promise<unknown>): Promise<LuatError> {
  const reason: unknown = await promise.then(() => undefined, (error: unknown) => error);
  if (!(reason instanceof LuatError)) throw new Error(`got ${String(reason)}, which is no error of the SDK`, { cause: reason });
  return reason;
}

/** What programs go by. */
function traits(error: LuatError): unknown {
  const { name, message, code, op, endpoint } = error;
  const { tls, errno, peerCertificates } = error as { tls?: unknown; errno?: unknown; peerCertificates?: ReadonlyArray<{ subject: string }> };
  return { name, message, code, op, endpoint, tls, errno, shown: peerCertificates?.map(({ subject }) => subject) };
}

/** The errors of connecting to a server as it is, and by way of a proxy. */
async function bothErrors(kind: Asked["kind"], tls: ServerTlsOptions | undefined, options: Partial<ConnectOptions> = {}): Promise<readonly [direct: unknown, proxied: unknown]> {
  const { client, server, middle, run, end } = world();
  const errors = await run(async () => {
    await serve(server, tls);
    await relay(kind, middle);
    const direct = traits(await errorOf(client.connect({ ...BROKER, ...options })));
    return [direct, traits(await errorOf(client.connect({ ...BROKER, ...options, through: WAYS[kind](AT) })))] as const;
  });
  await end();
  return errors;
}

describe.each(KINDS)("TLS through a proxy (%s)", (kind) => {
  it("is with the server, whose name the proxy resolves and the certificate is for", async () => {
    const { client, server, middle, names, run, end } = world();
    await run(async () => {
      await serve(server, { ...good, alpn: ["mqtt"] });
      const asked = await relay(kind, middle);
      const connection = await client.connect({ ...BROKER, tls: { ca, alpn: ["mqtt"] }, through: WAYS[kind](AT) });
      expect(asked).toEqual([{ kind, target: "broker.test:8883", who: undefined }]);
      expect(names).toEqual([]);
      expect(connection.security).toMatchObject({ protocol: "TLSv1.3", verified: true, alpn: "mqtt" });
      expect(connection.security?.peerCertificates?.[0]?.names).toEqual(["broker.test"]);
      expect([connection.peer, connection.state]).toEqual([AT, "open"]);
      expect(text(await connection.rxExactly(7))).toBe("welcome");
      void connection.tx(counted(100_000));
      expect(Buffer.compare((await connection.rxExactly(100_000)) ?? new Uint8Array(), counted(100_000))).toBe(0);
      expect([connection.bytesIn, connection.bytesOut]).toEqual([100_007, 100_000]);
      await expect(connection.rx({ timeout: 10 })).rejects.toThrow('Cannot receive from "broker.test:8883"');
      await connection.finish();
      expect(await connection.rx()).toBeUndefined();
      await connection.close();
    });
    await end();
  });

  it("asks one proxy alone where the addresses of its name are raced", async () => {
    const { net, client, server, middle, run, end } = world();
    net.name("proxy.test", ["10.0.0.66", AT.host]);
    net.blackhole("10.0.0.66");
    await run(async () => {
      await serve(server, good);
      const asked = await relay(kind, middle);
      const through = WAYS[kind]({ host: "proxy.test", port: AT.port });
      const connection = await client.connect({ ...BROKER, happyEyeballs: true, through });
      expect(asked).toHaveLength(1);
      expect(text(await connection.rxExactly(7))).toBe("welcome");
      await connection.close();
    });
    await end();
  });

  it("shows a client's certificate to the server", async () => {
    const { client, server, middle, run, end } = world();
    await run(async () => {
      const listening = await server.listen({ port: BROKER.port, tls: { ...good, ca } });
      await relay(kind, middle);
      const mine = authority.issue({ names: ["meter-7"] });
      const [here, there] = await Promise.all([client.connect({ ...BROKER, tls: { ca, ...mine }, through: WAYS[kind](AT) }), listening.accept()]);
      expect(there?.security).toMatchObject({ verified: true, peerCertificates: [{ names: ["meter-7"] }] });
      await Promise.all([here.close(), there?.close()]);
    });
    await end();
  });

  it.each<[string, ServerTlsOptions | undefined, Partial<ConnectOptions>]>([
    ["a certificate for another name", authority.issue({ names: ["another.test"] }), {}],
    ["a certificate of a stranger", stranger.issue({ names: ["broker.test"] }), {}],
    ["a certificate that has expired", authority.issue({ names: ["broker.test"], validFrom: NOW - 2_000, validTo: NOW - 1_000 }), {}],
    ["a server that wants a client's certificate and gets none, with TLS 1.2", { ...good, ca, maxVersion: "TLSv1.2" }, {}],
    ["a server whose TLS is too old", { ...good, maxVersion: "TLSv1.2" }, { tls: { ca, minVersion: "TLSv1.3" } }],
    ["a server that speaks no TLS", undefined, {}],
  ])("fails with %s as a direct connection does", async (_what, tls, options) => {
    const [direct, proxied] = await bothErrors(kind, tls, options);
    expect(direct).toMatchObject({ name: "TlsError", code: "tls", endpoint: "broker.test:8883" });
    expect(proxied).toEqual(direct);
  });

  it("reads as TLS what comes in one packet with the answer of the proxy", async () => {
    const { client, middle, run, end } = world();
    await run(async () => {
      await pretend(kind, middle, (connection) => connection.rx(), "220 mail.test ESMTP\r\n");
      const error = await errorOf(client.connect({ ...BROKER, through: WAYS[kind](AT) }));
      expect(traits(error)).toMatchObject({ name: "TlsError", tls: "protocol", endpoint: "broker.test:8883" });
    });
    await end();
  });

  it("says why the proxy does not connect", async () => {
    const { client, middle, run, end } = world();
    await run(async () => {
      await relay(kind, middle);
      const error = await errorOf(client.connect({ ...BROKER, port: 9, through: WAYS[kind](AT) }));
      expect(error.message).toContain(kind === "http" ? 'the proxy "10.0.0.3:8080" has left' : 'the proxy "10.0.0.3:8080" says: connection refused');
    });
    await end();
  });

  it.each<[string, (client: Connection) => Promise<unknown>, object]>([
    ["ends in order", (client) => client.rx().then(() => client.finish()), { name: "TlsError", tls: "protocol" }],
    ["resets the connection", (client) => client.rx().then(() => { client.abort(); }), { name: "BrokenError", code: "reset" }],
    ["leaves at once", (client) => client.close(), { name: "TlsError", tls: "protocol" }],
  ])("tells of a proxy, or a server behind it, that %s in the middle of the handshake", async (_what, leave, expected) => {
    const { client, middle, run, end } = world();
    await run(async () => {
      await pretend(kind, middle, leave);
      const error = await errorOf(client.connect({ ...BROKER, through: WAYS[kind](AT) }));
      expect(traits(error)).toMatchObject({ ...expected, endpoint: "broker.test:8883" });
      expect(error.message).toContain('Cannot connect to "broker.test:8883": ');
    });
    await end();
  });

  /** What a connect can wait for, how the network is made for that, and how errors say it. */
  const PHASES: ReadonlyArray<readonly [string, (world: World) => unknown, string]> = [
    ["the proxy to answer the dial", ({ net }) => net.blackhole(AT.host, AT.port), 'dialling the proxy "10.0.0.3:8080"'],
    ["the proxy to speak", ({ middle }) => middle.listen({ port: AT.port }), 'waiting for the proxy "10.0.0.3:8080"'],
    ["the server to shake hands", ({ middle }) => pretend(kind, middle, (client) => client.rx()), "waiting for the TLS handshake"],
  ];

  it.each(PHASES)("is limited in all by the time-out while it waits for %s", async (_what, prepare, note) => {
    const all = world();
    const { net, client, run, end } = all;
    await run(async () => {
      await prepare(all);
      const start = net.clock.now();
      const error = await errorOf(client.connect({ ...BROKER, timeout: 1_000, through: WAYS[kind](AT) }));
      expect(error).toMatchObject({ name: "TimeoutError", message: `Cannot connect to "broker.test:8883": timed out after 1000 ms, ${note}` });
      expect(net.clock.now() - start).toBe(1_000);
    });
    await end();
  });

  it.each(PHASES)("ends with the signal while it waits for %s", async (_what, prepare) => {
    const all = world();
    const { net, client, run, end } = all;
    await run(async () => {
      await prepare(all);
      const controller = new AbortController();
      const connecting = client.connect({ ...BROKER, signal: controller.signal, through: WAYS[kind](AT) });
      net.clock.after(500, () => { controller.abort("enough"); });
      await expect(connecting).rejects.toBe("enough");
      expect(net.clock.now()).toBe(500);
    });
    await end();
  });

  it.each(PHASES)("ends with its device while it waits for %s", async (_what, prepare) => {
    const all = world();
    const { net, client, run, end } = all;
    await run(async () => {
      await prepare(all);
      const connecting = errorOf(client.connect({ ...BROKER, through: WAYS[kind](AT) }));
      net.clock.after(500, () => void client.stop());
      expect(await connecting).toMatchObject({ code: "stopped" });
    });
    await end();
  });

  it("serves long connections too", async () => {
    const { client, server, middle, run, end } = world();
    await run(async () => {
      await serve(server, good);
      await relay(kind, middle);
      const long = longConnection({ ...BROKER, through: WAYS[kind](AT) }, client);
      expect(text(await long.rx())).toBe("welcome");
      await long.stop();
    });
    await end();
  });

  it("is refused by a card that cannot, before anything is sent", async () => {
    const { net, run } = world();
    const device = createDevice({ adapters: { ETH0: record(net.host("10.0.0.4"), { write: () => undefined }) }, clock: net.clock, log: silentLog });
    await run(async () => {
      const error = await errorOf(device.connect({ ...BROKER, through: WAYS[kind](AT) }));
      expect(error.message).toBe('Cannot connect to "broker.test:8883": not supported by this card, TLS inside what a proxy has connected (adapter 10.0.0.4): use another adapter, or no proxy');
      expect(error.code).toBe("unsupported");
    });
    expect(net.openStreams).toBe(0);
    await device.stop();
  });

  it("checks its settings before anything is sent", async () => {
    const { client, net, run, end } = world();
    await run(async () => {
      const error = await errorOf(client.connect({ ...BROKER, tls: { ca: "nonsense" }, through: WAYS[kind](AT) }));
      expect(error).toMatchObject({ name: "TlsError", tls: "ca", endpoint: "broker.test:8883" });
      expect(net.openStreams).toBe(0);
    });
    await end();
  });

  it("ends what the proxy has connected when the card does not take a setting", async () => {
    const { client, middle, server, run, end } = world();
    await run(async () => {
      await serve(server, good);
      await relay(kind, middle);
      const alpn = ["x".repeat(256)];
      await expect(client.connect({ ...BROKER, tls: { ca, alpn }, through: WAYS[kind](AT) })).rejects.toThrow("secure.alpn holds");
    });
    await end();
  });
});

describe("TLS inside TLS", () => {
  it("is with the proxy by the proxy's settings, and inside with the server by the others", async () => {
    const { client, server, middle, run, end } = world();
    const ofProxy = stranger.issue({ names: [AT.host] });
    await run(async () => {
      await serve(server, good);
      await relay("http", middle, ofProxy);
      const through = httpConnect({ ...AT, tls: { ca: stranger.cert } });
      const connection = await client.connect({ ...BROKER, through });
      expect(connection.security?.peerCertificates?.[0]?.names).toEqual(["broker.test"]);
      void connection.tx(counted(50_000));
      await connection.rxExactly(7);
      expect(Buffer.compare((await connection.rxExactly(50_000)) ?? new Uint8Array(), counted(50_000))).toBe(0);
      await connection.close();
      const error = await errorOf(client.connect({ ...BROKER, through: httpConnect({ ...AT, tls: { ca } }) }));
      expect(traits(error)).toMatchObject({ name: "TlsError", tls: "untrusted", shown: [expect.stringContaining(AT.host)], endpoint: "broker.test:8883" });
      expect(error.message).toContain('dialling the proxy "10.0.0.3:8080"');
    });
    await end();
  });
});

describe("TLS inside what another way has connected", () => {
  it("begins in a connection that the way was given, with what is unread in it", async () => {
    const { client, server, run, end } = world();
    await run(async () => {
      await serve(server, good);
      const through: Way = { reach: (_target, dial) => dial({ host: SERVER, port: BROKER.port }) };
      const connection = await client.connect({ ...BROKER, through });
      expect(text(await connection.rxExactly(7))).toBe("welcome");
      await connection.close();
    });
    await end();
  });

  it("is refused for a connection that is none of the device's", async () => {
    const { client, run, end } = world();
    const through: Way = { reach: async () => ({}) as Connection };
    await run(() => expect(client.connect({ ...BROKER, through })).rejects.toThrow("the connection of through is of the type Object; expected one that dial gave, as TLS is to go inside it"));
    await end();
  });

  it.each<[string, (client: Connection) => Promise<void>, (connection: Connection) => Promise<unknown>]>([
    ["was closed", async () => undefined, (connection) => connection.close()],
    ["has broken", async (client) => { client.abort(); }, (connection) => connection.rx().catch(() => undefined)],
  ])("says that a connection that %s leads nowhere", async (_what, accepted, dialled) => {
    const { client, server, run, end } = world();
    await run(async () => {
      const listening = await server.listen({ port: 1883 });
      void listening.accept().then((one) => one && accepted(one));
      const through: Way = {
        async reach(_target, dial) {
          const connection = await dial({ host: SERVER, port: 1883 });
          await dialled(connection);
          return connection;
        },
      };
      const error = await errorOf(client.connect({ ...BROKER, through }));
      expect(error).toMatchObject({ code: "broken", message: 'Cannot connect to "broker.test:8883": connection broken, the way there has ended' });
    });
    await end();
  });
});
