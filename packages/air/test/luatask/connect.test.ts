import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Topics } from "@luat/corelib";
import { accepted, airWorld, CLIENT, PORT, SERVER, type AirWorld } from "../world.js";
import { asTask } from "./as-task.js";

let world: AirWorld;
let news: unknown[];

beforeEach(() => {
  world = airWorld();
  news = [];
  const topics: Array<keyof Topics> = ["SOCKET_ACTIVE", "LIB_SOCKET_CONNECT_FAIL_IND", "LIB_SOCKET_CLOSE_IND"];
  for (const topic of topics) world.sys.subscribe(topic, (...args: unknown[]) => news.push([topic, ...args]));
});
afterEach(() => world.stop());

describe("connect", () => {
  it("gives true and the number of the socket, 0 to 9, and tells that a socket is active", async () => {
    await accepted(world);
    await asTask(world, async () => {
      const c = world.socket.tcp();
      expect(c.id).toBeUndefined();
      expect(await c.connect(SERVER, String(PORT))).toEqual([true, 0]);
      expect(c.id).toBe(0);
      await world.sys.wait(1);
      expect(news).toEqual([["SOCKET_ACTIVE", true]]);
    });
  });

  it("gives false at once and tells nothing while the network is not ready", async () => {
    world.card.setLink(false);
    await asTask(world, async () => {
      const c = world.socket.tcp();
      expect(world.socket.isReady()).toBe(false);
      expect(await c.connect(SERVER, PORT)).toEqual([false]);
      await c.close();
    });
    expect(news).toEqual([["SOCKET_ACTIVE", false]]);
    expect(world.mock.clock.now()).toBe(0);
    expect(world.lines).toEqual(["warn socket connect: the network is not ready"]);
  });

  it.each([
    ["nobody listens", () => [SERVER, 9]],
    ["the name is not known", () => ["nobody.test", PORT]],
    ["the address is too long", () => ["x".repeat(101), PORT]],
    ["the port cannot be", () => [SERVER, 70_000]],
  ] as ReadonlyArray<[string, () => [string, number]]>)("gives false and tells that it failed when %s", async (_, where) => {
    const [host, port] = where();
    await asTask(world, async () => {
      const c = world.socket.tcp();
      expect(await c.connect(host, port)).toEqual([false]);
      await c.close();
    });
    expect(news).toEqual([["LIB_SOCKET_CONNECT_FAIL_IND", undefined, "TCP", host, port], ["SOCKET_ACTIVE", false]]);
    expect(world.lines).toHaveLength(1);
  });

  it("gives false after its seconds, 120 by default, and nothing goes on then", async () => {
    world.mock.blackhole(SERVER);
    await asTask(world, async () => {
      const times: number[] = [];
      for (const timeout of [undefined, 20, 0.5]) {
        const begin = world.mock.clock.now();
        const c = world.socket.tcp();
        expect(await c.connect(SERVER, PORT, timeout)).toEqual([false]);
        times.push(world.mock.clock.now() - begin);
        expect(world.card.openStreams).toBe(0);
        await c.close();
      }
      expect(times).toEqual([120_000, 20_000, 500]);
      expect(world.lines).toEqual([120, 20, 0.5].map((seconds) => `warn socket connect: no connection to ${SERVER}:${PORT}: no answer within ${seconds} s`));
    });
  });

  it("gives false when the network is lost meanwhile", async () => {
    world.mock.blackhole(SERVER);
    await asTask(world, async () => {
      const c = world.socket.tcp();
      world.sys.timerStart(() => world.card.setLink(false), 1_000);
      expect(await c.connect(SERVER, PORT)).toEqual([false]);
      expect(world.mock.clock.now()).toBe(1_000);
      expect(world.lines).toEqual(["warn socket connect: the network was lost"]);
      await c.close();
    });
  });

  it("gives false for the eleventh client, until another is closed; a failed one holds no slot", async () => {
    await accepted(world);
    await asTask(world, async () => {
      const clients = Array.from({ length: 11 }, () => world.socket.tcp());
      const results = [];
      for (const c of clients) {
        expect(await world.socket.tcp().connect(SERVER, 9)).toEqual([false]);
        results.push(await c.connect(SERVER, PORT));
      }
      expect(results.map(([ok, id]) => (ok ? id : ok))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, false]);
      await clients[4]?.close();
      const next = world.socket.tcp();
      expect(await next.connect(SERVER, PORT)).toEqual([true, 4]);
    });
  });

  it("connects once: a second connect gives false", async () => {
    await accepted(world);
    await asTask(world, async () => {
      const c = world.socket.tcp();
      await c.connect(SERVER, PORT);
      expect(await c.connect(SERVER, PORT)).toEqual([false]);
      await c.close();
      expect(await c.connect(SERVER, PORT)).toEqual([false]);
      expect(await world.socket.tcp().send("x")).toBe(false);
      expect(await world.socket.tcp().asyncSelect()).toBe(false);
    });
    expect(world.lines).toEqual([
      "warn socket connect: the client is connected already; one client is for one connection",
      "warn socket connect: the client is closed; one client is for one connection",
      "warn socket send: the client is not connected",
      "warn socket asyncSelect: the client is not connected",
    ]);
  });

  it("looks for IPv6 addresses where it is asked to", async () => {
    const other = airWorld();
    other.mock.name("both.test", [SERVER, "fd00::9"]);
    await accepted(other);
    await asTask(other, async () => {
      const four = other.socket.tcp();
      expect((await four.connect("both.test", PORT))[0]).toBe(true);
      expect((await other.socket.tcp(false, null, null, true).connect("both.test", PORT))[0]).toBe(false);
      await four.close();
    });
    await other.stop();
  });

  it("wants an address, a port and a time", async () => {
    const c = world.socket.tcp();
    await expect(c.connect(7 as unknown as string, 1)).rejects.toThrow(new TypeError("address is 7; expected a text"));
    await expect(c.connect("x", "http")).rejects.toThrow(new TypeError('port is "http"; expected a port number'));
    await expect(c.connect("x", 1, 0)).rejects.toThrow(new RangeError("timeout is 0; expected more than 0 and at most 2000000 seconds"));
    await expect(c.connect("x", 1, "1" as unknown as number)).rejects.toThrow(new TypeError('timeout is "1"; expected a number of seconds, or nil'));
  });
});

describe("close", () => {
  it("can be called in any state, and again, and frees the slot", async () => {
    const clients = await accepted(world);
    await asTask(world, async () => {
      const c = world.socket.tcp();
      await c.close();
      await c.close();
      const d = world.socket.tcp();
      await d.connect(SERVER, PORT);
      await world.sys.wait(1);
      const [there] = clients;
      await there?.tx("unread");
      void there?.close();
      await world.sys.wait(1);
      const closing = d.close();
      expect(d.close()).toBe(closing);
      await closing;
      await d.close();
      expect(await d.recv(10)).toEqual([false]);
      expect([await d.send("x"), await d.asyncSelect(), d.asyncSend("x"), d.asyncRecv().length]).toEqual([false, false, false, 0]);
    });
    expect(news).toEqual([["SOCKET_ACTIVE", false], ["SOCKET_ACTIVE", true], ["LIB_SOCKET_CLOSE_IND", undefined, "TCP", SERVER, PORT], ["SOCKET_ACTIVE", false]]);
    expect(() => world.device.assertIdle()).toThrow(/^the device is not idle:\n(- subscription.*\n?){3}$/);
  });

  it("sends what was accepted before the end", async () => {
    const clients = await accepted(world);
    await asTask(world, async () => {
      const c = world.socket.tcp();
      await c.connect(SERVER, PORT);
      await world.sys.wait(1);
      await c.send("last words");
      void c.close();
      const [there] = clients;
      expect(world.str.text((await there?.rx()) ?? "")).toBe("last words");
      expect(await there?.rx()).toBeUndefined();
      expect(there?.peer.host).toBe(CLIENT);
      await there?.close();
      await c.close();
    });
  });

  it("tells that sockets are active as long as one is", async () => {
    await accepted(world);
    await asTask(world, async () => {
      const [a, b] = [world.socket.tcp(), world.socket.tcp()];
      await a.connect(SERVER, PORT);
      await b.connect(SERVER, PORT);
      await Promise.all([a.close(), b.close()]);
      await world.sys.wait(1);
    });
    expect(news).toEqual([true, true, true, false].map((active) => ["SOCKET_ACTIVE", active]));
  });
});
