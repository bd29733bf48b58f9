import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { createAuthority } from "@luat/adapters/certs";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { createDevice, type Device } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAir, type Air, type RtosMessage } from "../../src/index.js";
import { counted } from "../world.js";

const HERE = "127.0.0.1";
const authority = createAuthority({ keyType: "ec" });
const identity = authority.issue({ names: ["localhost", HERE] });

let device: Device;
let air: Air;
let clients: Socket[];
let server: Server | undefined;

beforeEach(() => {
  device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
  air = createAir(device);
  clients = [];
});
afterEach(async () => {
  await device.stop();
  for (const client of clients) client.destroy();
  server?.close();
  server = undefined;
});

const echo = (client: Socket): void => {
  clients.push(client);
  client.on("error", () => undefined);
  client.on("data", (data) => client.write(data));
};

async function listening(one: Server): Promise<number> {
  server = one.listen(0, HERE);
  await once(one, "listening");
  return (one.address() as AddressInfo).port;
}

/** The next message of the core. */
async function next(name: keyof Air["rtos"]): Promise<RtosMessage> {
  const msg = await air.rtos.receive(5_000);
  expect(msg?.id).toBe(air.rtos[name]);
  return msg as RtosMessage;
}

describe("over real sockets", () => {
  it("socketcore connects, sends, receives, closes, and frees the slot", async () => {
    const port = await listening(createServer(echo));
    const { socketcore } = air;
    expect(socketcore.sock_conn(0, HERE, port)).toBe(0);
    expect((await next("MSG_SOCK_CONN_CNF")).result).toBe(0);
    expect(socketcore.sock_send(0, "hello")).toEqual([1, 0]);
    expect(await next("MSG_SOCK_SEND_CNF")).toMatchObject({ result: 0, send_len: 5 });
    expect(await next("MSG_SOCK_RECV_IND")).toMatchObject({ socket_index: 0, recv_len: 5 });
    expect(air.str.text(socketcore.sock_recv(0, 5))).toBe("hello");
    clients[0]?.end("bye");
    expect((await next("MSG_SOCK_RECV_IND")).recv_len).toBe(3);
    expect(air.str.text(socketcore.sock_recv(0, 3))).toBe("bye");
    await next("MSG_SOCK_CLOSE_IND");
    expect(socketcore.sock_close(0)).toBe(1);
    await next("MSG_SOCK_CLOSE_CNF");
    expect(socketcore.sock_destroy(0)).toBe(1);
    device.assertIdle();
  });

  it("socketcore tells that nobody listens", async () => {
    const port = await listening(createServer());
    server?.close();
    expect(air.socketcore.sock_conn_ext(0, HERE, port)).toBe(0);
    expect((await next("MSG_SOCK_CONN_CNF")).result).toBe(1);
    expect(air.socketcore.sock_destroy(0)).toBe(1);
  });

  it.each([["TCP", false], ["TLS", true]])("a socket object echoes more than a chunk over %s, and hears of the end", async (_, isSecure) => {
    const port = await listening(isSecure ? createTlsServer({ cert: identity.cert, key: identity.key }, echo) : createServer(echo));
    const c = air.socket.tcp(isSecure, { caCert: authority.cert, insist: 0 });
    expect((await c.connect(HERE, port, 5))[0]).toBe(true);
    expect(await c.send(counted(25_000), 5)).toBe(true);
    const got: Uint8Array[] = [];
    for (let size = 0; size < 25_000; ) {
      const [ok, data] = await c.recv(5_000);
      if (!ok) break;
      got.push(data);
      size += (data).length;
    }
    expect(Buffer.concat(got).equals(counted(25_000))).toBe(true);
    clients[0]?.end("bye");
    expect(await c.recv(5_000)).toEqual([true, air.str.bytes("bye")]);
    expect(await c.recv(5_000)).toEqual([false, "CLOSED"]);
    await c.close();
    await c.close();
    device.assertIdle();
  });

  it("a socket object does not trust a stranger where insist is 0", async () => {
    const stranger = createAuthority({ name: "Stranger", keyType: "ec" }).issue({ names: [HERE] });
    const port = await listening(createTlsServer({ cert: stranger.cert, key: stranger.key }, echo));
    server?.on("tlsClientError", () => undefined);
    expect(await air.socket.tcp(true, { caCert: authority.cert, insist: 0 }).connect(HERE, port, 5)).toEqual([false]);
  });

  it("a socket object for UDP gives datagrams one by one", async () => {
    const peer = createSocket("udp4");
    peer.bind(0, HERE);
    await once(peer, "listening");
    const c = air.socket.udp();
    await c.connect(HERE, peer.address().port, 5);
    const asked = once(peer, "message");
    expect(await c.send("hello", 5)).toBe(true);
    const [, from] = (await asked) as [Buffer, { port: number }];
    for (const data of ["a", "b", "c"]) peer.send(data, from.port, HERE);
    let got = "";
    while (got.length < 3) {
      const [ok, data] = await c.recv(5_000);
      if (!ok) break;
      got += air.str.text(data);
    }
    expect(got).toBe("abc");
    await c.close();
    peer.close();
  });

  it("a task that waits in recv is woken by a message, and sends what came with it", async () => {
    const port = await listening(createServer(echo));
    const c = air.socket.tcp();
    await c.connect(HERE, port, 5);
    const waiting = c.recv(5_000, "SEND_IT");
    air.sys.publish("SEND_IT", "by message");
    const [, msg, param] = await waiting;
    expect(msg).toBe("SEND_IT");
    expect(await c.send(param, 5)).toBe(true);
    expect(await c.recv(5_000)).toEqual([true, air.str.bytes("by message")]);
    await c.close();
  });
});
