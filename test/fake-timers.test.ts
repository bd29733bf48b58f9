import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { MockNet, VirtualClock } from "@luat/adapters/mock";
import { nodeAdapter } from "@luat/adapters/node";
import { createDevice } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const SERVER = "10.0.0.1";
const CLIENT = "10.0.0.2";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a device on a clock over fake timers", () => {
  it("shares its time with a program that polls with setInterval and measures with Date", async () => {
    const net = new MockNet({ clock: VirtualClock.over(vi), latency: 50 });
    await using device = createDevice({ adapters: { LWIP_GP: net.host(CLIENT) }, clock: net.clock });
    const meter = net.peer(SERVER, 5000);
    for (let n = 1; n <= 3; n++) meter.expect("read\n").wait(200).reply(`value ${n}\n`);
    const values: string[] = [];
    await net.play(async () => {
      const connection = await device.connect({ host: SERVER, port: 5000 });
      const begin = Date.now();
      const timer = setInterval(() => void connection.tx("read\n"), 1_000);
      for await (const bytes of connection) {
        values.push(`${Date.now() - begin} ${new TextDecoder().decode(bytes)}`);
        if (values.length === 3) break;
      }
      clearInterval(timer);
    });
    expect(values).toEqual(["1300 value 1\n", "2300 value 2\n", "3300 value 3\n"]);
    net.assertDone();
  });

  it("lets the test move the time of tasks and time-outs", async () => {
    const net = new MockNet({ clock: VirtualClock.over(vi) });
    await using device = createDevice({ adapters: { LWIP_GP: net.host(CLIENT) }, clock: net.clock });
    net.blackhole(SERVER);
    const seen: unknown[] = [];
    device.sys.taskInit(async () => {
      await device.sys.wait(60_000);
      seen.push("task");
    });
    void device.connect({ host: SERVER, port: 80, timeout: 15_000 }).catch((error: { name: string }) => seen.push(error.name));
    setTimeout(() => seen.push("timeout"), 30_000);
    await vi.advanceTimersByTimeAsync(14_999);
    expect(seen).toEqual([]);
    await vi.advanceTimersByTimeAsync(45_001);
    expect(seen).toEqual(["TimeoutError", "timeout", "task"]);
  });
});

describe("a device on the system's clock", () => {
  it("lives on fake timers too, moved by the test", async () => {
    await using device = createDevice({ adapters: { ETH0: nodeAdapter() } });
    const datagrams = await device.bind();
    const seen: unknown[] = [];
    device.sys.taskInit(async () => {
      await device.sys.wait(60_000);
      seen.push("task");
    });
    void datagrams.rx({ timeout: 15_000 }).catch((error: { name: string }) => seen.push(error.name));
    await vi.advanceTimersByTimeAsync(14_999);
    expect(seen).toEqual([]);
    await vi.advanceTimersByTimeAsync(45_001);
    expect(seen).toEqual(["TimeoutError", "task"]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("connects and talks while its timers stand still", async () => {
    const server = createServer((client) => client.pipe(client)).listen(0, "127.0.0.1");
    await once(server, "listening");
    await using device = createDevice({ adapters: { ETH0: nodeAdapter() } });
    const connection = await device.connect({ host: "127.0.0.1", port: (server.address() as AddressInfo).port, timeout: 15_000 });
    await connection.tx("hello");
    expect(new TextDecoder().decode(await connection.rx({ timeout: 15_000 }))).toBe("hello");
    await connection.close();
    server.close();
  });
});
