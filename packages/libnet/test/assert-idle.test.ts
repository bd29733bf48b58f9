import { VirtualClock } from "@luat/adapters/mock";
import { silentLog, systemClock } from "@luat/contract";
import type { Ctrl } from "@luat/socket";
import { describe, expect, it } from "vitest";
import { createDevice, type Connection, type Device } from "../src/index.js";
import { codeAt } from "./code-at.js";
import { SERVER, simulate, type Simulated } from "./simulated.js";

/** What a device says is open: the words, and the code that made it. */
function open(device: Device): Array<[what: string, code: string]> {
  try {
    device.assertIdle();
  } catch (error) {
    const lines = (error as Error).message.split("\n").slice(1);
    return lines.map((line) => {
      const [, what = line, place = ""] = /^- (.*) \(at (.*)\)$/.exec(line) ?? [];
      return [what, codeAt(place)];
    });
  }
  return [];
}

function words(device: Device): string[] {
  return open(device).map(([what]) => what);
}

const noop = (): void => undefined;
/** A promise that is still there when its device stops. */
function abandon(promise: Promise<unknown>): void {
  promise.catch(noop);
}

/** Opens one of everything on the client, and lets some time pass. */
async function everything({ net, client, server, run, pair }: Simulated): Promise<void> {
  const { sys, socket, libnet } = client;
  const { listening } = await pair();
  await listening.close();
  const other = await server.listen({ port: 1884 });
  sys.taskInitEx(async () => {
    const netc = socket.create(null, "CLIENT");
    await libnet.connect("CLIENT", 15_000, netc, SERVER, 1884);
    await libnet.wait("CLIENT", 60_000, netc);
  }, "CLIENT");
  sys.taskInit(async function upload() {
    await sys.wait(5_000);
  });
  sys.taskInitEx(() => sys.waitMsg("LAMP", "ON"), "LAMP");
  abandon(sys.waitUntil("DOOR", 9_000));
  sys.timerLoopStart(function beat() {}, 60_000);
  sys.subscribe("IP_READY", noop);
  const own = await client.listen({ port: 7 });
  abandon(own.accept({ timeout: 8_000 }));
  const connection = await run(() => client.connect({ host: SERVER, port: 1884 }));
  abandon(connection.rx());
  const datagrams = await client.bind({ port: 6000, peer: { host: SERVER, port: 123 } });
  abandon(datagrams.rx());
  await net.clock.advance(1_000);
  expect(other.waiting).toBe(2);
}

describe("assertIdle", () => {
  it("tells all that is open in words, with the code that made it", async () => {
    const world = simulate();
    await everything(world);
    expect(open(world.client)).toEqual([
      ["task#1 (CLIENT) has not ended", "taskInitEx(async () => {"],
      ["task#2 (upload) has not ended", "taskInit(async function upload() {"],
      ["task#3 (LAMP) has not ended", 'taskInitEx(() => sys.waitMsg("LAMP", "ON"), "LAMP");'],
      ["a wait, begun 1000 ms ago, for 5000 ms", "wait(5_000);"],
      ['LAMP waits for a message "ON", begun 1000 ms ago, without a limit', 'waitMsg("LAMP", "ON"), "LAMP");'],
      ['a wait for "DOOR", begun 1000 ms ago, for 9000 ms', 'waitUntil("DOOR", 9_000));'],
      ["CLIENT waits for a message socket.EVENT, begun 1000 ms ago, for 60000 ms", 'wait("CLIENT", 60_000, netc);'],
      ["timer function beat, every 60000 ms", "timerLoopStart(function beat() {}, 60_000);"],
      ['subscription to "IP_READY"', 'subscribe("IP_READY", noop);'],
      ["ctrl#2, state 5 ONLINE, to 10.0.0.1:1884", 'create(null, "CLIENT");'],
      [`connection to ${SERVER}:1883`, expect.stringContaining("connect(")],
      ["server on 10.0.0.2:7", "listen({ port: 7 });"],
      ["accept of the server on 10.0.0.2:7, begun 1000 ms ago, for 8000 ms", "accept({ timeout: 8_000 }));"],
      [`connection to ${SERVER}:1884`, "connect({ host: SERVER, port: 1884 }));"],
      [`rx of the connection to ${SERVER}:1884, begun 1000 ms ago, without a limit`, "rx());"],
      [`datagram socket to ${SERVER}:123`, "bind({ port: 6000, peer: { host: SERVER, port: 123 } });"],
      [`rx of the datagram socket to ${SERVER}:123, begun 1000 ms ago, without a limit`, "rx());"],
    ]);
    await world.client.stop();
    await world.server.stop();
  });

  it("passes when the device has stopped, whatever was open", async () => {
    const world = simulate();
    await everything(world);
    abandon(world.client.sys.taskInit(() => new Promise(noop)).done);
    await world.client.stop();
    world.client.assertIdle();
    await world.server.stop();
  });

  it("passes at the start, and after programs of both faces that ended in order", async () => {
    const { client, server, run } = simulate({}, { latency: 5 });
    const { sys, socket, libnet } = client;
    client.assertIdle();
    await run(async () => {
      const listening = await server.listen({ port: 1883 });
      const faithful = sys.taskInitEx(async () => {
        const netc = socket.create(null, "CLIENT");
        expect(await libnet.connect("CLIENT", 15_000, netc, SERVER, 1883)).toBe(true);
        expect(await libnet.tx("CLIENT", 15_000, netc, "hello")).toEqual([true, false]);
        await libnet.wait("CLIENT", 100, netc);
        await libnet.close("CLIENT", 5_000, netc);
        socket.release(netc);
      }, "CLIENT");
      const first = await listening.accept();
      await first?.rx();
      await first?.rx();
      await first?.close();
      await faithful.done;
      client.assertIdle();

      const connection = await client.connect({ host: SERVER, port: 1883 });
      await connection.tx("hello", { until: "sent" });
      const second = await listening.accept();
      expect(await second?.wait()).toBe("data");
      await Promise.all([connection.close(), second?.close()]);
      const datagrams = await client.bind();
      await datagrams.tx("hello", { host: SERVER, port: 123 });
      await datagrams.close();
      await client.ready();
      await listening.close();
    });
    client.assertIdle();
    server.assertIdle();
  });

  it("passes when what was open broke, or failed", async () => {
    const { net, client, run, pair, server } = simulate();
    await pair();
    await client.listen({ port: 7 });
    await client.bind({ port: 6000 });
    net.host("10.0.0.2").setLink(false);
    await net.clock.advance(1);
    net.host("10.0.0.2").setLink(true);
    await expect(run(() => client.connect({ host: SERVER, port: 9 }))).rejects.toThrow("refused");
    client.assertIdle();
    await server.stop();
  });

  it("names a state in which a connection is not simply open", async () => {
    const { net, client, server, pair } = simulate({}, { latency: 50 });
    const { here, there, listening } = await pair();
    abandon(client.connect({ host: SERVER, port: 1883 }));
    expect(words(client)).toEqual([`connection to ${SERVER}:1883`, `connection to ${SERVER}:1883, which is not on line yet`]);
    abandon(there.close({ timeout: 60_000 }));
    expect(words(server)).toContainEqual(expect.stringMatching(/^connection to 10\.0\.0\.2:\d+, which is being closed$/));
    await net.clock.advance(60);
    expect(words(client)[0]).toBe(`connection to ${SERVER}:1883, which the peer has ended`);
    await here.close();
    await listening.close();
    await client.stop();
    await server.stop();
    server.assertIdle();
  });

  it("names the accept by which a connection came", async () => {
    const { server, client, pair } = simulate();
    await pair();
    const [, connection] = open(server);
    expect(connection).toEqual([expect.stringMatching(/^connection to 10\.0\.0\.2:\d+$/), expect.stringMatching(/^accept\(\)/)]);
    await client.stop();
    await server.stop();
  });
});

describe("assertIdle tells who waits in libnet", () => {
  type Call = (device: Device, netc: Ctrl) => Promise<unknown>;
  const calls: Array<[call: string, event: string, call: Call]> = [
    ["waitLink", "LINK", ({ libnet }, netc) => libnet.waitLink("CLIENT", 900, netc)],
    ["connect", "ON_LINE", ({ libnet }, netc) => libnet.connect("CLIENT", 900, netc, SERVER, 1883)],
    ["listen", "ON_LINE", ({ libnet }, netc) => libnet.listen("CLIENT", 900, netc)],
  ];
  const onLine: typeof calls = [
    ["tx", "TX_OK", ({ libnet }, netc) => libnet.tx("CLIENT", 900, netc, "hello")],
    ["wait", "EVENT", ({ libnet }, netc) => libnet.wait("CLIENT", 900, netc)],
    ["close", "CLOSED", ({ libnet }, netc) => libnet.close("CLIENT", 900, netc)],
  ];
  const waiting = (event: string): string => `CLIENT waits for a message socket.${event}, begun 0 ms ago, for 900 ms`;

  it.each(calls)("%s", async (name, event, call) => {
    const { client, net } = simulate({}, { latency: 50 });
    net.host("10.0.0.2").setLink(false);
    client.sys.taskInitEx(() => call(client, client.socket.create(null, "CLIENT") as Ctrl), "CLIENT");
    expect(open(client)).toContainEqual([waiting(event), expect.stringMatching(new RegExp(`^${name}\\("CLIENT", 900, netc`))]);
    await client.stop();
  });

  it.each(onLine)("%s, on line", async (name, event, call) => {
    const { client, server, run } = simulate({}, { latency: 50 });
    await run(() => server.listen({ port: 1883 }));
    const netc = client.socket.create(null, "CLIENT") as Ctrl;
    await run(() => client.sys.taskInitEx(() => client.libnet.connect("CLIENT", 15_000, netc, SERVER, 1883), "CLIENT").done);
    abandon(call(client, netc));
    expect(open(client)).toContainEqual([waiting(event), expect.stringMatching(new RegExp(`^${name}\\("CLIENT", 900, netc`))]);
    await client.stop();
    await server.stop();
  });

  it("also when it waits again after a message that was not the one", async () => {
    const { client, server, run, net } = simulate({}, { latency: 50 });
    await run(() => server.listen({ port: 1883 }));
    client.sys.taskInitEx(async () => {
      const netc = client.socket.create(null, "CLIENT");
      await client.libnet.connect("CLIENT", 15_000, netc, SERVER, 1883);
      await client.libnet.tx("CLIENT", 15_000, netc, new Uint8Array(500_000)); // this one
    }, "CLIENT");
    await net.clock.advance(110);
    client.sys.sendMsg("CLIENT", client.socket.TX_OK, 0);
    await net.clock.advance(1);
    const waits = open(client).filter(([what]) => what.startsWith("CLIENT waits"));
    expect(waits).toEqual([[expect.stringMatching(/ socket\.TX_OK, begun 1 ms ago, for \d+ ms$/), 'await client.libnet.tx("CLIENT", 15_000, netc, new Uint8Array(500_000)); // this one']]);
    await client.stop();
    await server.stop();
  });
});

describe("assertIdle tells who waits for a promise", () => {
  const big = new Uint8Array(1_000_000);
  type Call = (connection: Connection) => Promise<unknown>;
  it.each<[name: string, code: string, limit: string, call: Call]>([
    ["rx", "rx({ timeout: 900 })", "for 900 ms", (connection) => connection.rx({ timeout: 900 })],
    ["rx", "rx(new Uint8Array(9))", "without a limit", (connection) => connection.rx(new Uint8Array(9))],
    ["for await", "next()", "without a limit", (connection) => connection[Symbol.asyncIterator]().next()],
    ["consume", "consume(noop, { timeout: 900 })", "for 900 ms", (connection) => connection.consume(noop, { timeout: 900 })],
    ["wait", "wait()", "without a limit", (connection) => connection.wait()],
    ["tx", "tx(big, { timeout: 900 })", "for 900 ms", (connection) => connection.tx(big, { timeout: 900 })],
    ["tx", 'tx("hello", { until: "sent" })', "without a limit", (connection) => connection.tx("hello", { until: "sent" })],
    ["tx", "flushed()", "without a limit", (connection) => connection.flushed()],
  ])("%s of a connection: %s, %s", async (name, code, limit, call) => {
    const { client, server, pair } = simulate({}, { latency: 50 });
    const { here } = await pair();
    // There is no room for more.
    await here.tx(big, { until: "accepted" });
    abandon(call(here));
    expect(open(client)).toEqual([
      [`connection to ${SERVER}:1883`, expect.anything()],
      [`${name} of the connection to ${SERVER}:1883, begun 0 ms ago, ${limit}`, `${code}],`],
    ]);
    await client.stop();
    await server.stop();
  });

  it("until it is answered, and a later one as itself", async () => {
    const { client, server, pair, run } = simulate();
    const { here, there } = await pair();
    abandon(there.tx("one"));
    await run(() => here.rx({ timeout: 900 }));
    expect(words(client)).toEqual([`connection to ${SERVER}:1883`]);
    const reading = async (): Promise<void> => {
      for await (const _ of here); // this one
    };
    abandon(reading());
    expect(open(client)[1]).toEqual([`for await of the connection to ${SERVER}:1883, begun 0 ms ago, without a limit`, expect.stringMatching(/here\); \/\/ this one$/)]);
    await client.stop();
    await server.stop();
  });

  it("of a datagram that is under way", async () => {
    const { net, client } = simulate();
    const socket = await client.bind({ port: 6000 });
    const sending = Array.from({ length: 40 }, () => socket.tx(new Uint8Array(60_000), { host: SERVER, port: 9 }));
    sending.forEach(abandon);
    const [, ...waiting] = open(client);
    expect(waiting[0]).toEqual(["tx of the datagram socket on 10.0.0.2:6000, begun 0 ms ago, without a limit", expect.stringMatching(/^tx\(/)]);
    await net.clock.advance(10);
    await socket.close();
    client.assertIdle();
  });

  it("of a server or socket that is not open yet, and of the network: each once", async () => {
    const { net, client, run } = simulate();
    net.host("10.0.0.2").setLink(false);
    abandon(client.listen({ port: 7 }));
    abandon(client.bind({ port: 6000 }));
    const ready = client.ready({ timeout: 900 });
    expect(open(client)).toEqual([
      ["server on 0.0.0.0:7, which does not listen yet", "listen({ port: 7 }));"],
      ["datagram socket on 0.0.0.0:0, which is not open yet", "bind({ port: 6000 }));"],
      ["a wait for the network, begun 0 ms ago, for 900 ms", "ready({ timeout: 900 });"],
    ]);
    net.host("10.0.0.2").setLink(true);
    expect(await run(() => ready)).toBe("10.0.0.2");
    expect(words(client)).toHaveLength(2);
    await client.stop();
  });
});

describe("the lines of the program", () => {
  it.each([
    ["are told on a clock made for tests", { clock: new VirtualClock() }, true],
    ["are not told there when it is not wanted", { clock: new VirtualClock(), origins: false }, false],
    ["are not told on another clock", { clock: systemClock }, false],
    ["are told there when it is wanted", { clock: systemClock, origins: true }, true],
  ])("%s", async (_, options, told) => {
    const device = createDevice({ adapters: {}, log: silentLog, ...options });
    device.sys.subscribe("DOOR", noop);
    const message = told ? /^the device is not idle:\n- subscription to "DOOR" \(at .*assert-idle\.test\.ts:\d+:\d+\)$/ : /^the device is not idle:\n- subscription to "DOOR"\ncreateDevice\(\{ origins: true \}\) makes/;
    expect(device.assertIdle).toThrow(message);
    await device.stop();
  });

  it("are asked for with true or false alone", () => {
    expect(() => createDevice({ origins: 1 as never })).toThrow(new TypeError("origins is 1; expected true or false"));
  });
});
