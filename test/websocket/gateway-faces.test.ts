import { once } from "node:events";
import { createServer as createHttpServer, type Server as HttpServer } from "node:http";
import { createServer, type AddressInfo, type Server } from "node:net";
import { createServer as createTlsServer, type Server as TlsServer } from "node:tls";
import { checkTls, createAuthority } from "@luat/adapters/certs";
import { Gateway } from "@luat/adapters/gateway";
import { nodeAdapter } from "@luat/adapters/node";
import { GatewayCard } from "@luat/adapters/websocket";
import { silentLog } from "@luat/contract";
import { createDevice, type Device } from "@luat/libnet";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

const LARGE = Uint8Array.from({ length: 1_000_000 }, (_, i) => i % 251);
const authority = createAuthority({ keyType: "ec" });

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;

async function listening<S extends Server | HttpServer | TlsServer>(server: S): Promise<S> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

describe("both faces on the network of a gateway", () => {
  const protocols = ["tcp", "tls", "udp", "listen"].map((protocol) => `${protocol}://127.0.0.0/8:*`);
  const gateway = new Gateway({ card: nodeAdapter(), allow: [...protocols, "tcp://localhost:*", "tls://localhost:*"] });
  let server: HttpServer;
  let echo: Server;
  let secured: TlsServer;
  let device: Device;

  beforeAll(async () => {
    server = await listening(createHttpServer());
    gateway.attach(server, { path: "/gateway" });
    echo = await listening(createServer((client) => client.on("error", () => undefined).pipe(client)));
    const issued = authority.issue({ names: ["localhost"], keyType: "ec" });
    secured = await listening(createTlsServer(issued, (client) => client.on("error", () => undefined).pipe(client)));
  });
  afterAll(async () => {
    await gateway.stop({ deadline: 0 });
    for (const one of [server, echo, secured]) one.close();
  });
  beforeEach(() => {
    const card = new GatewayCard({ url: `ws://127.0.0.1:${portOf(server)}/gateway`, tls: checkTls });
    device = createDevice({ adapters: { LWIP_GP: card }, log: silentLog });
  });
  afterEach(async () => {
    await device.stop();
    // A device that has stopped leaves nothing open there.
    while (Object.values(gateway.status().open).some((count) => count > 0)) await new Promise(setImmediate);
  });

  it("a connection by name gets back every byte, and ends in order", async () => {
    const connection = await device.connect({ host: "localhost", port: portOf(echo) });
    const back = new Uint8Array(LARGE.length);
    let at = 0;
    const reading = connection.consume((view) => {
      back.set(view, at);
      at += view.length;
      return at < back.length;
    });
    await connection.tx(LARGE);
    await reading;
    expect(Buffer.compare(back, LARGE)).toBe(0);
    await connection.close();
  });

  it("TLS is verified by the gateway, by the authorities of the program", async () => {
    const to = { host: "localhost", port: portOf(secured) };
    const connection = await device.connect({ ...to, tls: { ca: authority.cert } });
    await connection.tx("hello");
    expect(Buffer.from((await connection.rx()) ?? []).toString()).toBe("hello");
    expect(connection.security).toMatchObject({ verified: true });
    await connection.close();
    const stranger = createAuthority({ keyType: "ec" });
    await expect(device.connect({ ...to, tls: { ca: stranger.cert } })).rejects.toMatchObject({ name: "TlsError" });
    await expect(device.connect({ ...to, tls: { ca: "no certificate" } })).rejects.toMatchObject({ name: "TlsError" });
  });

  it("what no rule allows is told as forbidden, by the gateway", async () => {
    const says = `the gateway "ws://127.0.0.1:${portOf(server)}/gateway" says: no rule allows tcp://192.168.3.3:80`;
    await expect(device.connect({ host: "192.168.3.3", port: 80 })).rejects.toThrow(`Cannot connect to "192.168.3.3:80": not permitted, ${says}`);
  });

  it("a gateway that cannot be reached is told as such, and not blamed on the target", async () => {
    const url = `ws://127.0.0.1:${portOf(server)}/elsewhere`;
    const lost = createDevice({ adapters: { LWIP_GP: new GatewayCard({ url }) }, log: silentLog });
    const text = `Cannot connect to "localhost:${portOf(echo)}": connection refused, the gateway "${url}" cannot be reached: Unexpected server response: 404`;
    await expect(lost.connect({ host: "localhost", port: portOf(echo) })).rejects.toMatchObject({ code: "refused", message: text });
    await lost.stop();
  });

  it("a server takes clients, and datagrams go both ways", async () => {
    const listener = await device.listen({ host: "127.0.0.1", port: 0 });
    const client = await device.connect({ host: "127.0.0.1", port: listener.local.port });
    const accepted = await listener.accept();
    await accepted?.tx("welcome");
    expect(Buffer.from((await client.rx()) ?? []).toString()).toBe("welcome");
    await Promise.all([client.close(), accepted?.close(), listener.close()]);

    const [one, other] = [await device.bind(), await device.bind()];
    await one.tx("ping", { host: "127.0.0.1", port: other.local.port });
    const datagram = await other.rx();
    expect(datagram).toMatchObject({ from: { host: "127.0.0.1", port: one.local.port } });
    await Promise.all([one.close(), other.close()]);
  });

  it("a libnet task connects, sends, receives and closes", async () => {
    const { sys, socket, libnet, zbuff } = device;
    const buff = zbuff.create(1024);
    if (buff === undefined) throw new Error("no zbuff");
    const results: unknown[] = [];
    const task = sys.taskInitEx(async () => {
      const netc = socket.create(null, "TASK");
      socket.config(netc, null, false, false, 300, 10, 3);
      results.push(await libnet.connect("TASK", 5_000, netc, "localhost", portOf(echo)));
      results.push(await libnet.tx("TASK", 5_000, netc, "hello"));
      results.push(await libnet.wait("TASK", 5_000, netc));
      socket.rx(netc, buff);
      results.push(buff.bytes.slice(0, buff.used()));
      await libnet.close("TASK", 5_000, netc);
      socket.release(netc);
    }, "TASK");
    await task?.done;
    expect(results).toEqual([true, [true, false], [true, true], Uint8Array.from(Buffer.from("hello"))]);
  });
});
