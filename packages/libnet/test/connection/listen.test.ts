import { describe, expect, it } from "vitest";
import { CLIENT, simulate, text, type Simulated } from "../simulated.js";

/** The other device connects to the one whose card serves one client at a time. */
function visit({ server }: Simulated): ReturnType<Simulated["server"]["connect"]> {
  return server.connect({ host: CLIENT, port: 8080 });
}

describe("listening that fails", () => {
  it("names who called", async () => {
    const { server, run } = simulate();
    await run(async () => {
      await server.listen({ port: 8080 });
      async function theCaller(): Promise<void> {
        await server.listen({ port: 8080 });
      }
      const error: unknown = await theCaller().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: "in-use", op: "listen", endpoint: "0.0.0.0:8080" });
      expect((error as Error).stack).toContain("theCaller");
    });
  });
});

describe("listening on a card that serves one client at a time", () => {
  it("refuses others while a client waits or is accepted, and takes the next when the connection has ended", async () => {
    const world = simulate({}, { profile: "host-os" });
    const { client, run } = world;
    await run(async () => {
      const server = await client.listen({ port: 8080 });
      const first = await visit(world);
      await expect(visit(world)).rejects.toMatchObject({ name: "BrokenError", code: "refused" });
      const here = await server.accept();
      await expect(visit(world)).rejects.toMatchObject({ code: "refused" });
      await first.tx("hello");
      expect(text(await here?.rx())).toBe("hello");
      await Promise.all([here?.close(), first.close()]);
      const next = await visit(world);
      const there = await server.accept();
      await there?.tx("next");
      expect(text(await next.rx())).toBe("next");
      await server.close();
    });
  });

  it("serves clients one after the other in a loop", async () => {
    const world = simulate({}, { profile: "hardware" });
    await world.run(async () => {
      const server = await world.client.listen({ port: 8080 });
      const serving = (async () => {
        for await (const connection of server) {
          await connection.tx("welcome");
          await connection.close();
        }
      })();
      for (let n = 0; n < 3; n++) {
        const connection = await visit(world);
        expect(text(await connection.rx())).toBe("welcome");
        await connection.close();
      }
      await server.close();
      await serving;
    });
  });
});
