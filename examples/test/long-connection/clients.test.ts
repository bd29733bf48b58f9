import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { ClosedError, createDevice, type Connection, type Device, type Luat, type Server } from "@luat/libnet";
import { beforeEach, describe, expect, it } from "vitest";
import type { Client, ClientOptions } from "../../src/long-connection/client.js";
import { install as installFaithful } from "../../src/long-connection/faithful-client.js";
import { installClient, type Face } from "../../src/long-connection/install-client.js";
import { installWatchdog } from "../../src/long-connection/network-watchdog.js";

const SERVER = "10.0.0.1";
const CLIENT = "10.0.0.2";
const PORT = 40123;

const authority = createAuthority({ keyType: "ec", now: new MockNet().clock.wall() });
const certificate = authority.issue({ names: [SERVER] });

describe.each<[Face, "tcp" | "tls"]>([
  ["faithful", "tcp"],
  ["promise", "tcp"],
  ["faithful", "tls"],
  ["promise", "tls"],
])("the %s client over %s", (face, kind) => {
  let net: MockNet;
  let device: Device;
  let outside: Device;
  let reboots: number;
  /** What the client published, as text. */
  let received: string;
  /** The results of the items, in the order in which they were told. */
  let results: string[];

  beforeEach(() => {
    net = new MockNet();
    reboots = 0;
    received = "";
    results = [];
    device = createDevice({ adapters: { LWIP_GP: net.host(CLIENT) }, clock: net.clock, log: silentLog, onTaskError: "throw", onReboot: () => reboots++ });
    outside = createDevice({ adapters: { LWIP_ETH: net.host(SERVER) }, clock: net.clock, log: silentLog, onTaskError: "throw" });
    device.sys.subscribe("RECV_DATA_FROM_SERVER", (data, tag) => {
      expect(tag).toBe(kind);
      received += new TextDecoder().decode(data);
    });
    installWatchdog(device);
  });

  const settings: ClientOptions = { host: SERVER, port: PORT, kind, tls: kind === "tls" ? { ca: authority.cert } : undefined };
  const start = (options?: Partial<ClientOptions>): Client => installClient(device, face, { ...settings, ...options });
  const listen = (): Promise<Server> => outside.listen({ port: PORT, tls: kind === "tls" ? certificate : undefined });
  const sleep = (ms: number): Promise<void> => outside.sys.wait(ms);

  const send = (text: string): void => {
    device.sys.publish("SEND_DATA_REQ", text, (ok) => results.push(`${text.slice(0, 8)} ${ok}`));
  };

  async function accept(server: Server): Promise<Connection> {
    const connection = await server.accept();
    if (connection === undefined) throw new Error("the server was closed");
    return connection;
  }

  /** Reads until the connection or its device ends. */
  async function read(connection: Connection, take: (bytes: Uint8Array) => unknown): Promise<void> {
    try {
      for await (const bytes of connection) await take(bytes);
    } catch (error) {
      if (!(error instanceof ClosedError)) throw error;
    }
  }

  const echo = (connection: Connection): Promise<void> => read(connection, (bytes) => connection.tx(bytes));

  /** Runs a scenario on virtual time; afterwards nothing may be left open or waiting. */
  async function play(scenario: () => Promise<void>): Promise<void> {
    await net.clock.run(async () => {
      await scenario();
      await device.stop();
      await outside.stop();
    });
    await net.clock.advance(60_000);
    expect([net.openStreams, net.openListeners, net.clock.waiting]).toEqual([0, 0, 0]);
  }

  it("sends what is queued in order, tells each item's result, and publishes what comes back", () =>
    play(async () => {
      const server = await listen();
      start();
      for (const text of ["a", "b", "c"]) send(text);
      void echo(await accept(server));
      await sleep(100);
      send("d");
      await sleep(100);
      expect(results).toEqual(["a true", "b true", "c true", "d true"]);
      expect(received).toBe("abcd");
    }));

  it("waits for the network", () =>
    play(async () => {
      net.host(CLIENT).setLink(false);
      const server = await listen();
      start();
      send("early");
      // Longer than any time-out.
      await sleep(60_000);
      expect(server.waiting).toBe(0);
      net.host(CLIENT).setLink(true);
      void echo(await accept(server));
      await sleep(1_000);
      expect(results).toEqual(["early true"]);
      expect(received).toBe("early");
    }));

  it("connects again 5 s after the server ended the connection, and keeps what is queued meanwhile", () =>
    play(async () => {
      const server = await listen();
      start();
      const first = await accept(server);
      const dropped = net.clock.now();
      await first.close();
      await sleep(2_000);
      send("kept");
      const second = await accept(server);
      expect(net.clock.now() - dropped).toBeGreaterThanOrEqual(5_000);
      expect(net.clock.now() - dropped).toBeLessThan(6_000);
      void echo(second);
      await sleep(1_000);
      expect(results).toEqual(["kept true"]);
      expect(received).toBe("kept");
    }));

  it("connects again after a reset, and after the loss of the link", () =>
    play(async () => {
      const server = await listen();
      start();
      (await accept(server)).abort();
      await accept(server);
      net.host(CLIENT).setLink(false);
      await sleep(20_000);
      net.host(CLIENT).setLink(true);
      void echo(await accept(server));
      send("back");
      await sleep(1_000);
      expect(received).toBe("back");
    }));

  it("delivers what the server sent before it ended the connection", () =>
    play(async () => {
      const server = await listen();
      start();
      const connection = await accept(server);
      await connection.tx("last words");
      await connection.close();
      await sleep(1_000);
      expect(received).toBe("last words");
    }));

  it("fails what is queued when it cannot connect, and tries again 5 s later", () =>
    play(async () => {
      start();
      send("lost");
      await sleep(1_000);
      expect(results).toEqual(["lost false"]);
      const server = await listen();
      await accept(server);
      expect(net.clock.now()).toBeGreaterThanOrEqual(5_000);
      expect(net.clock.now()).toBeLessThan(6_000);
    }));

  it("gives up an attempt after the time-out, without leaving it behind", () =>
    play(async () => {
      net.blackhole("10.9.9.9");
      start({ host: "10.9.9.9", timeout: 3_000 });
      send("lost");
      await sleep(2_900);
      expect(results).toEqual([]);
      await sleep(200);
      expect(results).toEqual(["lost false"]);
      await sleep(1_000);
      expect(net.openStreams).toBe(0);
    }));

  it("keeps items that the full connection does not take, and sends each once", () =>
    play(async () => {
      const server = await listen();
      start();
      const connection = await accept(server);
      const items = Array.from({ length: 100 }, (_, i) => `${String(i).padStart(8, "0")}${"x".repeat(19_992)}`);
      for (const item of items) send(item);
      await sleep(3_000);
      expect(results.length).toBeLessThan(100);
      let bytes = "";
      void read(connection, (data) => {
        bytes += new TextDecoder().decode(data);
      });
      await sleep(60_000);
      expect(results).toEqual(items.map((item) => `${item.slice(0, 8)} true`));
      expect(bytes).toBe(items.join(""));
    }));

  // In the promise client waiting for room is the business of the connection.
  if (face === "faithful") {
    it("sends again, after the next event, what libnet.tx was too full to take", () =>
      play(async () => {
        let fulls = 2;
        const tx: Luat["libnet"]["tx"] = async (...args) => (fulls-- > 0 ? [true, true] : device.libnet.tx(...args));
        const server = await listen();
        installFaithful({ ...device, libnet: { ...device.libnet, tx } }, settings);
        const connection = await accept(server);
        void echo(connection);
        send("a");
        await sleep(100);
        send("b");
        await sleep(100);
        expect(results).toEqual([]);
        await connection.tx("room ");
        await sleep(100);
        expect(results).toEqual(["a true", "b true"]);
        expect(received).toBe("room ab");
      }));
  }

  it("ends a connection that takes nothing for the time-out, and fails what is queued", () =>
    play(async () => {
      const server = await listen();
      start({ timeout: 2_000 });
      await accept(server);
      for (let i = 0; i < 100; i++) send("x".repeat(20_000));
      await sleep(3_000);
      expect(results.length).toBe(100);
      expect(results.at(-1)).toBe("xxxxxxxx false");
      await accept(server);
    }));

  it("asks for a restart when nothing was sent or received for 180 s, and not before", () =>
    play(async () => {
      const server = await listen();
      start();
      const connection = await accept(server);
      await sleep(100_000);
      await connection.tx("alive");
      await sleep(100_000);
      send("alive");
      await sleep(179_000);
      expect(reboots).toBe(0);
      await sleep(2_000);
      expect(reboots).toBe(1);
    }));

  it("stop ends the connection in order", () =>
    play(async () => {
      const server = await listen();
      const client = start();
      const connection = await accept(server);
      const peer = (async () => {
        let end: unknown;
        connection.once("close", (how) => {
          end = how;
        });
        await echo(connection);
        await sleep(1_000);
        await connection.close();
        await sleep(1);
        return end;
      })();
      send("bye");
      await sleep(100);
      const before = net.clock.now();
      await client.stop();
      // It waits for the peer to end too.
      expect(net.clock.now() - before).toBeGreaterThanOrEqual(1_000);
      expect(net.clock.now() - before).toBeLessThan(2_000);
      expect(await peer).toEqual({ kind: "closed" });
      expect(results).toEqual(["bye true"]);
    }));

  it.each([
    ["waits for the network", () => net.host(CLIENT).setLink(false)],
    ["connects", () => net.blackhole(SERVER)],
    ["waits to connect again", () => undefined],
  ])("stop is quick while it %s, and fails what is queued", (_state, prepare) =>
    play(async () => {
      prepare();
      const client = start();
      await sleep(3_000);
      send("never");
      await sleep(100);
      const before = net.clock.now();
      await client.stop();
      await device.stop();
      expect(net.clock.now() - before).toBeLessThan(1_000);
      await sleep(1);
      expect(results).toEqual(["never false"]);
    }),
  );
});
