import { loss } from "@luat/adapters/mock";
import type { Ctrl } from "@luat/socket";
import { describe, expect, it } from "vitest";
import { CLIENT, SERVER, simulate, text, type Simulated } from "../simulated.js";
import { asTask, TASK } from "./as-task.js";

const LATENCY = 100;

/** A device like a chip whose ctrl is on line, and what that is told, with ms from then on. */
async function chip(): Promise<{ world: Simulated; ctrl: Ctrl; told: string[] }> {
  const world = simulate({}, { latency: LATENCY, profile: "lwip" });
  const { client, net, run } = world;
  const { socket } = client;
  const names = new Map<number, string>([[socket.ON_LINE, "ON_LINE"], [socket.EVENT, "EVENT"], [socket.TX_OK, "TX_OK"], [socket.CLOSED, "CLOSED"]]);
  const told: string[] = [];
  let start = 0;
  const ctrl = socket.create(null, (_, event, param) => {
    told.push(`${net.clock.now() - start} ${names.get(event)} ${param}`);
  });
  if (ctrl === undefined) throw new Error("no ctrl");
  await run(async () => {
    await serve(world);
    socket.config(ctrl);
    socket.connect(ctrl, SERVER, 7);
    await net.clock.until(() => told.length > 0);
  });
  told.length = 0;
  start = net.clock.now();
  return { world, ctrl, told };
}

/** Lets the server send everything back. */
async function serve({ server }: Simulated): Promise<void> {
  const listening = await server.listen({ port: 7 });
  void (async () => {
    for await (const connection of listening) {
      void (async () => {
        for await (const bytes of connection) await connection.tx(bytes);
      })().catch(() => undefined);
    }
  })();
}

describe("a program on a card like a chip's", () => {
  it("hears TX_OK a round trip after tx, before the answer", async () => {
    const { world, ctrl, told } = await chip();
    expect(world.client.socket.tx(ctrl, "hello")).toEqual([true, false, false]);
    await world.net.clock.run();
    expect(told).toEqual(["200 TX_OK 0", "200 EVENT 0"]);
  });

  it("hears one TX_OK for all that it sent", async () => {
    const { world, ctrl, told } = await chip();
    const { socket } = world.client;
    socket.tx(ctrl, "a");
    await world.net.clock.advance(50);
    socket.tx(ctrl, "b");
    await world.net.clock.run();
    expect(told).toEqual(["200 EVENT 0", "250 TX_OK 0", "250 EVENT 0"]);
  });

  it.each(["data", "ack"])("hears TX_OK later where the packet of kind %s is lost", async (kind) => {
    const { world, ctrl, told } = await chip();
    world.net.rule((packet) => (packet.kind === kind && packet.attempt === 1 ? "drop" : "pass"));
    world.client.socket.tx(ctrl, "hello");
    await world.net.clock.run();
    expect(told.filter((event) => event.includes("TX_OK"))).toEqual(["400 TX_OK 0"]);
  });

  it("hears TX_OK -1 when the connection breaks before", async () => {
    const { world, ctrl, told } = await chip();
    world.client.socket.tx(ctrl, "hello");
    await world.net.clock.advance(50);
    world.net.reset(SERVER);
    await world.net.clock.run();
    expect(told).toEqual(["50 TX_OK -1"]);
  });

  it("hears no TX_OK after wait", async () => {
    const { world, ctrl, told } = await chip();
    const { socket } = world.client;
    socket.tx(ctrl, "hello");
    expect(socket.wait(ctrl)).toEqual([true, false]);
    await world.net.clock.run();
    expect(told).toEqual(["200 EVENT 0"]);
  });

  it("is never told that a socket is full", async () => {
    const { world, ctrl } = await chip();
    const piece = new Uint8Array(65_536);
    const answers = Array.from({ length: 64 }, () => world.client.socket.tx(ctrl, piece));
    expect(new Set(answers.map(String))).toEqual(new Set(["true,false,false"]));
  });

  it("waits for the round trip in libnet.tx, and gives up when its time is over", async () => {
    const world = simulate({}, { latency: LATENCY, profile: "lwip" });
    const { libnet } = world.client;
    const { clock } = world.net;
    await world.run(() => serve(world));
    await asTask(world, async (netc) => {
      await libnet.connect(TASK, 3_000, netc, SERVER, 7);
      const start = clock.now();
      expect(await libnet.tx(TASK, 1_000, netc, "hello")).toEqual([true, false]);
      expect(clock.now() - start).toBe(200);
      expect(await libnet.tx(TASK, 199, netc, "hello")).toEqual([false, false]);
      expect(await libnet.tx(TASK, 201, netc, "hello")).toEqual([true, false]);
    });
  });

  it("sends all that it has in rain, however late", async () => {
    const world = simulate({}, { latency: LATENCY, profile: "lwip" });
    const { libnet, socket, zbuff } = world.client;
    await world.run(() => serve(world));
    await asTask(world, async (netc) => {
      await libnet.connect(TASK, 60_000, netc, SERVER, 7);
      using _ = world.net.rule(loss({ rate: 0.3 }));
      const buff = zbuff.create(64);
      for (let n = 0; n < 50; n++) expect(await libnet.tx(TASK, 60_000, netc, `${n} `)).toEqual([true, false]);
      const wanted = Array.from({ length: 50 }, (_, n) => `${n} `).join("");
      while ((buff?.used() ?? 0) < wanted.length) {
        await libnet.wait(TASK, 60_000, netc);
        socket.rx(netc, buff);
      }
      expect(text(buff?.query())).toBe(wanted);
    });
  });

  it("has eight sockets", async () => {
    const world = simulate({}, { profile: "lwip" });
    const { socket } = world.client;
    await world.run(() => serve(world));
    const told: string[] = [];
    for (let n = 1; n <= 9; n++) {
      const ctrl = socket.create(null, (_, event, param) => {
        if (event === socket.ON_LINE) told.push(`${n}: ${param}`);
      });
      socket.config(ctrl);
      expect(socket.connect(ctrl, SERVER, 7)).toEqual([true, false]);
    }
    await world.net.clock.run();
    expect(told.sort()).toEqual([...Array.from({ length: 8 }, (_, n) => `${n + 1}: 0`), "9: -1"]);
  });
});

describe("a program on a card like an Ethernet chip's", () => {
  it("is told that its socket is full after 2 KiB, and when there is room again", async () => {
    const world = simulate({}, { latency: LATENCY, profile: "hardware" });
    const { libnet, socket } = world.client;
    await world.run(() => serve(world));
    await asTask(world, async (netc) => {
      await libnet.connect(TASK, 3_000, netc, SERVER, 7);
      const piece = new Uint8Array(1024);
      const start = world.net.clock.now();
      const answers: unknown[] = [];
      for (let n = 0; n < 4; n++) {
        answers.push(socket.tx(netc, piece)[1]);
        await world.client.sys.wait(10);
      }
      // The third is what the socket itself gathers, as it does with all that is small.
      expect(answers).toEqual([false, false, false, true]);
      expect(await libnet.wait(TASK, 1_000, netc)).toEqual([true, true]);
      expect(world.net.clock.now() - start).toBe(200);
      expect(socket.tx(netc, piece)).toEqual([true, false, false]);
    });
  });
});

describe.each(["host-os", "hardware"] as const)("a server on a card like %s", (profile) => {
  it("is one-to-one, and refuses others while its client is there", async () => {
    const world = simulate({}, { profile });
    const { libnet, socket, sys } = world.client;
    const visit = async (after: number): Promise<string> => {
      await sys.wait(after);
      const connection = await world.server.connect({ host: CLIENT, port: 8080 });
      await connection.tx("hi");
      return text(await connection.rx()) ?? "ended";
    };
    await asTask(world, async (netc) => {
      socket.config(netc, 8080);
      expect(await libnet.listen(TASK, 1_000, netc, 4)).toBe(false);
      expect(socket.state(netc)[0]).toBe(0);
      const first = visit(300);
      const second = visit(400).catch((error: unknown) => error);
      expect(await libnet.listen(TASK, 1_000, netc)).toBe(true);
      expect(socket.accept(netc, "OTHER")).toEqual([true, undefined, SERVER, expect.any(Number)]);
      expect(await libnet.wait(TASK, 1_000, netc)).toEqual([true, true]);
      await sys.wait(200);
      expect(await second).toMatchObject({ code: "refused" });
      expect(await libnet.tx(TASK, 1_000, netc, "welcome")).toEqual([true, false]);
      expect(await first).toBe("welcome");
      await libnet.close(TASK, 100, netc);
      const third = visit(300);
      expect(await libnet.listen(TASK, 1_000, netc)).toBe(true);
      expect(await libnet.tx(TASK, 1_000, netc, "back")).toEqual([true, false]);
      expect(await third).toBe("back");
    });
  });
});
