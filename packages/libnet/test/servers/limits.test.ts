import { partition } from "@luat/adapters/mock";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { diary, drain, PORT, ServerWorld, text } from "./world.js";

let world: ServerWorld;
beforeEach(() => {
  world = new ServerWorld({ latency: 10 });
});
afterEach(async () => {
  await world.stop();
  expect(world.reported).toEqual([]);
});

describe("limits on who is let in", () => {
  it("refuse clients beyond maxClients, and let one in again when another has left", async () => {
    await world.run(async () => {
      const server = await world.serve({ maxClients: 2 });
      const told = diary(server);
      const first = await world.connect(2);
      const second = await world.connect(3);
      const third = await world.connect(4);
      expect(await drain(third)).toBe("reset");
      expect(told).toEqual(["refused 10.0.0.4: clients"]);
      expect(server.status()).toMatchObject({ clients: 2, accepted: 2, refused: { clients: 1, address: 0 } });
      first.abort();
      await world.pass(20);
      const fourth = await world.connect(4);
      await world.pass(20);
      expect(fourth.state).toBe("open");
      expect(server.clients.map(({ peer }) => peer.host)).toEqual(["10.0.0.3", "10.0.0.4"]);
      expect(second.state).toBe("open");
    });
  });

  it("refuse clients beyond maxPerAddress, and nobody from elsewhere", async () => {
    await world.run(async () => {
      const server = await world.serve({ maxPerAddress: 2 });
      const told = diary(server);
      const ends = await Promise.all([1, 2, 3, 4].map(() => world.connect(2)));
      const other = await world.connect(3);
      await world.pass(20);
      expect(ends.map(({ state }) => state)).toEqual(["open", "open", "closed", "closed"]);
      expect(other.state).toBe("open");
      expect(told).toEqual(["refused 10.0.0.2: address", "refused 10.0.0.2: address"]);
    });
  });

  it("let in so many a second, however many come at once, and tell each that was sent away", async () => {
    await world.run(async () => {
      const server = await world.serve({ acceptRate: { perSecond: 10, burst: 5 } });
      const refusals: string[] = [];
      server.on("refused", ({ reason }) => void refusals.push(reason));
      const flood = async (): Promise<number> => {
        const connections = await Promise.all(Array.from({ length: 200 }, () => world.connect(2)));
        await world.pass(20);
        return connections.filter(({ state }) => state === "open").length;
      };
      expect(await flood()).toBe(5);
      await world.pass(300);
      expect(await flood()).toBe(3);
      expect(refusals).toEqual(Array.from({ length: 392 }, () => "rate"));
      expect(server.status().refused.rate).toBe(392);
    });
  });

  it("refuse who comes while as many wait to be handed out as backlog allows", async () => {
    await world.run(async () => {
      const server = await world.serve({ backlog: 2 });
      const told = diary(server);
      for (const n of [2, 3, 4]) await (await world.connect(n)).tx(`from ${n}`);
      await world.pass(20);
      expect(told).toEqual(["refused 10.0.0.4: backlog"]);
      const heard: Array<string | undefined> = [];
      for await (const client of server) {
        heard.push(text(await client.rx()));
        if (heard.length === 2) break;
      }
      expect(heard).toEqual(["from 2", "from 3"]);
      expect((await world.connect(4)).state).toBe("open");
    });
  });
});

describe("limits on clients", () => {
  it("end one that is not identified within loginTimeout, also while it waits to be handed out", async () => {
    await world.run(async () => {
      const server = await world.serve({ loginTimeout: 5_000 });
      const told = diary(server);
      const late = await world.connect(2);
      const good = await world.connect(3);
      for (const client of server.clients) if (client.peer.host === "10.0.0.3") server.identify(client, "pump");
      expect(await drain(late)).toBe("end");
      expect(world.net.clock.now()).toBeGreaterThanOrEqual(5_000);
      await world.pass(60_000);
      expect(told).toEqual(["identified pump", "left 10.0.0.2: login"]);
      expect(good.state).toBe("open");
      expect(server.status()).toMatchObject({ clients: 1, waiting: 1, left: { login: 1 } });
    });
  });

  it("end one from which nothing came for idleTimeout, to the millisecond, whatever is sent to it", async () => {
    await world.run(async () => {
      const server = await world.serve({ idleTimeout: 10_000 });
      const told = diary(server);
      const client = await world.connect(2);
      for (let n = 0; n < 3; n++) {
        await world.pass(9_000);
        await client.tx("alive");
      }
      const before = world.net.clock.now();
      for (let n = 0; n < 9; n++) {
        await world.pass(1_000);
        server.broadcast("are you there?");
      }
      expect(server.clients).toHaveLength(1);
      expect(await drain(client)).toBe("end");
      // Its last word was 10 ms on its way, and so is the end.
      expect(world.net.clock.now() - before).toBe(10_000 + 10 + 10);
      expect(told).toEqual(["left 10.0.0.2: idle"]);
    });
  });

  it("end one that is half open: its host is gone, and nobody has said so", async () => {
    await world.run(async () => {
      const server = await world.serve({ idleTimeout: 10_000 });
      const told = diary(server);
      await world.connect(2);
      await world.connect(3);
      const cut = world.net.rule(partition(["10.0.0.2"], ["10.0.0.1"]));
      for (let n = 0; n < 4; n++) {
        await world.pass(3_000);
        await (await world.connect(3)).tx("hello");
      }
      expect(told).toContain("left 10.0.0.2: idle");
      expect(server.clients.every(({ peer }) => peer.host === "10.0.0.3")).toBe(true);
      cut.remove();
    });
  });
});

it("what a client said before it was handed out is kept", async () => {
  await world.run(async () => {
    const server = await world.serve();
    const connection = await world.client(2).connect({ host: "10.0.0.1", port: PORT });
    await connection.tx("early");
    await connection.close();
    await world.pass(1_000);
    for await (const client of server) {
      expect(text(await client.rx())).toBe("early");
      expect(await client.rx()).toBeUndefined();
      break;
    }
  });
});
