import { nodeAdapter } from "@luat/adapters/node";
import { createDevice } from "../../src/index.js";
import { serve } from "../../src/servers/index.js";
import { silentLog } from "@luat/contract";
import { expect, it } from "vitest";
import { answer, storm } from "./storm.js";
import { ServerWorld } from "./world.js";

const NAMES = Array.from({ length: 1_000 }, (_, n) => `device ${n}`);

/** What is true of any server that is over. */
function sums({ accepted, left }: { accepted: number; left: Readonly<Record<string, number>> }): [accepted: number, left: number] {
  return [accepted, Object.values(left).reduce((sum, count) => sum + count, 0)];
}

it.each([1, 2])("1,000 devices come and go in storms, and each is known by its last connection; nobody else is harmed, and nothing is left (seed %d)", async (seed) => {
  const world = new ServerWorld({ latency: 10, seed });
  const from = Array.from({ length: 10 }, (_, n) => world.client(n + 2));
  await world.run(async () => {
    const server = await world.serve({ backlog: 2_000, loginTimeout: 30_000, idleTimeout: 600_000 });
    const serving = answer(server);
    const counts = await storm({ server, host: "10.0.0.1", from, names: NAMES, rounds: 5, seed, pause: (ms) => world.pass(ms) });
    for (const count of counts) expect(count).toBeGreaterThan(20);
    await world.pass(60_000);
    expect(server.status()).toMatchObject({ clients: 0, identified: 0, waiting: 0, queued: 0, failed: 0, refused: { clients: 0, address: 0, rate: 0, backlog: 0 } });
    await server.close();
    await serving;
    const [accepted, left] = sums(server.status());
    expect(accepted).toBeGreaterThan(4_000);
    expect(left).toBe(accepted);
  });
  world.device.assertIdle();
  expect(world.reported).toEqual([]);
  expect(world.net.host("10.0.0.1").openStreams).toBe(0);
  await world.stop();
});

it("the same on the loopback of this computer", async () => {
  const device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog, onTaskError: "throw" });
  const from = [createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog })];
  const server = await serve({ port: 0, host: "127.0.0.1", backlog: 2_000, loginTimeout: 30_000 }, device);
  const serving = answer(server);
  const pause = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms / 10));
  const counts = await storm({ server, host: "127.0.0.1", from, names: NAMES, rounds: 3, seed: 3, pause });
  for (const count of counts) expect(count).toBeGreaterThan(3);
  await server.close();
  await serving;
  const [accepted, left] = sums(server.status());
  expect(left).toBe(accepted);
  expect(server.status()).toMatchObject({ state: "closed", clients: 0, identified: 0, failed: 0 });
  device.assertIdle();
  await Promise.all([device, ...from].map((each) => each.stop()));
}, 30_000);
