import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ServerWorld, diary, drain, text } from "./world.js";

let world: ServerWorld;
beforeEach(() => {
  world = new ServerWorld();
});
afterEach(async () => {
  await world.stop();
});

describe("each", () => {
  it("serves all clients at the same time, and closes the connection of one whose handler has ended", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const told = diary(server);
      const serving = server.each(async (client) => {
        const name = text(await client.rx());
        if (name === "slow") await world.pass(60_000);
        await client.tx(`bye ${name}`);
      });
      const [slow, fast] = [await world.connect(2), await world.connect(3)];
      await slow.tx("slow");
      await fast.tx("fast");
      expect(text(await fast.rx())).toBe("bye fast");
      expect(await fast.rx()).toBeUndefined();
      expect(world.net.clock.now()).toBeLessThan(1_000);
      await fast.close();
      expect(text(await slow.rx())).toBe("bye slow");
      await slow.close();
      await server.close();
      await serving;
      await world.pass(1);
      expect(told).toEqual(["left 10.0.0.3: closed", "left 10.0.0.2: closed", "close"]);
      expect(server.status()).toMatchObject({ clients: 0, bytesIn: "slow".length + "fast".length, bytesOut: "bye slow".length + "bye fast".length });
      expect(world.reported).toEqual([]);
    });
  });

  it("holds it for no failure of a handler that its server was closed while it waits, and says so to the handler", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const told = diary(server);
      const whys: string[] = [];
      const serving = server.each(async (client) => {
        try {
          for await (const bytes of client) await client.tx(bytes);
        } catch (error) {
          whys.push((error as Error).message);
          throw error;
        }
      });
      const clients = [await world.connect(2), await world.connect(3)];
      await server.close();
      await serving;
      expect(whys).toEqual(["10.0.0.2", "10.0.0.3"].map((host) => expect.stringMatching(new RegExp(`^Cannot receive from "${host}:\\d+": its server was closed$`)) as string));
      expect(server.status()).toMatchObject({ failed: 0, left: { stopped: 2 } });
      expect(told.filter((line) => line.startsWith("failed"))).toEqual([]);
      expect(world.reported).toEqual([]);
      await Promise.all(clients.map((client) => client.close()));
    });
  });

  it("tells what a handler throws, or rejects with, to failed; the others go on", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const told = diary(server);
      const serving = server.each((client) => {
        if (client.peer.host === "10.0.0.2") throw new Error("thrown");
        if (client.peer.host === "10.0.0.3") return Promise.reject(new Error("rejected"));
        return drain(client);
      });
      const [a, b, c] = [await world.connect(2), await world.connect(3), await world.connect(4)];
      expect(await Promise.all([drain(a), drain(b)])).toEqual(["end", "end"]);
      await Promise.all([a.close(), b.close()]);
      await c.tx("still there");
      await world.pass(10);
      expect(told.filter((line) => line.startsWith("failed"))).toEqual(["failed 10.0.0.2: Error: thrown", "failed 10.0.0.3: Error: rejected"]);
      expect(server.status()).toMatchObject({ clients: 1, failed: 2 });
      await c.close();
      await server.close();
      await serving;
      expect(world.reported).toEqual([]);
    });
  });

  it("tells it to the device where nobody listens to failed", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const error = new Error("no listener");
      void server.each(() => Promise.reject(error));
      const connection = await world.connect(2);
      await drain(connection);
      const { host, port } = connection.local;
      expect(world.reported).toEqual([[error, `handler of ${host}:${port} in each of the server on 10.0.0.1:5000`]]);
    });
  });

  it("takes no break of a client for a failure of its handler, nor that the server ended it", async () => {
    await world.run(async () => {
      const server = await world.serve({ idleTimeout: 1_000 });
      const told = diary(server);
      void server.each(async (client) => {
        for await (const bytes of client) await client.tx(bytes);
      });
      const broken = await world.connect(2);
      await broken.tx("a");
      await broken.rx();
      broken.abort();
      expect(await drain(await world.connect(3))).toBe("end");
      expect(told).toEqual(["left 10.0.0.2: broken", "left 10.0.0.3: idle"]);
      expect(world.reported).toEqual([]);
      expect(server.status().failed).toBe(0);
    });
  });

  it("takes a time-out in a handler, and a read after its own close, for failures", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const codes: unknown[] = [];
      server.on("failed", (error) => void codes.push((error as { code: string }).code));
      void server.each(async (client) => {
        if (client.peer.host === "10.0.0.3") await client.close();
        await client.rx({ timeout: 1_000 });
      });
      const [silent, closed] = [await world.connect(2), await world.connect(3)];
      await Promise.all([drain(silent), drain(closed).then(() => closed.close())]);
      expect(codes.sort()).toEqual(["closed", "timeout"]);
    });
  });

  it("is one at a time, beside no loop; a loop that was left makes room for it", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const serving = server.each(() => undefined);
      await expect(server.each(() => undefined)).rejects.toEqual(new TypeError("each beside each; expected one at a time that takes the clients"));
      const loop = async (): Promise<void> => {
        for await (const client of server) return void client;
      };
      await expect(loop()).rejects.toEqual(new TypeError("for await beside each; expected one at a time that takes the clients"));
      await expect(server.each(5 as never)).rejects.toEqual(new TypeError("handler is 5; expected a function"));
      await server.close();
      await serving;

      const another = await world.serve();
      const connection = await world.connect(2);
      for await (const client of another) {
        await client.close({ timeout: 100 });
        break;
      }
      await connection.close();
      const next = another.each(() => undefined);
      await another.close();
      await next;
    });
  });

  it("rejects when the server breaks, after all its handlers have ended", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const told = diary(server);
      let ended = 0;
      const serving = server.each(async (client) => {
        await drain(client);
        await world.pass(500);
        ended++;
      });
      await world.connect(2);
      world.net.host("10.0.0.1").setLink(false);
      await expect(serving).rejects.toMatchObject({ name: "BrokenError", code: "link" });
      expect(ended).toBe(1);
      expect(told).toEqual(["left 10.0.0.2: broken", "close link"]);
      expect(server.state).toBe("closed");
    });
  });
});

it("what a listener of an event throws is told to the device, and breaks nothing", async () => {
  await world.run(async () => {
    const server = await world.serve();
    const error = new Error("listener");
    server.on("accepted", () => {
      throw error;
    });
    await world.connect(2);
    await world.pass(1);
    expect(world.reported).toEqual([[error, "listener of accepted of the server on 10.0.0.1:5000"]]);
    expect(server.clients).toHaveLength(1);
  });
});
