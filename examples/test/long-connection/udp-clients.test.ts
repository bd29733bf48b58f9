import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { ClosedError, createDevice, type Datagram, type DatagramSocket, type Device } from "@luat/libnet";
import { beforeEach, describe, expect, it } from "vitest";
import type { Client } from "../../src/long-connection/client.js";
import { installClient } from "../../src/long-connection/install-client.js";
import { installWatchdog } from "../../src/long-connection/network-watchdog.js";

const SERVER = "10.0.0.1";
const CLIENT = "10.0.0.2";
const PORT = 40123;

describe.each(["faithful", "promise"] as const)("the %s client over udp", (face) => {
  let net: MockNet;
  let device: Device;
  let outside: Device;
  let reboots: number;
  let received: string[];
  let results: string[];

  beforeEach(() => {
    net = new MockNet();
    reboots = 0;
    received = [];
    results = [];
    device = createDevice({ adapters: { LWIP_GP: net.host(CLIENT) }, clock: net.clock, log: silentLog, onTaskError: "throw", onReboot: () => reboots++ });
    outside = createDevice({ adapters: { LWIP_ETH: net.host(SERVER) }, clock: net.clock, log: silentLog, onTaskError: "throw" });
    device.sys.subscribe("RECV_DATA_FROM_SERVER", (data, tag) => received.push(`${tag} ${new TextDecoder().decode(data)}`));
    installWatchdog(device);
  });

  const start = (): Client => installClient(device, face, { host: SERVER, port: PORT, kind: "udp" });
  const bind = (): Promise<DatagramSocket> => outside.bind({ port: PORT });
  const sleep = (ms: number): Promise<void> => outside.sys.wait(ms);
  const send = (text: string): void => {
    device.sys.publish("SEND_DATA_REQ", text, (ok, tag) => results.push(`${tag} ${text} ${ok}`));
  };

  async function read(socket: DatagramSocket, take: (datagram: Datagram) => unknown): Promise<void> {
    try {
      for await (const datagram of socket) await take(datagram);
    } catch (error) {
      if (!(error instanceof ClosedError)) throw error;
    }
  }

  const echo = (socket: DatagramSocket): Promise<void> => read(socket, ({ bytes, from }) => socket.tx(bytes, from));

  /** Runs a scenario on virtual time; afterwards nothing may be left open or waiting. */
  async function play(scenario: () => Promise<void>): Promise<void> {
    await net.clock.run(async () => {
      await scenario();
      await device.stop();
      await outside.stop();
    });
    await net.clock.advance(60_000);
    expect([net.host(CLIENT).openDatagrams, net.host(SERVER).openDatagrams, net.clock.waiting]).toEqual([0, 0, 0]);
  }

  it("sends each item as a datagram, tells its result, and publishes each that comes back", () =>
    play(async () => {
      void echo(await bind());
      start();
      for (const text of ["a", "b"]) send(text);
      await sleep(100);
      send("c");
      await sleep(100);
      expect(results).toEqual(["udp a true", "udp b true", "udp c true"]);
      expect(received).toEqual(["udp a", "udp b", "udp c"]);
    }));

  it("waits for the network", () =>
    play(async () => {
      net.host(CLIENT).setLink(false);
      void echo(await bind());
      start();
      send("early");
      await sleep(60_000);
      expect(results).toEqual([]);
      net.host(CLIENT).setLink(true);
      await sleep(2_000);
      expect(received).toEqual(["udp early"]);
    }));

  it("goes on by itself when the server comes back, for there is no connection to lose", () =>
    play(async () => {
      const first = await bind();
      void echo(first);
      start();
      await sleep(100);
      await first.close();
      send("lost");
      await sleep(10_000);
      void echo(await bind());
      send("found");
      await sleep(10_000);
      expect(received).toEqual(["udp found"]);
    }));

  it("opens anew 5 s after the loss of the link", () =>
    play(async () => {
      void echo(await bind());
      start();
      await sleep(100);
      net.host(CLIENT).setLink(false);
      await sleep(1_000);
      net.host(CLIENT).setLink(true);
      await sleep(6_000);
      send("back");
      await sleep(100);
      expect(received).toEqual(["udp back"]);
    }));

  it("feeds the watchdog with what comes, and not with what is sent", () =>
    play(async () => {
      const server = await bind();
      start();
      await sleep(1_000);
      // Somebody is there who never answers.
      const all = read(server, () => undefined);
      for (let i = 0; i < 17; i++) {
        send("out");
        await sleep(10_000);
      }
      expect(results).toHaveLength(17);
      expect(reboots).toBe(0);
      await sleep(10_000);
      expect(reboots).toBe(1);
      await server.close();
      await all;
    }));

  it("stop ends it, and fails what is queued later", () =>
    play(async () => {
      void echo(await bind());
      const client = start();
      send("bye");
      await sleep(100);
      const before = net.clock.now();
      await client.stop();
      await device.stop();
      expect(net.clock.now() - before).toBeLessThan(1_000);
      expect(results).toEqual(["udp bye true"]);
    }));
});
