import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { airWorld, counted, PORT, SERVER, type AirWorld } from "../world.js";
import { asTask, connected } from "./as-task.js";

let world: AirWorld;

beforeEach(() => {
  world = airWorld();
});
afterEach(() => world.stop());

describe("send", () => {
  it("sends in chunks of 11200 bytes, one after the other", async () => {
    await connected(world, async (c, there) => {
      const sizes: number[] = [];
      world.mock.rule((packet) => {
        if (packet.protocol === "tcp" && packet.kind === "data" && packet.to.port === PORT) sizes.push(packet.bytes.length);
      });
      expect(await c.send(counted(25_000))).toBe(true);
      expect(Buffer.from((await there.rxExactly(25_000)) ?? []).equals(counted(25_000))).toBe(true);
      const ends: number[] = [];
      let sum = 0;
      for (const size of sizes) ends.push((sum += size));
      expect(ends).toEqual(expect.arrayContaining([11_200, 22_400, 25_000]));
    });
  });

  it.each([[""], [null], [undefined], [new Uint8Array(0)]])("sends nothing well: %j", async (data) => {
    await connected(world, async (c, there) => {
      expect(await c.send(data)).toBe(true);
      expect(there.bytesIn).toBe(0);
    });
  });

  it("sends UDP in datagrams of 1472 bytes at most", async () => {
    await asTask(world, async () => {
      const there = await world.server.bind({ port: 7 });
      const c = world.socket.udp();
      await c.connect(SERVER, 7);
      expect(await c.send(counted(3_000))).toBe(true);
      const sizes = [];
      for (let i = 0; i < 3; i++) sizes.push((await there.rx())?.bytes.length);
      expect(sizes).toEqual([1_472, 1_472, 56]);
      await c.close();
      await there.close();
    });
  });

  it("gives false after its seconds, 120 by default, and tells so", async () => {
    const news: unknown[] = [];
    const onFail = (...args: unknown[]): number => news.push(args);
    await connected(world, async (c, there) => {
      world.sys.subscribe("LIB_SOCKET_SEND_FAIL_IND", onFail);
      const hold = world.mock.fillBuffers({});
      const begin = world.mock.clock.now();
      expect(await c.send("slow", 2)).toBe(false);
      expect(world.mock.clock.now() - begin).toBe(2_000);
      expect(await c.send("slower")).toBe(false);
      expect(world.mock.clock.now() - begin).toBe(122_000);
      expect(world.lines).toEqual(["warn socket send: not with the system within 2 s", "warn socket send: not with the system within 120 s"]);
      hold();
      await world.sys.wait(10);
      world.sys.unsubscribe("LIB_SOCKET_SEND_FAIL_IND", onFail);
      // The late confirmations of those before are nobody's.
      expect(await c.send("quick")).toBe(true);
      expect(world.str.text((await there.rxExactly(15)) ?? "")).toBe("slowslowerquick");
    });
    expect(news).toEqual([[undefined, "TCP", SERVER, PORT], [undefined, "TCP", SERVER, PORT]]);
  });

  it("gives false when the connection breaks meanwhile", async () => {
    await connected(world, async (c) => {
      const hold = world.mock.fillBuffers({});
      world.sys.timerStart(() => world.mock.reset(SERVER, PORT), 1_000);
      expect(await c.send("x")).toBe(false);
      expect(await c.recv(100)).toEqual([false, "CLOSED"]);
      hold();
    });
  });

  it("gives false when the network is lost meanwhile", async () => {
    await connected(world, async (c) => {
      const hold = world.mock.fillBuffers({});
      world.sys.timerStart(() => world.link.shut(), 1_000);
      expect(await c.send("x")).toBe(false);
      expect(await c.recv(100)).toEqual([false, "IP_ERROR_IND"]);
      hold();
      await world.sys.wait(3_000);
    });
  });

  it("keeps what arrives meanwhile", async () => {
    await connected(world, async (c, there) => {
      const hold = world.mock.fillBuffers({ from: "10.0.0.2" });
      world.sys.timerStart(hold, 1_000);
      await there.tx("meanwhile");
      expect(await c.send("x")).toBe(true);
      expect(await c.recv(100)).toEqual([true, world.str.bytes("meanwhile")]);
    });
  });

  it("with setSendMode(1) returns when it is stored, and fails when the store is full", async () => {
    world.socket.setSendMode(1);
    await connected(world, async (c, there) => {
      const hold = world.mock.fillBuffers({});
      const begin = world.mock.clock.now();
      expect([await c.send(counted(10_000)), await c.send(counted(221)), await c.send(counted(220))]).toEqual([true, false, true]);
      expect(world.mock.clock.now()).toBe(begin);
      hold();
      expect(await there.rxExactly(10_220)).toHaveLength(10_220);
      await world.sys.wait(10);
      expect(await c.send(counted(10_220))).toBe(true);
    });
  });

  it("gives false before it is connected", async () => {
    expect(await world.socket.tcp().send("x")).toBe(false);
  });
});
