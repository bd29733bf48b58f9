import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { createDevice } from "@luat/libnet";
import { expect, it } from "vitest";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function heapUsed(): number {
  collect();
  collect();
  return process.memoryUsage().heapUsed;
}

const sockets = (): number => process.getActiveResourcesInfo().filter((name) => /TCP|Timeout|Immediate/.test(name)).length;

it("10,000 connect and close cycles leave no handle and no growing heap", async () => {
  const before = sockets();
  const device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
  const server = await device.listen({ host: "127.0.0.1", port: 0, backlog: 256 });
  const serving = (async () => {
    // The client ends first, so that this side's port is free at once.
    for await (const client of server) void client.wait({ timeout: 5_000 }).then(() => client.close());
  })();
  const cycle = async (): Promise<void> => {
    const connection = await device.connect({ host: "127.0.0.1", port: server.local.port });
    await connection.close();
  };
  const batch = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 50) await Promise.all(Array.from({ length: 50 }, cycle));
  };
  await batch(2_000);
  const early = heapUsed();
  await batch(8_000);
  const late = heapUsed();
  await server.close();
  await serving;
  await device.stop();
  // 8,000 leaked objects of any kind would be far more than this.
  expect(late - early).toBeLessThan(400_000);
  expect(sockets()).toBeLessThanOrEqual(before);
}, 60_000);
