import { everySplit, type MockHostOptions, stall } from "@luat/adapters/mock";
import type { Device } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { install } from "../../src/ports/tcp-server-many/faithful.js";
import type { ServerManyOptions } from "../../src/ports/tcp-server-many/options.js";
import { serveMany } from "../../src/ports/tcp-server-many/promise.js";
import { CHIP, realDevice, Stage } from "./stage.js";

type Start = (device: Device, options: ServerManyOptions) => unknown;
const promise: Start = (device, options) => device.sys.taskInit(serveMany, device, options);
const answer = (line: string): string => line.toUpperCase();

let stage: Stage;
let counts: number[];
afterEach(() => stage.end());

async function begin(start: Start, options: Partial<ServerManyOptions> = {}): Promise<void> {
  counts = [];
  start(stage.device, { port: Stage.PORT, answer, interval: 60_000, news: () => "news", onCount: (count) => counts.push(count), ...options });
  await stage.net.clock.advance(100);
}

/** A client that is served. */
async function visit(address: string): Promise<void> {
  stage.dial(address).send("hello\n").expect("HELLO\n").end().expectEnd();
  await stage.net.play();
  await stage.net.clock.advance(100);
}

describe.each<[string, Start, MockHostOptions]>([
  ["faithful", install, {}],
  ["faithful, as on a chip", install, CHIP],
  ["promise", promise, {}],
])("a server for many clients, %s", (_, start, card) => {
  beforeEach(() => {
    stage = new Stage(card);
  });

  it("answers each, and tells all the news", async () => {
    await begin(start);
    for (const address of ["10.0.0.3", "10.0.0.4", "10.0.0.5"]) {
      stage.dial(address).send(`${address}\n`).expect(`${address}\n`).expect("news\n", { within: 70_000 }).send("bye\n").expect("BYE\n").end().expectEnd();
    }
    await stage.net.play();
    await stage.net.clock.advance(100);
    expect([counts.length, Math.max(...counts), counts.at(-1)]).toEqual([6, 3, 0]);
  });

  it("a client resets the connection", async () => {
    await begin(start);
    stage.dial("10.0.0.3").send("hello\n").expect("HELLO\n").reset();
    await visit("10.0.0.4");
    expect(counts.at(-1)).toBe(0);
  });

  it("a client vanishes", async () => {
    await begin(start, { interval: 10_000_000 });
    stage.dial("10.0.0.3").send("hello\n").expect("HELLO\n").stall();
    await stage.net.play();
    stage.net.blackhole("10.0.0.3");
    await stage.net.clock.advance(400_000);
    expect(counts).toEqual([1, 0]);
    await visit("10.0.0.4");
  });

  it("a client takes nothing", async () => {
    await begin(start, { interval: 1_000, news: () => "x".repeat(5_000) });
    stage.dial("10.0.0.3").stall();
    const reader = stage.dial("10.0.0.4");
    await stage.net.play();
    using _stalled = stage.net.rule(stall({ to: "10.0.0.3" }));
    for (let i = 0; i < 50; i++) reader.expect(/^x{5000}\n/);
    reader.reset();
    await stage.net.play();
    expect(stage.net.clock.now()).toBeLessThan(51_000);
  });

  it("the link is down", async () => {
    await begin(start);
    stage.dial("10.0.0.3").send("hello\n").expect("HELLO\n").stall();
    await stage.net.play();
    stage.linkDown(60_000);
    await stage.net.clock.advance(70_000);
    expect(counts).toEqual([1, 0]);
    await visit("10.0.0.4");
  });

  it("runs on loopback", async () => {
    const device = realDevice();
    const probe = await device.listen({ host: "127.0.0.1", port: 0 });
    const { port } = probe.local;
    await probe.close();
    start(device, { port, answer, interval: 1_000_000, news: () => "news", onCount: () => undefined });
    const connections = await Promise.all([1, 2, 3].map(() => device.connect({ host: "127.0.0.1", port })));
    for (const connection of connections) {
      await connection.tx("hello\n");
      expect(new TextDecoder().decode(await connection.rx())).toBe("HELLO\n");
      await connection.close();
    }
    await device.stop();
  });
});

describe("a server for many clients, promise", () => {
  beforeEach(() => {
    stage = new Stage();
  });

  it("lines come in pieces, or several as one", async () => {
    await everySplit("one\ntwo\n", async (pieces) => {
      stage = new Stage();
      await begin(promise);
      const client = stage.dial();
      for (const piece of pieces) client.send(piece).wait(100);
      client.expect("ONE\nTWO\n").end().expectEnd();
      await stage.net.play();
      await stage.end();
    });
  });

  it("one address brings too many clients", async () => {
    await begin(promise);
    for (let i = 0; i < 10; i++) stage.dial("10.0.0.3").stall();
    await stage.net.play();
    stage.dial("10.0.0.3").expectReset();
    await visit("10.0.0.4");
    expect(Math.max(...counts)).toBe(11);
  });
});
