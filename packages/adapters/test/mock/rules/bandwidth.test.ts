import { describe, expect, it } from "vitest";
import { bandwidth } from "../../../src/mock/index.js";
import { CLIENT, counted, TwoHosts } from "../two-hosts.js";

describe("bandwidth", () => {
  it("makes what comes too fast wait, streams and datagrams of a host on one line, each host on its own", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { here, there } = await hosts.pair();
    const [from, to] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    const guard = hosts.net.rule(bandwidth({ bytesPerSecond: 1000 }));
    here.stream.send(counted(500));
    from.socket.send(counted(250), to.local);
    there.stream.send(counted(100));
    await hosts.run();
    expect([there.events, to.events.map((event) => event.split(" from")[0]), here.events]).toEqual([["530 received 500"], ["780 received 250"], ["130 received 100"]]);
    here.stream.send(counted(100));
    await hosts.run();
    expect(there.events[1]).toBe("890 received 100");
    guard.remove();
    here.stream.send(counted(1000));
    await hosts.run();
    expect(there.events[2]).toBe("900 received 1000");
  });

  it("may be of one direction only", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    hosts.net.rule(bandwidth({ bytesPerSecond: 10, from: CLIENT }));
    for (const end of [here, there]) end.stream.send(counted(10));
    await hosts.run();
    expect([here.events, there.events]).toEqual([["0 received 10"], ["1000 received 10"]]);
  });

  it.each([0, -1, Infinity, NaN])("refuses %d", (bytesPerSecond) => {
    expect(() => bandwidth({ bytesPerSecond })).toThrow(`bytesPerSecond is ${bytesPerSecond}; expected a number above 0`);
  });
});
