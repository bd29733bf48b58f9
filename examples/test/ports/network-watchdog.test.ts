import { type MockHostOptions, refuse } from "@luat/adapters/mock";
import type { Device } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { install } from "../../src/ports/network-watchdog/faithful.js";
import type { WatchdogOptions } from "../../src/ports/network-watchdog/options.js";
import { watchedNews } from "../../src/ports/network-watchdog/promise.js";
import { CHIP, realDevice, Stage, Told } from "./stage.js";

type Start = (device: Device, options: WatchdogOptions) => unknown;

let stage: Stage;
let news: string;
beforeEach(() => {
  news = "";
});
afterEach(() => stage.end());

function begin(start: Start): void {
  const onNews = (data: Uint8Array): void => {
    news += new TextDecoder().decode(data);
  };
  start(stage.device, { host: Stage.SERVER, port: Stage.PORT, timeout: 180_000, onNews });
}

describe.each<[string, Start, MockHostOptions]>([
  ["faithful", install, {}],
  ["faithful, as on a chip", install, CHIP],
  ["promise", (device, options) => device.sys.taskInit(watchedNews, device, options), {}],
])("a network watchdog, %s", (_, start, card) => {
  beforeEach(() => {
    stage = new Stage(card);
  });

  it("is fed by news, and does not bite", async () => {
    stage.peer().send("a").wait(170_000).send("b").wait(170_000).send("c").wait(170_000);
    begin(start);
    await stage.net.play();
    expect([news, stage.reboots]).toEqual(["abc", 0]);
  });

  it("the server is silent", async () => {
    stage.peer().send("a").stall();
    begin(start);
    await stage.net.clock.advance(179_000);
    expect(stage.reboots).toBe(0);
    await stage.net.clock.advance(2_000);
    expect(stage.reboots).toBe(1);
    await stage.net.clock.advance(180_000);
    expect(stage.reboots).toBe(2);
  });

  it("the server restarts, which takes a minute", async () => {
    stage.peer().send("a").wait(1_000).reset().nextConnection().send("b").stall();
    begin(start);
    await stage.net.clock.advance(2_000);
    stage.net.clock.after(60_000, stage.net.rule(refuse(Stage.SERVER, Stage.PORT)));
    await stage.net.play();
    await stage.net.clock.advance(100_000);
    expect([news, stage.reboots]).toEqual(["ab", 0]);
  });

  it("the link is down for good", async () => {
    stage.peer().send("a").stall();
    begin(start);
    await stage.net.play();
    stage.net.host(Stage.DEVICE).setLink(false);
    await stage.net.clock.advance(200_000);
    expect(stage.reboots).toBe(1);
  });

  it("runs on loopback", async () => {
    const device = realDevice();
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const told = new Told<Uint8Array>(1);
    start(device, { host: "127.0.0.1", port: server.local.port, timeout: 180_000, onNews: told.tell });
    await (await server.accept())?.tx("news");
    await told.enough;
    expect(new TextDecoder().decode(told.all[0])).toBe("news");
    await device.stop();
  });
});
