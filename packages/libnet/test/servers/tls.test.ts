import { createAuthority } from "@luat/adapters/certs";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { afterEach, describe, expect, it } from "vitest";
import { createDevice, type Connection, type Device } from "../../src/index.js";
import { serve, type ManagedServer, type Refusal } from "../../src/servers/index.js";
import { ServerWorld, text } from "./world.js";

const authority = createAuthority({ keyType: "ec", now: Date.UTC(2026, 0, 1) });
const other = createAuthority({ keyType: "ec", now: Date.UTC(2026, 0, 1) });
const names = ["meter.test", "10.0.0.1", "127.0.0.1"];

/** Says what it has heard, in capitals. */
function shout(server: ManagedServer): Promise<void> {
  return server.each(async (client) => {
    for await (const bytes of client) await client.tx(text(bytes)?.toUpperCase() ?? "");
  });
}

async function asks(connection: Connection, question: string): Promise<string | undefined> {
  await connection.tx(question);
  return text(await connection.rx({ timeout: 5_000 }));
}

async function renews(device: Device, from: Device, host: string): Promise<void> {
  const server = await serve({ port: 0, host, tls: authority.issue({ names }) }, device);
  const refusals: Refusal[] = [];
  server.on("refused", (refusal) => void refusals.push(refusal));
  const serving = shout(server);
  const dial = (ca: string): Promise<Connection> => from.connect({ host, port: server.local.port, tls: { ca }, timeout: 5_000 });
  const before = await dial(authority.cert);
  expect(await asks(before, "a")).toBe("A");

  server.setTls(other.issue({ names }));
  const after = await dial(other.cert);
  expect(await asks(after, "b")).toBe("B");
  expect(await asks(before, "c")).toBe("C");
  await expect(dial(authority.cert)).rejects.toMatchObject({ name: "TlsError", tls: "untrusted" });

  expect(() => server.setTls({ ...authority.issue({ names }), key: "no key" })).toThrow(expect.objectContaining({ name: "TlsError", tls: "key" }));
  expect(() => server.setTls({ key: "" } as never)).toThrow(new TypeError("tls.cert is undefined; expected the server's certificate, as PEM text or bytes"));
  const still = await dial(other.cert);
  expect(await asks(still, "d")).toBe("D");
  expect(refusals).toMatchObject([{ reason: "tls", from: { host: from === device ? host : expect.any(String) }, error: { name: "TlsError" } }]);
  expect(server.status().refused.tls).toBe(1);
  await Promise.all([before, after, still].map((connection) => connection.close()));
  await server.close();
  await serving;
}

describe("setTls", () => {
  let stop: (() => Promise<unknown>) | undefined;
  afterEach(() => stop?.());

  it("shows new clients the new certificate, and lets connections go on", async () => {
    const world = new ServerWorld({ latency: 5 });
    stop = () => world.stop();
    await world.run(() => renews(world.device, world.client(2), "10.0.0.1"));
    world.device.assertIdle();
    expect(world.reported).toEqual([]);
  });

  it("does so on this computer's network, too", async () => {
    const device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog, onTaskError: "throw" });
    stop = () => device.stop();
    await renews(device, device, "127.0.0.1");
    device.assertIdle();
  });

  it("is only for servers with TLS", async () => {
    const world = new ServerWorld();
    stop = () => world.stop();
    await world.run(async () => {
      const server = await world.serve();
      expect(() => server.setTls(authority.issue({ names }))).toThrow(new TypeError("setTls of a server without TLS; expected one that was given tls"));
    });
  });
});

it("tells onRejected and refused of clients whose handshake failed", async () => {
  const world = new ServerWorld();
  await world.run(async () => {
    const rejected: string[] = [];
    const server = await world.serve({ tls: authority.issue({ names }), onRejected: ({ host }, { name }) => void rejected.push(`${host} ${name}`) });
    const refusals: string[] = [];
    server.on("refused", ({ reason, error }) => void refusals.push(`${reason} ${error?.name}`));
    const plain = await world.connect(2);
    await plain.tx("GET / HTTP/1.1\r\n\r\n");
    await plain.rx().catch(() => undefined);
    await world.pass(1);
    expect([rejected, refusals]).toEqual([["10.0.0.2 TlsError"], ["tls TlsError"]]);
    expect(server.status()).toMatchObject({ clients: 0, refused: { tls: 1 } });
  });
  await world.stop();
});
