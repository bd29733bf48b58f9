import { describe, expect, it } from "vitest";
import { counted, TwoHosts } from "../two-hosts.js";

describe("flap", () => {
  it("switches the link by its schedule until it is removed, and then it is up", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    const told: string[] = [];
    hosts.client.watch((up) => told.push(`${hosts.net.clock.now()} ${up}`));
    const guard = hosts.client.flap({ up: 100, down: 10 });
    await hosts.net.clock.advance(215);
    expect(told).toEqual(["100 false", "110 true", "210 false"]);
    expect(hosts.client.isReady()).toBe(false);
    guard.remove();
    await hosts.run();
    expect([told.at(-1), hosts.client.isReady(), hosts.net.clock.waiting]).toEqual(["215 true", true, 0]);
    expect(here.events).toEqual(["100 closed: network link down (ENETDOWN)"]);
    there.stream.send(counted(1));
    await hosts.run();
    expect(there.events).toEqual(["215 closed: connection reset (ECONNRESET)"]);
  });

  it("brings up a link that was down", async () => {
    const hosts = new TwoHosts();
    hosts.client.setLink(false);
    const guard = hosts.client.flap({ up: 5, down: 5 });
    await hosts.net.clock.advance(1);
    expect(hosts.client.isReady()).toBe(true);
    guard.remove();
  });

  it.each([
    [{ up: 0, down: 1 }, "up is 0; expected milliseconds above 0"],
    [{ up: 1, down: Infinity }, "down is Infinity; expected milliseconds above 0"],
  ])("refuses %j", (schedule, message) => {
    expect(() => new TwoHosts().client.flap(schedule)).toThrow(message);
  });
});
