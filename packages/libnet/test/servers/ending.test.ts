import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { serve } from "../../src/servers/index.js";
import { diary, drain, ServerWorld, text } from "./world.js";

let world: ServerWorld;
beforeEach(() => {
  world = new ServerWorld({ latency: 5 });
});
afterEach(async () => {
  await world.stop();
});

describe("stopAccepting", () => {
  it("lets nobody in any more, and those who are there go on; with the last the server is over", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const told = diary(server);
      const serving = server.each(async (client) => {
        for await (const bytes of client) await client.tx(bytes);
      });
      const connection = await world.connect(2);
      await connection.tx("a");
      await connection.rx();
      server.stopAccepting();
      server.stopAccepting();
      expect(server.state).toBe("draining");
      await expect(world.connect(3)).rejects.toMatchObject({ code: "refused" });
      await world.pass(60_000);
      await connection.tx("b");
      expect(text(await connection.rx())).toBe("b");
      expect(() => world.device.assertIdle()).toThrow(/- server on 10.0.0.1:5000, which lets nobody in any more/);
      await connection.close();
      await serving;
      expect(told).toEqual(["left 10.0.0.2: closed", "close"]);
      expect(server.state).toBe("closed");
      world.device.assertIdle();
    });
  });

  it("still hands out who waited for it", async () => {
    await world.run(async () => {
      const server = await world.serve();
      await world.connect(2);
      await world.pass(10);
      server.stopAccepting();
      const seen: string[] = [];
      for await (const client of server) {
        seen.push(client.peer.host);
        client.abort();
      }
      expect(seen).toEqual(["10.0.0.2"]);
      expect(server.state).toBe("closed");
    });
  });
});

describe("close", () => {
  it("lets what was accepted go out, then FIN, and waits for handlers", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const told = diary(server);
      let saved = 0;
      const serving = server.each(async (client) => {
        await drain(client);
        await world.pass(200);
        saved++;
      });
      const connection = await world.connect(2);
      await world.pass(10);
      const message = new Uint8Array(300_000).fill(5);
      server.broadcast(message);
      let total = 0;
      const reading = connection.consume((view) => void (total += view.length)).then(() => connection.close());
      await server.close();
      await Promise.all([reading, serving]);
      expect(total).toBe(300_000);
      expect(saved).toBe(1);
      expect(told).toEqual(["left 10.0.0.2: stopped", "close"]);
      expect(world.reported).toEqual([]);
      world.device.assertIdle();
    });
  });

  it("cuts who has not ended by the deadline, and waits no longer for handlers that do not return", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const departures: Array<[kind: string, unsent: number]> = [];
      server.on("left", (_, { kind, unsent }) => void departures.push([kind, unsent]));
      const serving = server.each(() => world.pass(3_600_000));
      await world.connect(2);
      await world.pass(10);
      server.broadcast(new Uint8Array(1_000_000));
      const before = world.net.clock.now();
      await Promise.all([server.close({ deadline: 2_000 }), server.close()]);
      expect(world.net.clock.now() - before).toBe(2_000);
      await world.pass(1);
      expect(departures).toEqual([["stopped", expect.any(Number)]]);
      expect(departures[0]?.[1]).toBeGreaterThan(0);
      expect(server.state).toBe("closed");
      await serving;
    });
  });

  it.each([["of itself", undefined], ["of the deadline", 0]])("tells all before it resolves, and so does each: the end %s", async (_, deadline) => {
    await world.run(async () => {
      const server = await world.serve();
      const told = diary(server);
      let untold: string[] | undefined;
      const serving = server
        .each(async (client) => {
          for await (const bytes of client) await client.tx(bytes);
        })
        .then(() => (untold = [...told]));
      const connections = [await world.connect(2), await world.connect(3)];
      await world.pass(10);
      const ended = Promise.all(connections.map(async (connection) => {
        await drain(connection);
        await connection.close();
      }));
      await server.close({ deadline });
      const all = ["left 10.0.0.2: stopped", "left 10.0.0.3: stopped", "close"];
      expect(told).toEqual(all);
      await Promise.all([serving, ended]);
      expect(untold).toEqual(all);
    });
  });

  it("with deadline 0 cuts at once, and takes no wrong deadline", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const connection = await world.connect(2);
      await world.pass(10);
      await expect(server.close({ deadline: -1 })).rejects.toEqual(new RangeError("deadline is -1; expected a number of milliseconds above 0"));
      await expect(server.close({ deadline: "1" as never })).rejects.toEqual(new TypeError('deadline is "1"; expected a number of milliseconds'));
      expect(server.state).toBe("listening");
      const before = world.net.clock.now();
      await server.close({ deadline: 0 });
      expect(world.net.clock.now()).toBe(before);
      expect(await drain(connection)).toBe("end");
      world.device.assertIdle();
    });
  });

  it("is what leaving the block does", async () => {
    await world.run(async () => {
      const states: Array<() => string> = [];
      {
        await using server = await world.serve();
        states.push(() => server.state);
        expect(server.state).toBe("listening");
      }
      expect(states[0]?.()).toBe("closed");
    });
  });
});

describe("a signal", () => {
  it("ends the server at any time: loops end, clients are cut", async () => {
    await world.run(async () => {
      const aborting = new AbortController();
      const server = await world.serve({ signal: aborting.signal });
      const told = diary(server);
      const serving = server.each(drain);
      const connection = await world.connect(2);
      await world.pass(10);
      aborting.abort();
      await serving;
      expect(await drain(connection)).toBe("end");
      expect(told).toEqual(["left 10.0.0.2: stopped", "close"]);
      world.device.assertIdle();
    });
  });

  it("that was aborted before rejects serve with its reason", async () => {
    const reason = new Error("not today");
    await expect(world.serve({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    world.device.assertIdle();
  });

  it("is not heard any more when the server is over", async () => {
    await world.run(async () => {
      const { signal } = new AbortController();
      let listeners = 0;
      const [add, remove] = [signal.addEventListener.bind(signal), signal.removeEventListener.bind(signal)];
      Object.assign(signal, {
        addEventListener: (...args: Parameters<typeof add>) => (listeners++, add(...args)),
        removeEventListener: (...args: Parameters<typeof remove>) => (listeners--, remove(...args)),
      });
      const server = await world.serve({ signal });
      expect(listeners).toBe(1);
      await server.close();
      expect(listeners).toBe(0);
    });
  });
});

describe("device.stop", () => {
  it.each([0, 1_000])("with a deadline of %d ms ends the server, its clients, its loops and its handlers", async (deadline) => {
    await world.run(async () => {
      const server = await world.serve({ idleTimeout: 60_000, loginTimeout: 60_000 });
      const told = diary(server);
      const serving = server.each(drain);
      const connection = await world.connect(2);
      await world.pass(10);
      const ended = drain(connection).then(() => connection.close());
      await world.device.stop({ deadline });
      await serving;
      await ended;
      expect(server.state).toBe("closed");
      expect(told).toEqual(["left 10.0.0.2: stopped", "close"]);
      expect(world.reported).toEqual([]);
      world.device.assertIdle();
    });
  });

  it("ends a handler that waits in sys quietly", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const told = diary(server);
      const serving = server.each(() => world.device.sys.wait(60_000));
      await world.connect(2);
      await world.pass(10);
      await world.device.stop();
      await serving;
      await world.pass(1);
      expect(told).toEqual(["left 10.0.0.2: stopped", "close"]);
      expect(world.reported).toEqual([]);
    });
  });
});

it("clients that leave before their limits are reached leave no timer behind", async () => {
  await world.run(async () => {
    const server = await world.serve({ idleTimeout: 3_600_000, loginTimeout: 3_600_000 });
    for (let n = 0; n < 5; n++) await (await world.connect(2)).close({ timeout: 10 });
    for (const client of server.clients) client.abort();
    await world.pass(1_000);
    expect(server.clients).toEqual([]);
  });
  expect(world.net.clock.waiting).toBe(0);
});

describe("assertIdle", () => {
  it("names the server, its clients, and the loop that takes them", async () => {
    await world.run(async () => {
      const server = await world.serve();
      const serving = server.each(() => world.pass(1_000));
      await world.connect(2);
      await world.pass(10);
      const message = String(await Promise.resolve().then(() => world.device.assertIdle()).catch(String));
      expect(message).toMatch(/- server on 10.0.0.1:5000 \(.*\n- each of the server on 10.0.0.1:5000.*\n- connection to 10.0.0.2:\d+ /);
      expect(message).toMatch(/ending.test.ts/);
      await server.close({ deadline: 0 });
      await serving;
    });
  });
});

it("a server whose port is taken leaves nothing", async () => {
  await world.run(async () => {
    await world.serve();
    await expect(world.serve()).rejects.toMatchObject({ name: "BrokenError", code: "in-use" });
    await expect(serve({ port: 1 }, world.device)).resolves.toMatchObject({ state: "listening" });
  });
});
