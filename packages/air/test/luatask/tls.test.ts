import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Connection, ServerTlsOptions } from "@luat/libnet";
import type { TaskCert } from "../../src/index.js";
import { ca, identity, known, stranger } from "../certificates.js";
import { airWorld, SERVER, type AirWorld } from "../world.js";
import { asTask } from "./as-task.js";

const FILES = new Map<string, string | Uint8Array>([
  ["/lua/ca.crt", ca],
  ["/lua/stranger.crt", stranger],
  ["/certs/client.crt", new TextEncoder().encode(known.cert)],
  ["/lua/client.key", known.key],
]);

let world: AirWorld;
let asked: string[];

beforeEach(() => {
  asked = [];
  world = airWorld({
    readFile: (path) => {
      asked.push(path);
      return FILES.get(path);
    },
  });
  for (const name of ["server.test", "other.test"]) world.mock.name(name, [SERVER]);
});
afterEach(() => world.stop());

async function serve(tls: Partial<ServerTlsOptions> = {}): Promise<void> {
  const { cert, key } = identity;
  const server = await world.run(() => world.server.listen({ port: 443, tls: { cert, key, ...tls } }));
  const echo = async (client: Connection): Promise<void> => {
    for await (const bytes of client) await client.tx(bytes);
    await client.close();
  };
  void (async () => {
    for await (const client of server) echo(client).catch(() => undefined);
  })();
}

/** Whether an echo comes back. */
async function echoes(host: string, cert?: TaskCert, ssl: unknown = true): Promise<boolean> {
  let result = false;
  await asTask(world, async () => {
    const c = world.socket.tcp(ssl as boolean, cert);
    if ((await c.connect(host, 443, 10))[0]) {
      await c.send("hello");
      result = (await c.recv(1_000))[0];
    }
    await c.close();
  });
  return result;
}

describe("socket.tcp with TLS", () => {
  it("verifies nothing without a caCert", async () => {
    await serve();
    expect(await echoes("other.test")).toBe(true);
    expect(world.lines).toEqual([]);
  });

  it("verifies with a caCert and insist 0, and warns where it does not", async () => {
    await serve();
    expect(await echoes("server.test", { caCert: "ca.crt", insist: 0 })).toBe(true);
    expect(await echoes("server.test", { caCert: ca, insist: 0 })).toBe(true);
    expect(await echoes("other.test", { caCert: "ca.crt", insist: 0 })).toBe(false);
    expect(await echoes("server.test", { caCert: "stranger.crt", insist: 0 })).toBe(false);
    expect(world.lines.filter((line) => line.includes("insist"))).toEqual([]);
    expect(await echoes("server.test", { caCert: "stranger.crt" })).toBe(true);
    expect(world.lines.at(-1)).toMatch(/^warn socket connect: insist is 1, so the certificate of "server.test" is not verified/);
    expect(asked).toEqual(["/lua/ca.crt", "/lua/ca.crt", "/lua/stranger.crt", "/lua/stranger.crt"]);
  });

  it("shows the client's certificate", async () => {
    await serve({ ca, clientCertificate: "require" });
    expect(await echoes("server.test", { caCert: "ca.crt", insist: 0 })).toBe(false);
    expect(await echoes("server.test", { caCert: "ca.crt", clientCert: "/certs/client.crt", clientKey: "client.key", insist: 0 })).toBe(true);
  });

  it("does not connect without a file that it was told of", async () => {
    await serve();
    const news: unknown[] = [];
    world.sys.subscribe("LIB_SOCKET_CONNECT_FAIL_IND", (...args) => news.push(args));
    expect(await echoes("server.test", { caCert: "lost.crt" })).toBe(false);
    expect(news).toEqual([["SSL", "TCPSSL", "server.test", 443]]);
    expect(world.lines).toEqual(["warn socket connect: cert.caCert: there is no file /lua/lost.crt"]);
    const other = airWorld();
    await asTask(other, async () => {
      expect(await other.socket.tcp(true, { clientKey: "/key.pem" }).connect(SERVER, 443)).toEqual([false]);
    });
    expect(other.lines).toEqual(["warn socket connect: cert.clientKey: there is no file /key.pem, as there is no readFile to look for it"]);
    await other.stop();
  });

  it("is plain TCP where ssl is not exactly true", async () => {
    await serve();
    expect(await echoes("server.test", { caCert: "lost.crt" }, 1)).toBe(false);
    expect(asked).toEqual([]);
  });

  it("wants tables and texts", async () => {
    expect(() => world.socket.tcp(true, "ca.crt" as TaskCert)).toThrow(new TypeError('cert is "ca.crt"; expected a table, or nil'));
    await expect(world.socket.tcp(true, { caCert: 7 as unknown as string }).connect(SERVER, 443)).rejects.toThrow(new TypeError("cert.caCert is 7; expected the name of a file, or PEM text"));
  });
});
