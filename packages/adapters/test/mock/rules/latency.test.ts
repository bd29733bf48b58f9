import { describe, expect, it } from "vitest";
import { latency } from "../../../src/mock/index.js";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

describe("latency", () => {
  it("is added to that of the net, in the direction that is said, until it is removed", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { here, there } = await hosts.pair();
    const guards = [hosts.net.rule(latency({ ms: 100, from: CLIENT })), hosts.net.rule(latency({ ms: 5 }))];
    here.stream.send(counted(1));
    there.stream.send(counted(1));
    await hosts.run();
    expect([here.events, there.events]).toEqual([["35 received 1"], ["135 received 1"]]);
    for (const guard of guards) guard.remove();
    here.stream.send(counted(1));
    await hosts.run();
    expect(there.events[1]).toBe("145 received 1");
  });

  it("with jitter lets datagrams overtake each other, within its bounds, and never the bytes of TCP", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    const [from, to] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    hosts.net.rule(latency({ ms: 50, jitter: 20 }));
    for (let n = 0; n < 100; n++) {
      here.stream.send(Uint8Array.of(n));
      from.socket.send(Uint8Array.of(n), { host: SERVER, port: to.local.port });
    }
    await hosts.run();
    const arrived = to.arrived.map(([n]) => n as number);
    const times = to.events.map((event) => Number.parseFloat(event));
    expect([Math.min(...times), Math.max(...times)]).toEqual([50, 70]);
    expect(times.every(Number.isInteger)).toBe(true);
    expect(arrived).not.toEqual([...arrived].sort((x, y) => x - y));
    expect([...arrived].sort((x, y) => x - y)).toEqual([...counted(100)]);
    expect(there.bytes).toEqual([...counted(100)]);
  });

  it.each([
    [{ ms: -1 }, "ms is -1; expected milliseconds, at least 0"],
    [{ ms: 1, jitter: NaN }, "jitter is NaN; expected milliseconds, at least 0"],
  ])("refuses %j", (options, message) => {
    expect(() => latency(options)).toThrow(message);
  });
});
