import { describe, expect, it } from "vitest";
import { TaskStopped } from "@luat/corelib";
import { SERVER, simulate, text, type Simulated } from "../simulated.js";
import { asTask, TASK } from "./as-task.js";

/** An echo server that can be told to drop its client. */
async function echo(world: Simulated): Promise<{ drop(): void }> {
  const listening = await world.run(() => world.server.listen({ port: 7 }));
  let drop = (): void => undefined;
  void (async () => {
    for await (const connection of listening) {
      drop = () => void connection.close({ timeout: 100 });
      void (async () => {
        for await (const bytes of connection) await connection.tx(bytes);
      })().catch(() => undefined);
    }
  })();
  return { drop: () => drop() };
}

describe("libnet", () => {
  it("waits for link, connection, sending, data and the end, with LuatOS's results", async () => {
    const world = simulate();
    const { libnet, socket, zbuff } = world.client;
    await echo(world);
    await asTask(world, async (netc) => {
      const buff = zbuff.create(4);
      expect(await libnet.waitLink(TASK, 0, netc)).toBe(true);
      expect(await libnet.connect(TASK, 3_000, netc, SERVER, 7)).toBe(true);
      expect(socket.state(netc)).toEqual([5, "在线"]);
      expect(await libnet.tx(TASK, 3_000, netc, "hello")).toEqual([true, false]);
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([true, true]);
      expect(socket.rx(netc, buff)).toEqual([true, 5, undefined, undefined]);
      expect(text(buff?.query())).toBe("hello");
      expect(await libnet.wait(TASK, 300, netc)).toEqual([true, false]);
      expect(await libnet.close(TASK, 3_000, netc)).toBeUndefined();
      expect(socket.state(netc)).toEqual([1, "离线"]);
      expect(libnet.version()).toMatch(/^\d{12}$/);
    });
  });

  it("wait is forced out by a message of the user's, and a message without 0 looks broken", async () => {
    const world = simulate();
    const { libnet, socket, sys } = world.client;
    await echo(world);
    await asTask(world, async (netc) => {
      await libnet.connect(TASK, 3_000, netc, SERVER, 7);
      sys.timerStart(() => sys.sendMsg(TASK, socket.EVENT, 0), 300);
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([true, true]);
      sys.timerStart(() => sys.sendMsg(TASK, socket.EVENT, -1), 300);
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([false, false]);
      sys.timerStart(() => sys.sendMsg(TASK, socket.EVENT), 300);
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([false, false]);
      sys.timerStart(() => sys.sendMsg(TASK, 123, 0), 300);
      expect(await libnet.wait(TASK, 600, netc)).toEqual([true, false]);
    });
  });

  it("after the peer's end everything fails until the socket is closed, then it connects again", async () => {
    const world = simulate();
    const { libnet, sys } = world.client;
    const server = await echo(world);
    await asTask(world, async (netc) => {
      await libnet.connect(TASK, 3_000, netc, SERVER, 7);
      sys.timerStart(() => {
        server.drop();
      }, 300);
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([false, false]);
      expect(await libnet.wait(TASK, 1_000, netc)).toEqual([false, false]);
      expect(await libnet.tx(TASK, 1_000, netc, "x")).toEqual([false, false]);
      expect(await libnet.connect(TASK, 1_000, netc, SERVER, 7)).toBe(false);
      await libnet.close(TASK, 1_000, netc);
      expect(await libnet.connect(TASK, 1_000, netc, SERVER, 7)).toBe(true);
    });
  });

  it("a socket that is not connected fails at once", async () => {
    const world = simulate();
    const { libnet } = world.client;
    await asTask(world, async (netc) => {
      expect(await libnet.tx(TASK, 500, netc, "x")).toEqual([false, false]);
      expect(await libnet.wait(TASK, 500, netc)).toEqual([false, false]);
      await libnet.close(TASK, 500, netc);
      expect(await libnet.connect(TASK, 500, null, SERVER, 7)).toBe(false);
      expect(await libnet.waitLink(TASK, 500, undefined)).toBe(false);
      expect(await libnet.tx(TASK, 500, null, "x")).toEqual([false, false]);
      expect(await libnet.wait(TASK, 500, null)).toEqual([false, false]);
      await libnet.close(TASK, 500, null);
    });
  });

  it("a loop of answers that are known at once starves nobody, and ends with its device", async () => {
    const world = simulate();
    const { libnet } = world.client;
    await asTask(world, async (netc) => {
      const answers = [
        () => libnet.wait(TASK, 500, netc),
        () => libnet.tx(TASK, 500, netc, "x"),
        () => libnet.connect(TASK, 500, null, SERVER, 7),
      ];
      for (const answer of answers) {
        let turned = false;
        world.net.clock.turn(() => {
          turned = true;
        });
        for (let i = 0; i < 1_000; i++) await answer();
        expect(turned).toBe(true);
      }
    });
    await world.client.stop();
    await expect(libnet.wait(TASK, 500, null)).rejects.toThrow(TaskStopped);
  });

  it("sending nothing is done at once", async () => {
    const world = simulate();
    const { libnet } = world.client;
    await echo(world);
    await asTask(world, async (netc) => {
      await libnet.connect(TASK, 3_000, netc, SERVER, 7);
      expect(await libnet.tx(TASK, 0, netc, "")).toEqual([true, false]);
      expect(await libnet.tx(TASK, 500, netc, "x")).toEqual([true, false]);
    });
  });

  it("connect fails when refused, and when time is up", async () => {
    const world = simulate();
    const { libnet } = world.client;
    world.net.blackhole("10.9.9.9");
    await asTask(world, async (netc) => {
      expect(await libnet.connect(TASK, 500, netc, SERVER, 1)).toBe(false);
      await libnet.close(TASK, 500, netc);
      const start = world.net.clock.now();
      expect(await libnet.connect(TASK, 500, netc, "10.9.9.9", 1)).toBe(false);
      expect(world.net.clock.now() - start).toBe(500);
      await libnet.close(TASK, 500, netc);
    });
  });

  it("listen waits until a client is there", async () => {
    const world = simulate();
    const { libnet, socket, sys } = world.client;
    await asTask(world, async (netc) => {
      socket.config(netc, 46_021);
      sys.timerStart(() => void world.server.connect({ host: "10.0.0.2", port: 46_021 }).then((c) => c.tx("hi")), 300);
      expect(await libnet.listen(TASK, 3_000, netc)).toBe(true);
      expect(socket.state(netc)[0]).toBe(5);
      expect(await libnet.wait(TASK, 3_000, netc)).toEqual([true, true]);
      const [ok, data] = socket.read(netc);
      expect([ok, text(data)]).toEqual([true, "hi"]);
      expect(await libnet.tx(TASK, 1_000, netc, "yo")).toEqual([true, false]);
      await libnet.close(TASK, 100, netc);
      expect(await libnet.listen(TASK, 500, netc)).toBe(false);
      await libnet.close(TASK, 500, netc);
      expect(socket.state(netc)[0]).toBe(1);
    });
  });

  it("a queue that met a full buffer goes on as soon as it drains", async () => {
    const world = simulate();
    const { libnet } = world.client;
    const listening = await world.run(() => world.server.listen({ port: 7 }));
    await asTask(world, async (netc) => {
      await libnet.connect(TASK, 3_000, netc, SERVER, 7);
      const there = await listening.accept();
      const item = "x".repeat(60_000);
      let full = false;
      let queued = 0;
      while (!full) {
        const sent = await Promise.race([libnet.tx(TASK, 50, netc, item)]);
        full = sent[1];
        if (!full) queued++;
      }
      expect(queued).toBeGreaterThan(0);
      const start = world.net.clock.now();
      let received = 0;
      void there?.consume((view) => {
        received += view.length;
      });
      expect(await libnet.wait(TASK, 15_000, netc)).toEqual([true, true]);
      expect(world.net.clock.now() - start).toBeLessThan(100);
      expect((await libnet.tx(TASK, 1_000, netc, item))[1]).toBe(false);
      await libnet.close(TASK, 1_000, netc);
      expect(received).toBe((queued + 1) * item.length);
    });
  });

  it("the TX_OK of a send that timed out never answers a later one", async () => {
    const world = simulate();
    const { libnet, sys } = world.client;
    const listening = await world.run(() => world.server.listen({ port: 7 }));
    await asTask(world, async (netc) => {
      await libnet.connect(TASK, 3_000, netc, SERVER, 7);
      const there = await listening.accept();
      expect(await libnet.tx(TASK, 100, netc, "x".repeat(400_000))).toEqual([false, false]);
      void there?.consume(() => undefined);
      await sys.wait(100);
      // Its TX_OK is in the mailbox now; this one goes to a peer that reads, and must wait for its own.
      expect(await libnet.tx(TASK, 1_000, netc, "y")).toEqual([true, false]);
    });
  });

  it("misses none of five messages published in one turn", async () => {
    const { client, run } = simulate();
    const { sys } = client;
    const seen: unknown[] = [];
    await run(async () => {
      sys.taskInit(async () => {
        for (;;) seen.push((await sys.waitUntil("BURST"))[1]);
      });
      for (let i = 0; i < 5; i++) sys.publish("BURST", i);
      await sys.wait(1);
    });
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });
});
