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

  it("gives false, and says why, where readFile throws, and wants text or bytes of it", async () => {
    const other = airWorld({
      readFile: (path) => {
        if (path === "/lua/later.crt") return Promise.resolve("") as unknown as string;
        throw new Error("ENOENT");
      },
    });
    await asTask(other, async () => {
      expect(await other.socket.tcp(true, { caCert: "ca.crt" }).connect(SERVER, 443)).toEqual([false]);
      await expect(other.socket.tcp(true, { caCert: "later.crt" }).connect(SERVER, 443)).rejects.toThrow(/^the result of readFile for \/lua\/later.crt is .*; expected text or bytes, not a promise, or nil$/);
    });
    expect(other.lines).toEqual(["warn socket connect: cert.caCert: /lua/ca.crt cannot be read: Error: ENOENT"]);
    await other.stop();
  });

  it("warns where it verifies nothing though insist is 0", async () => {
    await serve();
    expect(await echoes("other.test", { insist: 0 })).toBe(true);
    expect(world.lines).toEqual(['warn socket connect: insist is 0, but the certificate of "other.test" is not verified, as there is no caCert']);
  });

  it("warns of fields that do nothing", () => {
    world.socket.tcp(true, { ca: "ca.crt", caCert: "ca.crt", hostNameFlag: 1, clientPassword: "x" } as TaskCert);
    expect(world.lines).toEqual(["warn socket tcp: cert.ca does nothing; the fields are caCert, clientCert, clientKey, clientPassword, insist, hostNameFlag"]);
  });

  it.each([
    [[false, {}], "ssl is false; expected true for TLS; the connection is plain TCP, and cert does not count"],
    [[undefined, {}], "ssl is nil; expected true for TLS; the connection is plain TCP, and cert does not count"],
    [["true"], 'ssl is "true"; expected true for TLS; the connection is plain TCP'],
  ])("warns where it is plain TCP though it does not look so: tcp(...%j)", (args, why) => {
    world.socket.tcp(...(args as [boolean]));
    expect(world.lines).toEqual([`warn socket tcp: ${why}`]);
  });

  it("is silent where plain TCP is meant", () => {
    world.socket.tcp();
    world.socket.tcp(null, null);
    world.socket.tcp(false, null, {});
    expect(world.lines).toEqual([]);
  });

  it("names the files that cannot be read", async () => {
    const other = airWorld({ readFile: () => "rubbish" });
    await asTask(other, async () => {
      const c = other.socket.tcp(true, { caCert: "bad.crt", insist: 0 });
      expect(await c.connect(SERVER, 443)).toEqual([false]);
      await c.close();
    });
    expect(other.lines).toEqual(["warn socket connect: TLS failure: the authorities cannot be read: /lua/bad.crt"]);
    await other.stop();
  });

  it("wants tables and texts", () => {
    expect(() => world.socket.tcp(true, "ca.crt" as TaskCert)).toThrow(new TypeError('cert is "ca.crt"; expected a table, or nil'));
    for (const [cert, message] of [
      [{ caCert: 7 }, "cert.caCert is 7; expected the name of a file, or PEM text"],
      [{ insist: false }, "cert.insist is false; expected a number, or nil"],
      [{ insist: "0" }, 'cert.insist is "0"; expected a number, or nil'],
      [{ clientPassword: 1 }, "cert.clientPassword is 1; expected a text"],
    ] as const) {
      expect(() => world.socket.tcp(true, cert as unknown as TaskCert)).toThrow(new TypeError(message));
    }
  });
});
