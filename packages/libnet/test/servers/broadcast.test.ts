import { resetAfter, stall } from "@luat/adapters/mock";
import { zbuff } from "@luat/corelib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Connection } from "../../src/index.js";
import type { ManagedServer } from "../../src/servers/index.js";
import { diary, drain, ServerWorld, text } from "./world.js";

let world: ServerWorld;
beforeEach(() => {
  world = new ServerWorld({ latency: 5 });
});
afterEach(async () => {
  await world.stop();
  expect(world.reported).toEqual([]);
});

/** Clients at 10.0.0.2 and up, each known by its address. */
async function crowd(server: ManagedServer, count: number): Promise<Connection[]> {
  const connections = await Promise.all(Array.from({ length: count }, (_, n) => world.connect(n + 2)));
  await world.pass(10);
  for (const client of server.clients) server.identify(client, client.peer.host);
  await world.pass(1);
  return connections;
}

describe("broadcast", () => {
  it("sends the same to all, or to those who are meant, and says to how many", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const connections = await crowd(server, 5);
      expect(server.broadcast("to all ")).toEqual({ sent: 5, dropped: [] });
      expect(server.broadcast("to one", { filter: ({ deviceId }) => deviceId === "10.0.0.3" })).toEqual({ sent: 1, dropped: [] });
      await world.pass(10);
      const heard = await Promise.all(connections.map((connection) => connection.rx()));
      expect(heard.map(text)).toEqual(["to all ", "to all to one", "to all ", "to all ", "to all "]);
    });
  });

  it.each([10, 5_000])("copies %d bytes once, which are the caller's again at once", async (length) => {
    await world.run(async () => {
      const server = await world.serve();
      const connections = await crowd(server, 3);
      const bytes = new Uint8Array(length).fill(1);
      server.broadcast(bytes);
      bytes.fill(2);
      const buffer = zbuff.create(16);
      buffer.write("three");
      server.broadcast(buffer);
      buffer.del();
      await world.pass(50);
      for (const connection of connections) {
        const got = new Uint8Array(length + 5);
        for (let at = 0; at < got.length; ) at += await connection.rx(got.subarray(at));
        expect(got.subarray(0, length).every((byte) => byte === 1)).toBe(true);
        expect(text(got.subarray(length))).toBe("three");
      }
    });
  });

  it("copies also what has to wait, and counts it as queued until it is out or withdrawn", async () => {
    await world.run(async () => {
      const server = await world.serve({ maxQueued: 1_000_000 });
      const [connection] = (await crowd(server, 1)) as [Connection];
      const held = world.net.rule(stall({ to: "10.0.0.2" }));
      const bytes = new Uint8Array(100_000).fill(1);
      server.broadcast(bytes);
      server.broadcast(bytes);
      bytes.fill(2);
      await world.pass(10);
      expect(server.status().queued).toBeGreaterThan(100_000);
      const before = server.status().queued;
      const late = server.client("10.0.0.2")?.tx(new Uint8Array(3_000), { timeout: 1_000 });
      expect(server.status().queued).toBe(before + 3_000);
      await expect(late).rejects.toMatchObject({ code: "timeout", withdrawn: true });
      expect(server.status().queued).toBe(before);
      held.remove();
      let total = 0;
      await connection.consume((view) => {
        expect(view.every((byte) => byte === 1)).toBe(true);
        return (total += view.length) < 200_000;
      });
      await world.pass(100);
      expect(server.status().queued).toBe(0);
    });
  });

  it("is held up by nobody: the others have it at once, though one reads nothing", async () => {
    await world.run(async () => {
      const server = await world.serve({ maxQueued: 100_000 });
      const [slow, ...good] = (await crowd(server, 4)) as [Connection, ...Connection[]];
      using held = world.net.rule(stall({ to: "10.0.0.2" }));
      const message = new Uint8Array(10_000);
      const totals = good.map(async (connection) => {
        let total = 0;
        await connection.consume((view) => (total += view.length) < 1_000_000);
        return total;
      });
      for (let n = 0; n < 100; n++) {
        expect(server.broadcast(message).sent).toBeGreaterThanOrEqual(3);
        await world.pass(100);
      }
      expect(await Promise.all(totals)).toEqual([1_000_000, 1_000_000, 1_000_000]);
      expect(held.hits).toBeGreaterThan(0);
      expect(slow.bytesIn).toBe(0);
      expect(server.status().queued).toBeLessThanOrEqual(100_000);
    });
  });

  it("drops what a slow client cannot take, says so, and goes on when there is room again", async () => {
    await world.run(async () => {
      const server = await world.serve({ maxQueued: 20_000 });
      const told = diary(server);
      const [slow, good] = (await crowd(server, 2)) as [Connection, Connection];
      told.length = 0;
      const reading = drain(good);
      const held = world.net.rule(stall({ to: "10.0.0.2" }));
      const message = new Uint8Array(10_000);
      let sent = 0;
      let dropped = 0;
      for (let n = 0; n < 50; n++) {
        const result = server.broadcast(message);
        sent += result.sent;
        for (const { client, reason } of result.dropped) {
          expect([client.deviceId, reason]).toEqual(["10.0.0.2", "slow"]);
          dropped++;
        }
        await world.pass(20);
      }
      expect(dropped).toBeGreaterThan(20);
      expect(sent + dropped).toBe(100);
      await world.pass(1);
      expect(told).toEqual(Array.from({ length: dropped }, () => "dropped 10.0.0.2: slow"));
      expect(server.status()).toMatchObject({ clients: 2, dropped });
      held.remove();
      let got = 0;
      void slow.consume((view) => void (got += view.length)).catch(() => undefined);
      await world.pass(60_000);
      expect(server.status().queued).toBe(0);
      expect(server.broadcast(message).sent).toBe(2);
      await world.pass(1_000);
      // Whole messages, and none of those that were dropped.
      expect(got).toBe((51 - dropped) * 10_000);
      expect(good.bytesIn).toBe(510_000);
      await server.close({ deadline: 0 });
      await reading;
    });
  });

  it("ends a slow client instead, where that is the policy, and frees what it held", async () => {
    await world.run(async () => {
      const server = await world.serve({ maxQueued: 20_000, slowClients: "disconnect" });
      const told = diary(server);
      const [, good] = (await crowd(server, 2)) as [Connection, Connection];
      told.length = 0;
      void drain(good);
      using held = world.net.rule(stall({ to: "10.0.0.2" }));
      void held;
      for (let n = 0; n < 50; n++) {
        server.broadcast(new Uint8Array(10_000));
        await world.pass(20);
      }
      expect(told).toEqual(["dropped 10.0.0.2: slow", "left 10.0.0.2: slow"]);
      expect(server.status()).toMatchObject({ clients: 1, dropped: 1, left: { slow: 1 } });
      expect(server.status().queued).toBe(0);
    });
  });

  it("always takes one message, whatever its size, where nothing waits", async () => {
    await world.run(async () => {
      const server = await world.serve({ maxQueued: 0 });
      await crowd(server, 1);
      expect(server.broadcast(new Uint8Array(1_000_000)).sent).toBe(1);
      expect(server.broadcast("a").dropped).toMatchObject([{ reason: "slow" }]);
    });
  });

  it("reaches all others when clients reset in the middle of it", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const told = diary(server);
      const connections = await crowd(server, 30);
      told.length = 0;
      for (const n of [2, 12, 22]) world.net.rule(resetAfter({ bytes: 5_000, to: `10.0.0.${n}` }));
      const message = new Uint8Array(20_000).fill(7);
      expect(server.broadcast(message).sent).toBe(30);
      const totals = connections.map(async (connection) => {
        let total = 0;
        await connection.consume((view) => (total += view.length) < message.length).catch(() => undefined);
        return total;
      });
      const all = await Promise.all(totals);
      expect(all.filter((total) => total === 20_000)).toHaveLength(27);
      await world.pass(1_000);
      expect(new Set(told)).toEqual(new Set([2, 12, 22].map((n) => `left 10.0.0.${n}: broken`)));
      expect(server.broadcast("on").sent).toBe(27);
    });
  });

  it("drops what is for a client that is about to close", async () => {
    await world.run(async () => {
      const server = await world.serve();
      await crowd(server, 2);
      const [first] = server.clients;
      const closing = first?.close();
      expect(server.broadcast("late")).toMatchObject({ sent: 1, dropped: [{ client: first, reason: "closed" }] });
      await closing;
    });
  });

  it("sends nothing when the filter throws, and takes no wrong data, filter or id", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const [connection] = (await crowd(server, 2)) as [Connection];
      let asked = 0;
      const filter = (): boolean => {
        if (asked++ === 1) throw new Error("filter");
        return true;
      };
      expect(() => server.broadcast("a", { filter })).toThrow("filter");
      expect(() => server.broadcast(5 as never)).toThrow(new TypeError("data is 5; expected a text, a Uint8Array or a zbuff"));
      expect(() => server.broadcast("a", { filter: 5 as never })).toThrow(new TypeError("filter is 5; expected a function"));
      expect(() => server.unicast("", "a")).toThrow(new TypeError('deviceId is ""; expected a text that is not empty'));
      expect(() => server.unicast("10.0.0.2", null as never)).toThrow(new TypeError("data is null; expected a text, a Uint8Array or a zbuff"));
      await world.pass(100);
      expect(connection.bytesIn).toBe(0);
    });
  });
});

describe("unicast", () => {
  it("sends to one device, and says why not where it cannot", async () => {
    await world.run(async () => {
      const server = await world.serve({ maxQueued: 10 });
      const [connection] = (await crowd(server, 1)) as [Connection];
      const client = server.client("10.0.0.2");
      expect(server.unicast("10.0.0.2", "hello")).toEqual({ kind: "sent", client });
      expect(text(await connection.rx())).toBe("hello");
      expect(server.unicast("10.0.0.9", "hello")).toEqual({ kind: "dropped", reason: "unknown" });
      using held = world.net.rule(stall({ to: "10.0.0.2" }));
      void held;
      server.unicast("10.0.0.2", new Uint8Array(1_000_000));
      expect(server.unicast("10.0.0.2", "more than 10 bytes")).toEqual({ kind: "dropped", client, reason: "slow" });
    });
  });
});
