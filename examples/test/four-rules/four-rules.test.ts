import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { createDevice, type Connection, type Device, type Server } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FORMS, programOf } from "../../src/four-rules/main.js";
import { realDevice } from "../ports/stage.js";

const HOST = "10.0.0.1";
const PORT = 9000;

let net: MockNet;
let device: Device;
let others: Device;
let server: Server | undefined;
let clients: Connection[];
/** When what came, in milliseconds. */
let came: Array<[at: number, data: string]>;
let connectedAt: number[];

beforeEach(() => {
  net = new MockNet();
  device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, log: silentLog });
  others = createDevice({ adapters: { LWIP_ETH: net.host(HOST) }, log: silentLog, clock: net.clock });
  [clients, came, connectedAt, server] = [[], [], [], undefined];
});
afterEach(async () => {
  await device.stop();
  await others.stop();
  await net.clock.advance(10);
  expect([net.host("10.0.0.2").openStreams, net.clock.waiting]).toEqual([0, 0]);
});

async function serverUp(): Promise<void> {
  const up = await others.listen({ port: PORT });
  server = up;
  void (async () => {
    for await (const client of up) {
      clients.push(client);
      connectedAt.push(net.clock.now());
      note(client).catch(() => undefined);
    }
  })();
}

async function note(client: Connection): Promise<void> {
  for await (const bytes of client) came.push([net.clock.now(), device.str.latin1(bytes)]);
  await client.close();
}

async function serverDown(): Promise<void> {
  for (const client of clients) void client.close({ timeout: 100 });
  await server?.close();
}

/** What came since the last time, up to the time `to`. */
async function until(to: number): Promise<typeof came> {
  await net.clock.advance(to - net.clock.now());
  return came.splice(0);
}

/** Sends what the server says, and gives what it is answered in the next 100 ms. */
async function ask(at: number, data: string): Promise<string[]> {
  await net.clock.advance(at - net.clock.now());
  came.length = 0;
  await clients.at(-1)?.tx(data);
  return (await until(at + 100)).map(([, answer]) => answer);
}

const beats = (all: typeof came): number => all.map(([, data]) => data).join("").split("heart beat").length - 1;

describe.each(Object.keys(FORMS))("the four rules, %s", (form) => {
  const begin = (): void => {
    FORMS[form]?.(device, { host: HOST, port: PORT });
  };

  it("heartbeats, three commands, and nothing else is answered", async () => {
    await serverUp();
    begin();
    expect((await until(2_100)).map(([, data]) => data)).toEqual(["heart beat"]);
    expect(await ask(3_000, "back123")).toEqual(["back123"]);
    expect(await ask(3_500, "bin")).toEqual(["\x11\x22\x33"]);
    const [time = ""] = await ask(4_100, "time");
    expect(time).toMatch(/^\d{10}$/);
    expect(Math.abs(Number(time) * 1_000 - net.clock.wall())).toBeLessThan(2_000);
    for (const [at, data] of [[5_000, "bintime"], [6_000, "bin\r\n"], [6_500, "Back"]] as const) expect(await ask(at, data)).toEqual([]);
    expect(await ask(7_000, "back")).toEqual(["back"]);
    for (const at of [10_000, 20_000, 30_000]) {
      const all = await until(at + 2_100);
      expect(all.map(([, data]) => data)).toEqual(["heart beat"]);
      expect(all[0]?.[0]).toBeGreaterThanOrEqual(at);
    }
  });

  it("the server closes: it connects again after 5 s, and goes on", async () => {
    await serverUp();
    begin();
    await until(25_000);
    void clients[0]?.close();
    await until(31_000);
    expect(connectedAt.map((at) => Math.round(at / 100))).toEqual([0, 300]);
    await until(32_500);
    expect(await ask(33_000, "back again")).toEqual(["back again"]);
  });

  it("the server restarts: heartbeats of that time come at once, then it goes on", async () => {
    await serverUp();
    begin();
    await until(33_000);
    await serverDown();
    await until(64_500 - 3_000);
    await serverUp();
    const backlog = await until(68_000);
    expect(connectedAt).toHaveLength(2);
    expect(connectedAt[1]).toBeLessThanOrEqual(68_000);
    // Those of 40, 50 and 60 s; after the fifth failure, the program for LuatOS-Air has dropped the network for two seconds.
    expect(beats(backlog)).toBe(3);
    expect(await ask(69_000, "back")).toEqual(["back"]);
    await until(100_000);
    await serverDown();
  });

  it("the server is not there at the start: it tries every 5 s", async () => {
    begin();
    await until(21_000);
    await serverUp();
    const backlog = await until(28_000);
    expect(connectedAt.map((at) => Math.round(at / 1_000))).toEqual([25]);
    expect(beats(backlog)).toBe(3);
  });

  it("the link is lost: it connects again when it is back", async () => {
    await serverUp();
    begin();
    await until(4_000);
    net.host("10.0.0.2").setLink(false);
    await until(40_000);
    net.host("10.0.0.2").setLink(true);
    await until(50_000);
    expect(connectedAt).toHaveLength(2);
    expect((await ask(51_000, "bin")).filter((data) => data !== "heart beat")).toEqual(["\x11\x22\x33"]);
  });

  it("runs for real, from its command line", async () => {
    const listener = createServer();
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    await using real = realDevice();
    programOf([form, "127.0.0.1", String((listener.address() as AddressInfo).port)])(real);
    const [client] = (await once(listener, "connection")) as [Socket];
    client.setNoDelay(true);
    let got = "";
    client.on("data", (data) => (got += data.toString("latin1")));
    for (const [command, reply] of [["back to you", "back to you"], ["bin", "\x11\x22\x33"]] as const) {
      client.write(command);
      while (!got.includes(reply)) await once(client, "data");
    }
    client.destroy();
    listener.close();
  });
});

it("the program for LuatOS-Air sends to the millisecond, as it did there", async () => {
  await serverUp();
  FORMS["luatask"]?.(device, { host: HOST, port: PORT });
  const all: typeof came = [];
  for (const [at, data] of [[3_000, "back123"], [3_500, "bin"], [5_000, "bintime"], [7_000, "back"]] as const) {
    all.push(...(await until(at)));
    await clients[0]?.tx(data);
  }
  all.push(...(await until(25_000)));
  void clients[0]?.close();
  await until(31_000);
  expect(all).toEqual([
    [2_000, "heart beat"],
    [3_000, "back123"],
    [3_500, "\x11\x22\x33"],
    [7_000, "back"],
    [11_000, "heart beat"],
    [21_000, "heart beat"],
  ]);
  expect(connectedAt).toEqual([0, 30_000]);
});

it.each([
  [["other", "host", "1"], '"other" is no form; expected luatask, faithful, promise'],
  [["constructor", "host", "1"], '"constructor" is no form; expected luatask, faithful, promise'],
  [["luatask", "", "1"], "where? Expected a host and a port"],
  [["luatask", "host", "70000"], 'the port is "70000"; expected 1 to 65535'],
  [[], "which form? Expected luatask, faithful, promise"],
])("the command refuses %j", (argv, message) => {
  expect(() => programOf(argv)).toThrow(message);
});
