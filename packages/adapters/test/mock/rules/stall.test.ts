import { describe, expect, it } from "vitest";
import { stall } from "../../../src/mock/index.js";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

describe("stall", () => {
  it("lets nothing move, and then all of it, in order", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { here, there } = await hosts.pair();
    const [from, to] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    const guard = hosts.net.rule(stall({ from: CLIENT }));
    const dial = hosts.dial();
    for (const at of [0, 4, 8]) {
      here.stream.send(counted(4, at));
      from.socket.send(counted(4, at), to.local);
    }
    there.stream.send(counted(1));
    await hosts.net.clock.advance(980);
    expect([here.events, there.events, to.events, dial.events]).toEqual([["30 received 1"], [], [], []]);
    guard.remove();
    await hosts.run();
    expect(there.bytes).toEqual([...counted(12)]);
    expect(to.arrived.flat()).toEqual([...counted(12)]);
    expect([there.events[0], to.events[0]?.split(" ")[0], dial.events[0]]).toEqual(["1010 received 4", "1010", `1020 connected ${CLIENT} 50001 to ${SERVER} 80`]);
  });
});
