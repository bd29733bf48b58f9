import { readFile } from "node:fs/promises";
import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { ClosedError, createDevice, type Connection, type Device, type Server } from "@luat/libnet";
import { describe, expect, it } from "vitest";
import type { ClientOptions } from "../../src/long-connection/client.js";
import { installClient } from "../../src/long-connection/install-client.js";
import { installTimerApp } from "../../src/long-connection/timer-app.js";

const SERVER = "10.0.0.1";
const CLIENT = "10.0.0.2";

const closed = (error: unknown): void => {
  if (!(error instanceof ClosedError)) throw error;
};

/** Echo servers for all kinds; gives what cuts their connections. */
async function serve(outside: Device, tls: { cert: string; key: string }): Promise<() => void> {
  const open = new Set<Connection>();
  const echo = async (connection: Connection): Promise<void> => {
    open.add(connection);
    for await (const bytes of connection) await connection.tx(bytes);
    await connection.close();
  };
  const accept = async (server: Server): Promise<void> => {
    for await (const connection of server) void echo(connection).catch(closed);
  };
  void accept(await outside.listen({ port: 1 })).catch(closed);
  void accept(await outside.listen({ port: 2, tls })).catch(closed);
  const datagrams = await outside.bind({ port: 3 });
  void (async () => {
    for await (const { bytes, from } of datagrams) await datagrams.tx(bytes, from);
  })().catch(closed);
  return () => {
    for (const connection of open) connection.abort();
    open.clear();
  };
}

describe.each(["faithful", "promise"] as const)("four %s clients on one device", (face) => {
  it("all send and get back what one producer queues, each over its own kind, and go on after a drop", async () => {
    const net = new MockNet();
    const shared = { clock: net.clock, log: silentLog, onTaskError: "throw" as const };
    const device = createDevice({ adapters: { LWIP_GP: net.host(CLIENT) }, ...shared });
    const outside = createDevice({ adapters: { LWIP_ETH: net.host(SERVER) }, ...shared });
    const authority = createAuthority({ keyType: "ec", now: net.clock.wall() });
    const servers = [
      { tag: "tcp", kind: "tcp", port: 1 },
      { tag: "udp", kind: "udp", port: 3 },
      { tag: "tls", kind: "tls", port: 2, tls: { verify: false } },
      { tag: "tls_ca", kind: "tls", port: 2, tls: { ca: authority.cert } },
      { tag: "stranger", kind: "tls", port: 2, tls: { ca: createAuthority({ keyType: "ec", now: net.clock.wall() }).cert } },
    ] satisfies Array<Partial<ClientOptions> & { tag: string }>;
    let done = false;
    const app = await net.clock.run(async () => {
      const drop = await serve(outside, authority.issue({ names: [SERVER] }));
      const made = installTimerApp(device, {
        clients: servers.map(({ tag, kind }) => ({ tag, ordered: kind !== "udp" })),
        count: 20,
        interval: 1_000,
        onDone: () => {
          done = true;
        },
      });
      const clients = servers.map((server) => installClient(device, face, { host: SERVER, ...server }));
      await outside.sys.wait(7_500);
      drop();
      await outside.sys.wait(20_000);
      for (const client of clients) await client.stop();
      await device.stop();
      await outside.stop();
      return made;
    });
    expect(done).toBe(true);
    const connections = { tcp: 2, udp: 1, tls: 2, tls_ca: 2 };
    for (const [tag, count] of Object.entries(connections)) {
      const { counts, echoed, wrong } = app.traffic(tag);
      expect([tag, counts.messagesOut, echoed, wrong, counts.failed, counts.connections]).toEqual([tag, 20, 20, 0, 0, count]);
    }
    // A certificate of another authority lets nothing through.
    const { counts, echoed } = app.traffic("stranger");
    expect([counts.connections, counts.messagesOut, counts.failed, echoed]).toEqual([0, 0, 20, 0]);
    expect([net.openStreams, net.openListeners, net.clock.waiting]).toEqual([0, 0, 0]);
  });
});

it.each(["promise-client.ts", "promise-udp-client.ts"])("%s has at most 40 lines of code", async (name) => {
  const text = await readFile(new URL(`../../src/long-connection/${name}`, import.meta.url), "utf8");
  const lines = text.split("\n").map((line) => line.trim());
  expect(lines.filter((line) => line !== "" && !line.startsWith("//") && !line.startsWith("/**")).length).toBeLessThanOrEqual(40);
});
