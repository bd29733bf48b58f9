import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { createDevice, type Connection, type Device, type Server } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes);

/** Echoes everything to everyone, until the server is closed. */
async function echo(server: Server): Promise<void> {
  const serving: Array<Promise<void>> = [];
  for await (const client of server) {
    serving.push(
      (async () => {
        for await (const bytes of client) await client.tx(bytes);
        await client.close();
      })(),
    );
  }
  await Promise.all(serving);
}

describe("many connections on loopback", () => {
  let device: Device;
  let server: Server;
  let serving: Promise<void>;

  beforeEach(async () => {
    device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
    server = await device.listen({ host: "127.0.0.1", port: 0, backlog: 64 });
  });
  afterEach(async () => {
    await server.close();
    await serving;
    await device.stop();
  });
  const open = (): Promise<Connection> => device.connect({ host: "127.0.0.1", port: server.local.port });

  it("64 clients at once and a backlog of 64: none is lost, nor its bytes", async () => {
    const clients = await Promise.all(Array.from({ length: 64 }, open));
    await Promise.all(clients.map((client, i) => client.tx(`client ${i}`)));
    serving = echo(server);
    const answers = await Promise.all(clients.map((client) => client.rx({ timeout: 5_000 })));
    expect(answers.map(text)).toEqual(clients.map((_, i) => `client ${i}`));
    await Promise.all(clients.map((client) => client.close()));
  });

  it("2,000 connections are held, and each gets its own bytes", async () => {
    serving = echo(server);
    const clients: Connection[] = [];
    while (clients.length < 2_000) clients.push(...(await Promise.all(Array.from({ length: 50 }, open))));
    await Promise.all(clients.map((client, i) => client.tx(`held ${i}`)));
    const answers = await Promise.all(clients.map((client) => client.rx({ timeout: 8_000 })));
    expect(answers.map(text)).toEqual(clients.map((_, i) => `held ${i}`));
    await Promise.all(clients.map((client) => client.close()));
  }, 20_000);
});
