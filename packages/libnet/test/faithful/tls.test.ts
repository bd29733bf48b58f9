import { createAuthority } from "@luat/adapters/certs";
import type { Ctrl } from "@luat/socket";
import { describe, expect, it } from "vitest";
import { SERVER, counted, simulate, text, type Simulated } from "../simulated.js";
import { asTask, TASK } from "./as-task.js";

/** Where virtual time starts. */
const now = Date.UTC(2026, 0, 1);
const authority = createAuthority({ keyType: "ec", now });
const ca = authority.cert;
const identity = authority.issue({ names: ["server.test", SERVER] });
const RECORD = 16_384;

/** A LuatOS server with TLS that echoes what its clients send; returns their ctrls. */
function echo({ server, net }: Simulated, port = 443): Ctrl[] {
  const { socket } = server;
  const clients: Ctrl[] = [];
  const listener = socket.create(null, (ctrl) => {
    const [, client] = socket.accept(ctrl, (which, event, param) => {
      if (event !== socket.EVENT || param !== 0) return;
      for (let [, data] = socket.read(which); data !== undefined && data.length > 0; [, data] = socket.read(which)) socket.tx(which, data);
    });
    if (client !== undefined) clients.push(client);
  });
  if (listener === undefined) throw new Error("no ctrl");
  expect(socket.config(listener, port, false, true, null, null, null, null, identity.cert, identity.key)).toBe(true);
  socket.listen(listener, 4);
  net.name("server.test", [SERVER]);
  net.name("other.test", [SERVER]);
  return clients;
}

describe("libnet over TLS", () => {
  it("connects to a server of a known authority, by name or address, sends, waits and closes", async () => {
    const world = simulate();
    const { libnet, socket } = world.client;
    echo(world);
    await asTask(world, async (netc) => {
      expect(socket.config(netc, null, false, true, null, null, null, ca)).toBe(true);
      for (const host of ["server.test", SERVER]) {
        expect(await libnet.connect(TASK, 3_000, netc, host, 443)).toBe(true);
        expect(socket.state(netc)[0]).toBe(5);
        expect(await libnet.tx(TASK, 3_000, netc, "hello")).toEqual([true, false]);
        expect(await libnet.wait(TASK, 3_000, netc)).toEqual([true, true]);
        expect(text(socket.read(netc)[1])).toBe("hello");
        expect(await libnet.wait(TASK, 300, netc)).toEqual([true, false]);
        await libnet.close(TASK, 3_000, netc);
        expect(socket.state(netc)[0]).toBe(1);
      }
    });
  });

  it("does not connect to a server of another name or authority; without a CA nothing is checked", async () => {
    const world = simulate();
    const { libnet, socket } = world.client;
    const stranger = createAuthority({ keyType: "ec", now, name: "Stranger" }).cert;
    echo(world);
    await asTask(world, async (netc) => {
      for (const [host, server_cert] of [
        ["other.test", ca],
        ["server.test", stranger],
      ] as const) {
        socket.config(netc, null, false, true, null, null, null, server_cert);
        expect([await libnet.connect(TASK, 3_000, netc, host, 443), socket.state(netc)[0]]).toEqual([false, 4]);
        expect(await libnet.connect(TASK, 3_000, netc, host, 443)).toBe(false);
        await libnet.close(TASK, 3_000, netc);
      }
      socket.config(netc, null, false, true);
      expect(await libnet.connect(TASK, 3_000, netc, "other.test", 443)).toBe(true);
    });
  });

  it("connects by integer without a name to check", async () => {
    const world = simulate();
    const { libnet, socket } = world.client;
    echo(world);
    await asTask(world, async (netc) => {
      socket.config(netc, null, false, true, null, null, null, ca);
      expect(await libnet.connect(TASK, 3_000, netc, 0x0100000a, 443)).toBe(true);
    });
  });

  it("does not connect to a server that speaks no TLS, nor in plain text where config failed", async () => {
    const world = simulate();
    const { libnet, socket } = world.client;
    await world.run(() => world.server.listen({ port: 80 }));
    await asTask(world, async (netc) => {
      expect(socket.config(netc, null, false, true, null, null, null, "no certificate")).toBe(false);
      expect(await libnet.connect(TASK, 3_000, netc, SERVER, 80)).toBe(false);
      expect(world.net.openStreams).toBe(0);
      expect(socket.config(netc, null, false, true, null, null, null, ca)).toBe(true);
      const start = world.net.clock.now();
      expect(await libnet.connect(TASK, 3_000, netc, SERVER, 80)).toBe(false);
      // Nobody answers the handshake, and nobody but the caller limits it.
      expect(world.net.clock.now() - start).toBe(3_000);
      await libnet.close(TASK, 3_000, netc);
    });
  });

  it("reads one record at a time, and loses no byte", async () => {
    const world = simulate();
    const { libnet, socket, zbuff } = world.client;
    echo(world);
    const sent = counted(50_000);
    await asTask(world, async (netc) => {
      const buff = zbuff.create(16);
      socket.config(netc, null, false, true, null, null, null, ca);
      await libnet.connect(TASK, 3_000, netc, SERVER, 443);
      expect(await libnet.tx(TASK, 3_000, netc, sent)).toEqual([true, false]);
      const records: number[] = [];
      while ((buff?.used() ?? 0) < sent.length) {
        expect((await libnet.wait(TASK, 3_000, netc))[1]).toBe(true);
        for (let [, count] = socket.rx(netc, buff); count !== undefined && count > 0; [, count] = socket.rx(netc, buff)) records.push(count);
      }
      expect(Math.max(...records)).toBeLessThanOrEqual(RECORD);
      expect(records.length).toBeGreaterThan(3);
      expect(Buffer.compare(buff?.query() ?? new Uint8Array(0), sent)).toBe(0);
    });
  });

  it("is told when the server ends, after all that it sent", async () => {
    const world = simulate();
    const { libnet, socket } = world.client;
    const clients = echo(world);
    await asTask(world, async (netc) => {
      socket.config(netc, null, false, true, null, null, null, ca);
      await libnet.connect(TASK, 3_000, netc, SERVER, 443);
      const [there] = clients;
      world.server.socket.tx(there, "bye");
      world.server.socket.discon(there);
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([true, true]);
      expect(text(socket.read(netc)[1])).toBe("bye");
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([false, false]);
    });
  });

  it("listens for a client, which may be asked for its certificate", async () => {
    const world = simulate();
    const { libnet, socket } = world.client;
    const here = authority.issue({ names: ["10.0.0.2"] });
    const known = authority.issue({ names: ["client.test"], usage: "client" });
    const dial = { host: "10.0.0.2", port: 4430 };
    await asTask(world, async (netc) => {
      expect(socket.config(netc, 4430, false, true, null, null, null, ca, here.cert, here.key)).toBe(true);
      const refused = world.client.sys.wait(100).then(() => world.server.connect({ ...dial, tls: { ca } }).then((one) => one.rx(), () => undefined));
      const taken = world.client.sys.wait(200).then(() => world.server.connect({ ...dial, tls: { ca, cert: known.cert, key: known.key } }));
      expect(await libnet.listen(TASK, 3_000, netc)).toBe(true);
      const there = await taken;
      await there.tx("hello");
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([true, true]);
      expect([text(socket.read(netc)[1]), socket.accept(netc)[3]]).toEqual(["hello", there.local.port]);
      await there.close();
      await refused.catch(() => undefined);
      await libnet.close(TASK, 100, netc);
    });
  });
});
