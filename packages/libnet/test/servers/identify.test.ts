import { partition } from "@luat/adapters/mock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
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

/** Clients say who they are, and hear it. */
function welcome(server: ManagedServer): Promise<void> {
  return server.each(async (client) => {
    const name = text(await client.rx()) ?? "";
    if (server.identify(client, name)) await client.tx(`welcome ${name}`);
    await drain(client);
  });
}

describe("a device that connects anew", () => {
  it("replaces its old connection, which is ended with a reason, and is not taken out when that one leaves late", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const told = diary(server);
      void welcome(server);
      const old = await world.connect(2);
      await old.tx("pump");
      await old.rx();
      const before = server.client("pump");
      // The old one is half open: nothing gets through to it, and its end does not come back.
      const cut = world.net.rule(partition(["10.0.0.2"], ["10.0.0.1"]));
      const fresh = await world.connect(3);
      await fresh.tx("pump");
      expect(text(await fresh.rx())).toBe("welcome pump");
      expect(server.client("pump")?.peer.host).toBe("10.0.0.3");
      expect(before).toMatchObject({ state: "closed", deviceId: "pump" });
      cut.remove();
      await world.pass(60_000);
      expect(server.unicast("pump", "still there?")).toMatchObject({ kind: "sent" });
      expect(text(await fresh.rx())).toBe("still there?");
      expect(told).toEqual(["identified pump", "identified pump anew", "left pump: replaced"]);
      expect(server.status()).toMatchObject({ clients: 1, identified: 1, left: { replaced: 1 } });
    });
  });

  it("lets calls on the old connection end with an error that says why", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const errors: string[] = [];
      void server.each(async (client) => {
        server.identify(client, text(await client.rx()) ?? "");
        await client.rx().catch((error: Error) => {
          errors.push(error.message.replace(/:\d+"/, '"'));
          throw error;
        });
      });
      for (const n of [2, 3]) await (await world.connect(n)).tx("pump");
      await world.pass(50);
      expect(errors).toEqual(['Cannot receive from "10.0.0.2": its device connected anew']);
    });
  });

  it("keeps the id while many come and go at once", async () => {
    await world.run(async () => {
      const server = await world.serve();
      void welcome(server);
      for (let round = 0; round < 50; round++) {
        const connections = await Promise.all([2, 3, 4, 5].map((n) => world.connect(n)));
        for (const [n, connection] of connections.entries()) {
          void connection.tx("pump").catch(() => undefined);
          if ((round + n) % 3 === 0) connection.abort();
          else if ((round + n) % 3 === 1) void connection.close({ timeout: 10 }).catch(() => undefined);
        }
        await world.pass(30);
      }
      const last = await world.connect(9);
      await last.tx("pump");
      expect(text(await last.rx())).toBe("welcome pump");
      await world.pass(10_000);
      expect(server.client("pump")?.peer.host).toBe("10.0.0.9");
      expect(server.clients.map(({ peer }) => peer.host)).toEqual(["10.0.0.9"]);
    });
  });
});

describe("identify", () => {
  it("changes nothing, and says so, for a client that has left meanwhile", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const connection = await world.connect(2);
      await world.pass(10);
      const [client] = server.clients;
      if (client === undefined) throw new Error("nobody came");
      expect(server.identify(client, "pump")).toBe(true);
      expect(server.identify(client, "pump")).toBe(true);
      expect(server.identify(client, "valve")).toBe(true);
      expect([server.client("pump"), server.client("valve")]).toEqual([undefined, client]);
      connection.abort();
      await world.pass(10);
      expect(server.client("valve")).toBeUndefined();
      expect(server.identify(client, "pump")).toBe(false);
      expect(server.client("pump")).toBeUndefined();
      expect(server.status().identified).toBe(0);
    });
  });

  it("takes only clients of this server, and texts", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const other = await world.serve({ port: 5001 });
      const connection = await world.connect(2);
      await world.pass(10);
      const [client] = server.clients;
      if (client === undefined) throw new Error("nobody came");
      expect(() => server.identify(connection, "pump")).toThrow(new TypeError("client is of the type SocketConnection; expected a client of this server"));
      expect(() => other.identify(client, "pump")).toThrow(new TypeError("client is of the type ServedClient; expected a client of this server"));
      expect(() => server.identify(client, 5 as never)).toThrow(new TypeError("deviceId is 5; expected a text that is not empty"));
    });
  });
});
