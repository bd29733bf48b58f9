import { createServer, type AddressInfo, type Server } from "node:net";
import { createDevice, type Connection, type Device } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { counted, type Counter, type Counts } from "./counted.js";

// What a message costs in things that can be counted. Where a number here grows, each message of each user costs more:
// the benchmark tells how much.

const COUNT = 500;
/** What the runner does meanwhile counts too, now and then. */
const STRAY = 0.1;
const HELLO = new Uint8Array(64).fill(0x5a);

let server: Server;
let counter: Counter;
let device: Device;
let connection: Connection;

async function start(onBytes: "echo" | "swallow"): Promise<void> {
  server = createServer({ noDelay: true }, (socket) => {
    if (onBytes === "echo") socket.on("data", (bytes) => socket.write(bytes));
    else socket.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  connection = await device.connect({ host: "127.0.0.1", port: (server.address() as AddressInfo).port });
}

/** What one of `COUNT` rounds costs, after as many that warm up; the parts of it that some rounds need, and others do not. */
async function costOf(round: () => Promise<void> | void): Promise<Counts> {
  for (let i = 0; i < COUNT; i++) await round();
  counter.reset();
  for (let i = 0; i < COUNT; i++) await round();
  const cost = { ...counter.counts };
  for (const what of Object.keys(cost) as Array<keyof Counts>) cost[what] /= COUNT;
  return cost;
}

beforeEach(() => {
  counter = counted();
  device = createDevice({ adapters: { ETH0: counter.card }, clock: counter.clock, logLevel: "warn" });
});

afterEach(async () => {
  await device.stop();
  counter.stop();
  await new Promise((resolve) => server.close(resolve));
});

describe("what a message costs", () => {
  it("echo with rx: one send, a copy each way, no timer though both have a time-out, no listener though both have a signal", async () => {
    await start("echo");
    const { signal } = new AbortController();
    const options = { timeout: 10_000, signal };
    const cost = await costOf(async () => {
      await connection.tx(HELLO, options);
      await connection.rx(options);
    });
    expect(cost.timers).toBe(0);
    expect(cost.listeners).toBeLessThan(STRAY);
    expect(cost.sends).toBeLessThan(1 + STRAY);
    expect(cost.copies).toBeLessThan(2 + STRAY);
    // The round's own, one for its `await` outside, those of its two awaits, and the one that rx gives.
    expect(cost.promises).toBeLessThan(5 + STRAY);
    expect(cost.turns).toBeLessThan(0.01);
    expect(cost.dries).toBe(0);
  });

  it("echo with consume: no promise and no copy but that of the answer", async () => {
    await start("echo");
    let left = 2 * COUNT;
    await connection.tx(HELLO);
    await connection.consume(() => {
      if (left === COUNT) counter.reset();
      if (left-- === 0) return false;
      void connection.tx(HELLO);
      return undefined;
    });
    const { timers, promises, copies, sends } = counter.counts;
    expect(timers).toBe(0);
    expect(sends / COUNT).toBeLessThan(1 + STRAY);
    expect(copies / COUNT).toBeLessThan(1 + STRAY);
    // What tx gives is the same promise each time.
    expect(promises / COUNT).toBeLessThan(STRAY);
  });

  it("small sends of one turn: one send for all, one copy each", async () => {
    await start("swallow");
    const cost = await costOf(async () => {
      for (let i = 0; i < 9; i++) void connection.tx(HELLO);
      await connection.tx(HELLO, { until: "sent" });
    });
    expect(cost.sends).toBeLessThan(2 + STRAY);
    expect(cost.copies).toBeLessThan(10 + STRAY);
    expect(cost.timers).toBe(0);
  });

  it("a large send is not copied", async () => {
    await start("swallow");
    const large = new Uint8Array(65_536);
    const cost = await costOf(() => connection.tx(large, { timeout: 10_000 }));
    expect(cost.copies).toBeLessThan(STRAY);
    // One for each 16 of them, and what a full card makes wait.
    expect(cost.turns).toBeLessThan(1 / 16 + STRAY);
  });

  it("rx into bytes of the user's: one copy of each chunk", async () => {
    await start("echo");
    const target = new Uint8Array(64);
    const cost = await costOf(async () => {
      await connection.tx(HELLO);
      await connection.rx(target, { timeout: 10_000 });
    });
    expect(cost.copies).toBeLessThan(2 + STRAY);
    expect(cost.timers).toBe(0);
  });

  it("a datagram with time-outs: one send, no timer", async () => {
    const echo = await device.bind({ port: 0, host: "127.0.0.1" });
    const datagrams = await device.bind({ peer: echo.local });
    const answering = (async () => {
      for await (const { bytes, from } of echo) await echo.tx(bytes, from);
    })();
    const cost = await costOf(async () => {
      await datagrams.tx(HELLO, undefined, { timeout: 10_000 });
      await datagrams.rx({ timeout: 10_000 });
    });
    expect(cost.timers).toBe(0);
    await echo.close();
    await answering;
    await start("swallow");
  });

  it("a connection with a time-out for connecting and one for closing: one timer of the host's for all that are open", async () => {
    await start("echo");
    const { port } = connection.peer;
    const cost = await costOf(async () => {
      const one = await device.connect({ host: "127.0.0.1", port, timeout: 10_000 });
      await one.tx(HELLO);
      await one.rx();
      await one.close({ timeout: 10_000 });
    });
    // Where only one is open at a time, there is none between them to stay with.
    expect(cost.timers).toBeLessThan(2 + STRAY);
    expect(cost.listeners).toBeLessThan(STRAY);
    expect(cost.promises).toBeLessThan(20 + STRAY);
  });
});
