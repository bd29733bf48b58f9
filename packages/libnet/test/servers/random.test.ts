import fc from "fast-check";
import { expect, it } from "vitest";
import type { Connection } from "../../src/index.js";
import { drain, ServerWorld, text } from "./world.js";

const LIMITS = { maxClients: 8, maxPerAddress: 3, backlog: 100, idleTimeout: 5_000, loginTimeout: 3_000, maxQueued: 5_000 };

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("connect" as const), from: fc.integer({ min: 2, max: 5 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("login" as const), who: fc.nat(), name: fc.constantFrom("a", "b", "c") }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("abort" as const, "close" as const, "talk" as const), who: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("broadcast" as const), length: fc.integer({ min: 0, max: 10_000 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 2_000 }) }) },
);

it("whatever clients do, limits hold, each device has one connection, and all who came have left in the end", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), fc.nat(), async (steps, seed) => {
      const world = new ServerWorld({ latency: 5, seed });
      await world.run(async () => {
        const server = await world.serve(LIMITS);
        const counts = { accepted: 0, refused: 0, left: 0 };
        server.on("accepted", () => void counts.accepted++);
        server.on("refused", () => void counts.refused++);
        server.on("left", () => void counts.left++);
        const serving = server.each(async (client) => {
          const name = text(await client.rx()) ?? "nobody";
          if (server.identify(client, name)) expect(server.client(name)).toBe(client);
          await drain(client);
        });
        const connections: Connection[] = [];
        const one = (who: number): Connection | undefined => connections[who % Math.max(1, connections.length)];
        for (const each of steps) {
          if (each.kind === "connect") connections.push(await world.connect(each.from));
          else if (each.kind === "login") await one(each.who)?.tx(each.name).catch(() => undefined);
          else if (each.kind === "talk") await one(each.who)?.tx("talk").catch(() => undefined);
          else if (each.kind === "abort") one(each.who)?.abort();
          else if (each.kind === "close") await one(each.who)?.close({ timeout: 100 }).catch(() => undefined);
          else if (each.kind === "broadcast") {
            const before = server.clients.length;
            const { sent, dropped } = server.broadcast(new Uint8Array(each.length));
            expect(sent + dropped.length).toBe(before);
          } else if (each.kind === "pass") await world.pass(each.ms);

          const { clients, identified } = server.status();
          expect(clients).toBeLessThanOrEqual(LIMITS.maxClients);
          const byAddress = new Map<string, number>();
          for (const { peer } of server.clients) byAddress.set(peer.host, (byAddress.get(peer.host) ?? 0) + 1);
          expect(Math.max(0, ...byAddress.values())).toBeLessThanOrEqual(LIMITS.maxPerAddress);
          const known = server.clients.filter(({ deviceId }) => deviceId !== undefined);
          expect(new Set(known.map(({ deviceId }) => deviceId)).size).toBe(known.length);
          expect(identified).toBe(known.length);
          for (const client of known) expect(server.client(client.deviceId ?? "")).toBe(client);
        }
        // Who says nothing is ended by one limit or the other.
        await world.pass(6_000);
        expect(server.clients).toEqual([]);
        await server.close();
        await serving;
        await world.pass(1);
        expect(counts.left).toBe(counts.accepted);
        expect(counts.accepted + counts.refused).toBe(connections.length);
        const { accepted, left, failed } = server.status();
        expect([accepted, Object.values(left).reduce((sum, count) => sum + count, 0), failed]).toEqual([counts.accepted, counts.accepted, 0]);
      });
      world.device.assertIdle();
      expect(world.reported).toEqual([]);
      await world.stop();
    }),
    { numRuns: 60 },
  );
});
