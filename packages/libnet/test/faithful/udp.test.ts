import { describe, expect, it } from "vitest";
import { SERVER, simulate, text, type Simulated } from "../simulated.js";
import { asTask, TASK } from "./as-task.js";

const SERVER_ADDRESS = Uint8Array.of(0, 10, 0, 0, 1);

/** A ctrl of the server's device that echoes each datagram to whoever sent it, as LuatOS programs do, and notes them. */
function echo({ server }: Simulated, port: number): { readonly seen: string[] } {
  const { socket } = server;
  const seen: string[] = [];
  const ctrl = socket.create(null, (which, event, param) => {
    if (event !== socket.EVENT || param !== 0) return;
    const [ok, data, addr, from] = socket.read(which);
    if (ok !== true || data === undefined || addr === undefined) return;
    seen.push(text(data) ?? "");
    socket.tx(which, data, addr.slice(1).join("."), from);
  });
  if (ctrl === undefined) throw new Error("no ctrl");
  socket.config(ctrl, port, true);
  socket.connect(ctrl, "255.255.255.255", 0);
  return { seen };
}

describe("libnet over UDP", () => {
  it("connects, sends, waits and closes, with LuatOS's results", async () => {
    const world = simulate();
    const { libnet, socket, zbuff } = world.client;
    const { seen } = echo(world, 7);
    await asTask(world, async (netc) => {
      const buff = zbuff.create(4);
      socket.config(netc, null, true);
      expect(await libnet.connect(TASK, 3_000, netc, SERVER, 7)).toBe(true);
      expect(socket.state(netc)[0]).toBe(5);
      expect(await libnet.tx(TASK, 3_000, netc, "hello")).toEqual([true, false]);
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([true, true]);
      expect(socket.rx(netc, buff)).toEqual([true, 5, SERVER_ADDRESS, 7]);
      expect(await libnet.wait(TASK, 300, netc)).toEqual([true, false]);
      const start = world.net.clock.now();
      await libnet.close(TASK, 3_000, netc);
      expect([socket.state(netc)[0], world.net.clock.now() - start]).toEqual([1, 0]);
      expect([text(buff?.query()), seen]).toEqual(["hello", ["hello"]]);
      expect(await libnet.connect(TASK, 3_000, netc, SERVER, 7)).toBe(true);
    });
  });

  it("a server without a peer answers each client at its own address", async () => {
    const world = simulate();
    const { libnet, socket } = world.client;
    const { server } = world;
    await asTask(world, async (netc) => {
      socket.config(netc, 9000, true);
      expect(await libnet.connect(TASK, 3_000, netc, "255.255.255.255", 0)).toBe(true);
      const here = { host: "10.0.0.2", port: 9000 };
      const others = await Promise.all([5001, 5002].map((port) => server.bind({ port })));
      for (const [nth, other] of others.entries()) await other.tx(`from ${nth}`, here);
      const seen: unknown[] = [];
      while (seen.length < others.length) {
        expect(await libnet.wait(TASK, 1_000, netc)).toEqual([true, true]);
        for (;;) {
          const [, data, addr, port] = socket.read(netc);
          if (addr === undefined) break;
          seen.push([text(data), [...addr], port]);
          expect(await libnet.tx(TASK, 1_000, netc, "answer", addr.slice(1).join("."), port)).toEqual([true, false]);
        }
      }
      expect(seen).toEqual([
        ["from 0", [...SERVER_ADDRESS], 5001],
        ["from 1", [...SERVER_ADDRESS], 5002],
      ]);
      for (const other of others) {
        const datagram = await other.rx();
        expect([text(datagram?.bytes), datagram?.from]).toEqual(["answer", here]);
      }
    });
  });

  it("a burst that came while it sent is there at once when it waits, and none of it is lost", async () => {
    const world = simulate();
    const { libnet, socket } = world.client;
    const sent = ["1", "2", "3", "4", "5"];
    await asTask(world, async (netc) => {
      socket.config(netc, 9000, true);
      await libnet.connect(TASK, 3_000, netc, "255.255.255.255", 0);
      const other = await world.server.bind({ port: 5001 });
      for (const data of sent) await other.tx(data, { host: "10.0.0.2", port: 9000 });
      await world.client.sys.wait(100);
      expect(await libnet.tx(TASK, 1_000, netc, "x", SERVER, 5001)).toEqual([true, false]);
      const start = world.net.clock.now();
      expect(await libnet.wait(TASK, 1_000, netc)).toEqual([true, true]);
      expect(world.net.clock.now()).toBe(start);
      const seen: Array<string | undefined> = [];
      for (let [, data, addr] = socket.read(netc); addr !== undefined; [, data, addr] = socket.read(netc)) seen.push(text(data));
      expect(seen).toEqual(sent);
    });
  });

  it("an empty datagram is sent, and waited for, as any other", async () => {
    const world = simulate();
    const { libnet, socket } = world.client;
    const { seen } = echo(world, 7);
    await asTask(world, async (netc) => {
      socket.config(netc, null, true);
      await libnet.connect(TASK, 3_000, netc, SERVER, 7);
      expect(await libnet.tx(TASK, 3_000, netc, "")).toEqual([true, false]);
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([true, true]);
      expect(socket.read(netc)).toEqual([true, new Uint8Array(0), SERVER_ADDRESS, 7]);
      expect(seen).toEqual([""]);
    });
  });

  it("a datagram that can go nowhere fails at once and breaks the socket, which connects again after close", async () => {
    const world = simulate();
    const { libnet, socket } = world.client;
    await asTask(world, async (netc) => {
      socket.config(netc, null, true);
      expect(await libnet.connect(TASK, 3_000, netc, "255.255.255.255", 0)).toBe(true);
      expect(await libnet.tx(TASK, 3_000, netc, "x")).toEqual([false, false]);
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([false, false]);
      await libnet.close(TASK, 3_000, netc);
      expect(await libnet.connect(TASK, 3_000, netc, "255.255.255.255", 0)).toBe(true);
    });
  });

  it("wait is told of a lost link, also where an answer is awaited", async () => {
    const world = simulate();
    const { libnet, socket, sys } = world.client;
    await asTask(world, async (netc) => {
      socket.config(netc, null, true);
      await libnet.connect(TASK, 3_000, netc, SERVER, 7);
      await libnet.tx(TASK, 3_000, netc, "lost");
      sys.timerStart(() => world.net.host("10.0.0.2").setLink(false), 300);
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([false, false]);
      await libnet.close(TASK, 3_000, netc);
      sys.timerStart(() => world.net.host("10.0.0.2").setLink(true), 300);
      expect(await libnet.connect(TASK, 3_000, netc, SERVER, 7)).toBe(true);
    });
  });

  it("a name is looked up first, and with port 0 only that", async () => {
    const world = simulate();
    const { libnet, socket } = world.client;
    world.net.name("a.test", [SERVER]);
    echo(world, 7);
    await asTask(world, async (netc) => {
      socket.config(netc, null, true);
      expect(await libnet.connect(TASK, 3_000, netc, "a.test", 0)).toBe(true);
      expect([socket.remoteIP(netc)[0], socket.state(netc)[0]]).toEqual([SERVER, 1]);
      expect(await libnet.connect(TASK, 3_000, netc, "a.test", 7)).toBe(true);
      expect(await libnet.tx(TASK, 3_000, netc, "hello")).toEqual([true, false]);
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([true, true]);
      await libnet.close(TASK, 3_000, netc);
      expect(await libnet.connect(TASK, 3_000, netc, "no.test", 7)).toBe(false);
    });
  });
});
