import { everySplit, type MockHostOptions, refuse } from "@luat/adapters/mock";
import type { Device } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { install } from "../../src/ports/short-connection/faithful.js";
import type { ShortConnectionOptions } from "../../src/ports/short-connection/options.js";
import { shortConnections } from "../../src/ports/short-connection/promise.js";
import { CHIP, realDevice, Stage, Told } from "./stage.js";

type Start = (device: Device, options: ShortConnectionOptions) => unknown;
const promise: Start = (device, options) => device.sys.taskInit(shortConnections, device, options);

let stage: Stage;
let answers: Array<string | undefined>;
afterEach(() => stage.end());

function begin(start: Start): void {
  let reports = 0;
  answers = [];
  const onReport = (answer: string | undefined): unknown => answers.push(answer);
  start(stage.device, { host: Stage.SERVER, port: Stage.PORT, interval: 60_000, read: () => `report ${++reports}`, onReport });
}

/** Plays the scripts, and what the program does soon after. */
async function play(): Promise<void> {
  await stage.net.play();
  await stage.net.clock.advance(6_000);
}

describe.each<[string, Start, MockHostOptions]>([
  ["faithful", install, {}],
  ["faithful, as on a chip", install, CHIP],
  ["promise", promise, {}],
])("short connections, %s", (_, start, card) => {
  beforeEach(() => {
    stage = new Stage(card);
  });

  it("report again and again, each over a connection of its own", async () => {
    const server = stage.peer();
    for (const n of [1, 2, 3]) server.script((client) => client.expect(`report ${n}\n`).reply(`done ${n}\n`).expectEnd().end());
    begin(start);
    await play();
    expect(answers).toEqual(["done 1", "done 2", "done 3"]);
  });

  it("the server is not there", async () => {
    stage.peer().expect("report 1\n").reply("done\n");
    stage.net.clock.after(8_000, stage.net.rule(refuse(Stage.SERVER, Stage.PORT)));
    begin(start);
    await play();
    expect(answers).toEqual(["done"]);
  });

  it("three tries fail: that is told, and the next report is made", async () => {
    stage.peer().expect("report 2\n").reply("done\n");
    stage.net.clock.after(20_000, stage.net.rule(refuse(Stage.SERVER, Stage.PORT)));
    begin(start);
    await play();
    expect(answers).toEqual([undefined, "done"]);
  });

  it("the server resets the connection", async () => {
    stage.peer().expect("report 1\n").reset().nextConnection().expect("report 1\n").reply("done\n");
    begin(start);
    await play();
    expect(answers).toEqual(["done"]);
  });

  it("the server leaves without an answer", async () => {
    stage.peer().expect("report 1\n").end().nextConnection().expect("report 1\n").reply("done\n");
    begin(start);
    await play();
    expect(answers).toEqual(["done"]);
  });

  it("the server is silent", async () => {
    stage.peer().expect("report 1\n").nextConnection().expect("report 1\n").reply("done\n");
    begin(start);
    await play();
    expect(answers).toEqual(["done"]);
    expect(stage.net.clock.now()).toBeGreaterThan(15_000);
  });

  it("nothing gets through to the server", async () => {
    await stage.serve(() => "done\n");
    stage.net.clock.after(17_000, stage.net.rule(({ kind }) => (kind === "data" ? "drop" : "pass")));
    begin(start);
    await stage.net.clock.advance(60_000);
    expect(answers).toEqual(["done"]);
  });

  it("the link is down", async () => {
    stage.peer().expect("report 1\n").reply("done\n");
    stage.linkDown(60_000);
    begin(start);
    await play();
    expect(answers).toEqual(["done"]);
  });

  it("run on loopback", async () => {
    const device = realDevice();
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const told = new Told<string | undefined>(2);
    start(device, { host: "127.0.0.1", port: server.local.port, interval: 1, read: () => "report", onReport: told.tell });
    for (let n = 1; n <= 2; n++) {
      const client = await server.accept();
      expect(new TextDecoder().decode(await client?.rx())).toBe("report\n");
      await client?.tx(`done ${n}\n`);
      await client?.close();
    }
    await told.enough;
    expect(told.all).toEqual(["done 1", "done 2"]);
    await device.stop();
  });
});

describe("short connections, promise", () => {
  beforeEach(() => {
    stage = new Stage();
  });

  it("the answer comes in pieces", async () => {
    await everySplit("done\n", async (pieces) => {
      stage = new Stage();
      const server = stage.peer().expect("report 1\n");
      for (const piece of pieces) server.send(piece).wait(500);
      begin(promise);
      await play();
      expect(answers).toEqual(["done"]);
      await stage.end();
    });
  });

  it("the connection is cut in the middle of the answer", async () => {
    stage.peer().expect("report 1\n").reply("do").wait(100).reset().nextConnection().expect("report 1\n").reply("done\n");
    begin(promise);
    await play();
    expect(answers).toEqual(["done"]);
  });
});
