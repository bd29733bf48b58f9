import type { MockHostOptions } from "@luat/adapters/mock";
import type { Device } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { install } from "../../src/ports/tcp-server-one/faithful.js";
import type { ServerOneOptions } from "../../src/ports/tcp-server-one/options.js";
import { serveOne } from "../../src/ports/tcp-server-one/promise.js";
import { CHIP, realDevice, Stage } from "./stage.js";

type Start = (device: Device, options: ServerOneOptions) => unknown;
const promise: Start = (device, options) => device.sys.taskInit(serveOne, device, options);
const upper = (data: Uint8Array): string => new TextDecoder().decode(data).toUpperCase();

let stage: Stage;
let clients: Array<string | undefined>;
afterEach(() => stage.end());

async function begin(start: Start): Promise<void> {
  clients = [];
  start(stage.device, { port: Stage.PORT, answer: upper, onClient: (from) => clients.push(from?.replace(/:.*/, "")) });
  await stage.net.clock.advance(100);
}

/** A client that is served. */
async function visit(address: string): Promise<void> {
  stage.dial(address).send("hello").expect("HELLO").send("bye").expect("BYE").end().expectEnd();
  await stage.net.play();
}

describe.each<[string, Start, MockHostOptions]>([
  ["faithful", install, {}],
  ["faithful, as on a chip", install, CHIP],
  ["promise", promise, {}],
])("a server for one client, %s", (_, start, card) => {
  beforeEach(() => {
    stage = new Stage(card);
  });

  it("answers one client after the other", async () => {
    await begin(start);
    for (const address of ["10.0.0.3", "10.0.0.4"]) {
      await visit(address);
      await stage.net.clock.advance(6_000);
    }
    expect(clients).toEqual(["10.0.0.3", undefined, "10.0.0.4", undefined]);
  });

  it("a client resets the connection", async () => {
    await begin(start);
    stage.dial("10.0.0.3").send("hello").expect("HELLO").reset();
    await stage.net.play();
    await stage.net.clock.advance(6_000);
    await visit("10.0.0.4");
  });

  it("a client vanishes", async () => {
    await begin(start);
    stage.dial("10.0.0.3").send("hello").expect("HELLO").stall();
    await stage.net.play();
    stage.net.blackhole("10.0.0.3");
    await stage.net.clock.advance(400_000);
    await visit("10.0.0.4");
  });

  it("a client takes none of the answers", async () => {
    await begin(start);
    const greedy = stage.dial("10.0.0.3");
    for (let i = 0; i < 30; i++) greedy.send(new Uint8Array(20_000));
    greedy.stall();
    await stage.net.clock.advance(400_000);
    await visit("10.0.0.4");
  });

  it("the link is down", async () => {
    await begin(start);
    stage.dial("10.0.0.3").send("hello").expect("HELLO").stall();
    await stage.net.play();
    stage.linkDown(60_000);
    await stage.net.clock.advance(70_000);
    await visit("10.0.0.4");
  });

  it("runs on loopback", async () => {
    const device = realDevice();
    const probe = await device.listen({ host: "127.0.0.1", port: 0 });
    const { port } = probe.local;
    await probe.close();
    start(device, { port, answer: upper, onClient: () => undefined });
    const connection = await device.connect({ host: "127.0.0.1", port });
    await connection.tx("hello");
    expect(new TextDecoder().decode(await connection.rx())).toBe("HELLO");
    await connection.close();
    await device.stop();
  });
});

describe("a server for one client, promise", () => {
  beforeEach(() => {
    stage = new Stage();
  });

  it("others come while it is busy", async () => {
    await begin(promise);
    stage.dial("10.0.0.3").send("hello").expect("HELLO").wait(60_000).end().expectEnd();
    stage.dial("10.0.0.4").send("hello").expect("HELLO", { within: 100_000 }).end().expectEnd();
    stage.dial("10.0.0.5").send("hello").expect("HELLO", { within: 100_000 }).end().expectEnd();
    await stage.net.play();
    await stage.net.clock.advance(1_000);
    expect(clients).toEqual(["10.0.0.3", undefined, "10.0.0.4", undefined, "10.0.0.5", undefined]);
  });
});
