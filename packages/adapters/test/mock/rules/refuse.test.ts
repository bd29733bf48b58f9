import { describe, expect, it } from "vitest";
import { refuse } from "../../../src/mock/index.js";
import { counted, SERVER, TwoHosts } from "../two-hosts.js";

describe("refuse", () => {
  it("refuses dials and datagrams to a port, and leaves what is open and other ports", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { here, there } = await hosts.pair();
    hosts.listen({ port: 81 });
    const [to, peer] = [await hosts.bind({ port: 80 }, hosts.server), { host: SERVER, port: 80 }];
    const from = await hosts.bind({ peer });
    const guard = hosts.net.rule(refuse(SERVER, 80));
    const start = hosts.net.clock.now();
    const [refused, fine] = [hosts.dial(SERVER, 80), hosts.dial(SERVER, 81)];
    here.stream.send(counted(3));
    from.socket.send(counted(1));
    await hosts.run();
    expect(refused.events).toEqual([`${start + 10} closed: connection refused (ECONNREFUSED)`]);
    expect(fine.events).toHaveLength(1);
    expect(there.bytes).toEqual([0, 1, 2]);
    expect([from.events.at(-1), to.events]).toEqual([`${start + 10} failed: connection refused (ECONNREFUSED)`, []]);
    guard.remove();
    const again = hosts.dial(SERVER, 80);
    await hosts.run();
    expect(again.events[0]).toContain("connected");
  });

  it("may be of all ports of an address", async () => {
    const hosts = new TwoHosts();
    hosts.listen();
    hosts.net.rule(refuse(SERVER));
    const [here, six] = [hosts.dial(), hosts.dial("fd00::1")];
    await hosts.run();
    expect(here.events).toEqual(["0 closed: connection refused (ECONNREFUSED)"]);
    expect(six.events[0]).toContain("connected");
  });
});
