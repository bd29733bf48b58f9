import { describe, expect, it } from "vitest";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

const NEW = "10.0.0.77";
const LINK = "network link down (ENETDOWN)";

describe("moveHost", () => {
  it("gives a host another address: its link goes and comes, and net, names and datagrams know the new one", async () => {
    const hosts = new TwoHosts();
    const told: string[] = [];
    hosts.client.watch((up) => told.push(`${up} ${hosts.client.address()?.ip}`));
    hosts.net.moveHost(CLIENT, NEW);
    await hosts.run();
    expect(told).toEqual(["false undefined", `true ${NEW}`]);
    expect(hosts.net.host(NEW)).toBe(hosts.client);
    expect(hosts.client.address()).toMatchObject({ ip: NEW, ipv6: "fd00::2" });
    const listener = hosts.listen();
    const here = hosts.dial();
    const everybody = await hosts.bind();
    const there = await hosts.bind({}, hosts.server);
    there.socket.send(counted(1), { host: NEW, port: everybody.local.port });
    await hosts.run();
    expect([here.events[0], listener.offers[0]?.from.host, everybody.events]).toEqual([
      `0 connected ${NEW} 50000 to ${SERVER} 80`,
      NEW,
      [`0 received 1 from ${SERVER} 50000`],
    ]);
    const lost = hosts.dial(CLIENT, 80, {}, hosts.server);
    await hosts.run();
    expect(lost.events).toEqual(["0 closed: host or network unreachable (EHOSTUNREACH)"]);
  });

  it("ends what is open with link, and lets its peers find out: by sending, or by keep-alive", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { here, there, listener } = await hosts.pair({}, { keepAlive: { idle: 60, interval: 5, count: 3 } });
    hosts.dial();
    await hosts.run();
    const sends = hosts.accept(listener.offers[1]);
    const socket = await hosts.bind();
    const own = hosts.listen({}, hosts.client);
    await hosts.run();
    own.events.length = 0;
    there.stream.send(counted(1));
    const start = hosts.net.clock.now();
    hosts.net.moveHost(CLIENT, NEW);
    sends.stream.send(counted(3));
    await hosts.run();
    expect([here.events, socket.events, own.events]).toEqual([[`${start} closed: ${LINK}`], [`${start} closed: ${LINK}`], [`${start} closed: ${LINK}`]]);
    expect(there.events).toEqual([expect.stringContaining("closed: timed out")]);
    expect(sends.events).toEqual([expect.stringContaining("closed: timed out")]);
    expect(hosts.net.openStreams).toBe(0);
  });

  it("of a host whose link is down leaves it down; between two changes of the link it takes effect all the same", async () => {
    const hosts = new TwoHosts();
    hosts.client.setLink(false);
    await hosts.run();
    hosts.net.moveHost(CLIENT, NEW);
    await hosts.run();
    expect(hosts.client.isReady()).toBe(false);
    hosts.client.setLink(true);
    hosts.listen();
    const here = hosts.dial();
    hosts.net.moveHost(NEW, CLIENT);
    await hosts.run();
    expect(here.events).toEqual([`0 closed: ${LINK}`]);
    expect(hosts.client.address()?.ip).toBe(CLIENT);
    hosts.net.host(NEW);
  });

  it.each([
    ["10.9.9.9", NEW, "no host has the address 10.9.9.9"],
    [CLIENT, SERVER, "another host has the address 10.0.0.1"],
    [CLIENT, CLIENT, "another host has the address 10.0.0.2"],
    [CLIENT, "a.test", 'address is "a.test"; expected an IPv4 address'],
  ])("from %s to %s is refused, and changes nothing", async (from, to, message) => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    expect(() => {
      hosts.net.moveHost(from, to);
    }).toThrow(message);
    here.stream.send(counted(2));
    await hosts.run();
    expect([there.bytes, hosts.client.address()?.ip]).toEqual([[0, 1], CLIENT]);
  });
});
