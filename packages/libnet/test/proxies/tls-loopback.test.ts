import { createAuthority } from "@luat/adapters/certs";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { once } from "node:events";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TLSSocket } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { createDevice, type Device, type TlsError, type Way } from "../../src/index.js";
import { httpConnect, socks5 } from "../../src/proxies/index.js";
import { counted, text } from "../simulated.js";
import { proxy, type Asked } from "./small-proxy.js";

const HOST = "127.0.0.1";
const authority = createAuthority({ keyType: "ec" });
const good = authority.issue({ names: ["broker.test"] });
const ca = authority.cert;

/** What is to be ended after a test, which must then be over by itself. */
const open: Array<() => Promise<unknown>> = [];

afterEach(async () => {
  for (const end of open.splice(0).reverse()) await end();
});

async function listening<S extends Server>(server: S): Promise<number> {
  server.listen(0, HOST);
  await once(server, "listening");
  // Closed only when nobody is connected any more.
  open.push(async () => {
    server.close();
    await once(server, "close");
  });
  return (server.address() as AddressInfo).port;
}

function makeDevice(): Device {
  const device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
  open.push(async () => {
    device.assertIdle();
    await device.stop();
  });
  return device;
}

/** A TLS server that greets with what it was asked for, and echoes. */
async function tlsServer(seen: TLSSocket[] = []): Promise<number> {
  const server = createTlsServer({ cert: good.cert, key: good.key, ALPNProtocols: ["mqtt"] }, (socket) => {
    seen.push(socket);
    socket.on("error", () => undefined).write("welcome");
    socket.pipe(socket);
  });
  return listening(server.on("tlsClientError", () => undefined));
}

/** Lets an HTTP proxy connect to a port, whatever is asked for. */
function answering<S extends HttpServer>(server: S, port: number, asked: Asked[]): S {
  return server.on("connect", ({ url = "" }, client: Socket) => {
    asked.push({ kind: "http", target: url, who: undefined });
    const other = connect({ host: HOST, port, allowHalfOpen: true }, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      other.pipe(client).pipe(other);
    });
    for (const socket of [client, other]) socket.on("error", () => undefined).on("close", () => void [client, other].map((one) => one.destroy()));
  });
}

/** Ways to a port, whatever server is asked for. */
const WAYS: Readonly<Record<string, (port: number, asked: Asked[]) => Promise<Way>>> = {
  "an HTTP proxy": async (port, asked) => httpConnect({ host: HOST, port: await listening(answering(createHttpServer(), port, asked)) }),
  "an HTTP proxy with TLS of its own": async (port, asked) => {
    const { cert, key } = authority.issue({ names: ["proxy.test"] });
    return httpConnect({ host: HOST, port: await listening(answering(createHttpsServer({ cert, key }), port, asked)), tls: { ca, name: "proxy.test" } });
  },
  "a SOCKS proxy": async (_port, asked) => {
    const middle = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog, hosts: { "broker.test": HOST, "another.test": HOST } });
    const server = await middle.listen({ host: HOST, port: 0 });
    void proxy("socks5", middle, server, asked);
    open.push(() => middle.stop());
    return socks5({ host: HOST, port: server.local.port });
  },
};

/** A proxy that says that it has connected, and then does something to the client. */
async function pretending(next: (client: Socket) => void): Promise<Way> {
  const server = createTcpServer((client) => {
    client.on("error", () => undefined).once("data", () => client.write("HTTP/1.1 200 OK\r\n\r\n", () => { next(client); }));
  });
  return httpConnect({ host: HOST, port: await listening(server) });
}

describe.each(Object.entries(WAYS))("TLS over loopback through %s", (_what, way) => {
  it("is with the server, by its name, and carries the bytes both ways", async () => {
    const seen: TLSSocket[] = [];
    const asked: Asked[] = [];
    const port = await tlsServer(seen);
    const through = await way(port, asked);
    const device = makeDevice();
    const connection = await device.connect({ host: "broker.test", port, tls: { ca, alpn: ["mqtt"] }, through });
    expect(asked.map(({ target }) => target)).toEqual([`broker.test:${port}`]);
    expect(connection.security).toMatchObject({ protocol: "TLSv1.3", verified: true, alpn: "mqtt", resumed: false });
    expect(text(await connection.rxExactly(7))).toBe("welcome");
    expect(seen[0]?.servername).toBe("broker.test");
    void connection.tx(counted(200_000));
    expect(Buffer.compare((await connection.rxExactly(200_000)) ?? new Uint8Array(), counted(200_000))).toBe(0);
    await connection.finish();
    expect(await connection.rx()).toBeUndefined();
    await connection.close();
  });

  it("takes up the session of the last connection", async () => {
    const port = await tlsServer();
    const through = await way(port, []);
    const device = makeDevice();
    for (const resumed of [false, true]) {
      const connection = await device.connect({ host: "broker.test", port, tls: { ca }, through });
      expect(connection.security?.resumed).toBe(resumed);
      await connection.rxExactly(7);
      await connection.close();
    }
  });

  it("fails with a certificate for another name, as a direct connection does", async () => {
    const port = await tlsServer();
    const device = makeDevice();
    const tls = { ca, name: "another.test" };
    const direct = await device.connect({ host: HOST, port, tls }).catch((error: unknown) => error);
    const proxied = await device.connect({ host: "another.test", port, tls: { ca }, through: await way(port, []) }).catch((error: unknown) => error);
    for (const [error, endpoint] of [[direct, `${HOST}:${port}`], [proxied, `another.test:${port}`]] as const) {
      expect(error).toMatchObject({ name: "TlsError", tls: "name", errno: "ERR_TLS_CERT_ALTNAME_INVALID", endpoint });
      expect((error as TlsError).peerCertificates?.[0]?.names).toEqual(["broker.test"]);
    }
  });
});

describe("TLS over loopback through a proxy that only says that it has connected", () => {
  it.each<[string, (client: Socket) => void, object]>([
    ["sends what is no TLS", (client) => client.write("220 mail.test ESMTP\r\n"), { name: "TlsError", tls: "protocol" }],
    ["ends in order", (client) => client.end(), { name: "TlsError", tls: "protocol" }],
    ["ends in the middle of the handshake", (client) => client.once("data", () => client.end()), { name: "TlsError", tls: "protocol" }],
    ["resets in the middle of the handshake", (client) => client.once("data", () => client.resetAndDestroy()), { name: "BrokenError", code: "reset" }],
  ])("and %s", async (_what, next, expected) => {
    const through = await pretending(next);
    const device = makeDevice();
    const error: unknown = await device.connect({ host: "broker.test", port: 8883, tls: { ca }, through }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ ...expected, endpoint: "broker.test:8883" });
  });

  it.each(["signal", "time-out", "stop"] as const)("and then nothing is left by a %s", async (how) => {
    const controller = new AbortController();
    const device = makeDevice();
    const through = await pretending((client) => {
      // The handshake has begun.
      client.once("data", () => {
        if (how === "signal") controller.abort("enough");
        else if (how === "stop") void device.stop();
      });
    });
    const timeout = how === "time-out" ? 50 : undefined;
    const error: unknown = await device.connect({ host: "broker.test", port: 8883, tls: { ca }, timeout, signal: controller.signal, through }).catch((reason: unknown) => reason);
    if (how === "signal") expect(error).toBe("enough");
    else expect(error).toMatchObject(how === "stop" ? { code: "stopped" } : { message: 'Cannot connect to "broker.test:8883": timed out after 50 ms, waiting for the TLS handshake' });
  });
});

describe("TLS over loopback through a proxy that cannot be reached", () => {
  it("names the server and the proxy", async () => {
    const device = makeDevice();
    const port = await listening(createTcpServer());
    await open.pop()?.();
    const through = httpConnect({ host: HOST, port });
    await expect(device.connect({ host: "broker.test", port: 8883, tls: { ca }, through })).rejects.toThrow(
      `Cannot connect to "broker.test:8883": connection refused (ECONNREFUSED), dialling the proxy "${HOST}:${port}"`,
    );
  });
});
