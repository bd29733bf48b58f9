import { describe, expect, it } from "vitest";
import { partition } from "../../../src/mock/index.js";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

describe("a partition", () => {
  it("loses what goes between the groups, both ways, and nothing else; repaired, TCP gets through at its next try", async () => {
    const hosts = new TwoHosts();
    const other = hosts.net.host("10.0.0.3");
    const { here, there } = await hosts.pair();
    const [from, to, third] = [await hosts.bind(), await hosts.bind({}, hosts.server), await hosts.bind({}, other)];
    const guard = hosts.net.rule(partition([SERVER], [CLIENT]));
    here.stream.send(counted(3));
    there.stream.send(counted(3));
    for (const socket of [from.socket, third.socket]) socket.send(counted(1), to.local);
    to.socket.send(counted(1), from.local);
    await hosts.net.clock.advance(500);
    expect([here.events, there.events, from.events.filter((event) => event.includes("received"))]).toEqual([[], [], []]);
    expect(to.events.filter((event) => event.includes("received"))).toEqual(["0 received 1 from 10.0.0.3 50000"]);
    guard.remove();
    await hosts.run();
    expect([here.events, there.events]).toEqual([["600 received 3"], ["600 received 3"]]);
  });

  it("that lasts ends streams that send with timeout, and others when it is repaired never", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    const guard = hosts.net.rule(partition([SERVER, "fd00::1"], [CLIENT]));
    here.stream.send(counted(3));
    await hosts.run();
    guard.remove();
    await hosts.run();
    expect([here.events, there.events]).toEqual([["102200 closed: timed out (ETIMEDOUT)"], []]);
    there.stream.send(counted(1));
    await hosts.run();
    expect(there.events).toEqual(["102200 closed: connection reset (ECONNRESET)"]);
  });
});
