import { FULL } from "@luat/contract";
import { afterEach, describe, expect, it, vi } from "vitest";
import { MockNet, VirtualClock } from "../../src/mock/index.js";
import type { Recorder } from "./recorder.js";
import { CLIENT, counted, SERVER, TwoHosts } from "./two-hosts.js";

afterEach(() => {
  vi.restoreAllMocks();
});

describe("host", () => {
  it("is made once for each address", () => {
    const net = new MockNet();
    const host = net.host("10.0.0.7");
    expect(net.host("10.0.0.7")).toBe(host);
    expect(net.host("10.0.0.8")).not.toBe(host);
    expect(() => net.host("10.0.0.7", {})).toThrow("the host 10.0.0.7 is there already; its options cannot change");
  });

  it("has the usual address, mask and gateway unless told otherwise", () => {
    const net = new MockNet();
    expect(net.host("10.0.5.7").address()).toEqual({ ip: "10.0.5.7", mask: "255.255.255.0", gateway: "10.0.5.1", ipv6: undefined });
    expect(net.host("10.0.5.7").name).toBe("10.0.5.7");
    const other = net.host("10.0.5.8", { name: "wifi", mask: "255.0.0.0", gateway: "10.1.1.1", ipv6: "fd00::8" });
    expect(other.address()).toEqual({ ip: "10.0.5.8", mask: "255.0.0.0", gateway: "10.1.1.1", ipv6: "fd00::8" });
    expect(other.name).toBe("wifi");
  });

  it("shares no address with another host, however it is written", () => {
    const net = new MockNet();
    net.host("10.0.0.1", { ipv6: "fd00::1" });
    expect(() => net.host("10.0.0.2", { ipv6: "FD00:0:0::1" })).toThrow("another host has the address FD00:0:0::1");
    net.host("10.0.0.2", { ipv6: "fd00::2" });
  });

  it.each([
    ["example.test", {}, 'address is "example.test"; expected an IPv4 address'],
    ["fd00::1", {}, 'address is "fd00::1"; expected an IPv4 address'],
    ["10.0.0.3", { mask: "/24" }, 'mask is "/24"; expected an IPv4 address'],
    ["10.0.0.3", { ipv6: "10.0.0.3" }, 'ipv6 is "10.0.0.3"; expected an IPv6 address'],
    ["10.0.0.3", { highWater: 0 }, "highWater is 0; expected a whole number of at least 1"],
    ["10.0.0.3", { window: 1.5 }, "window is 1.5; expected a whole number of at least 1"],
  ])("refuses %s with %j", (address, options, message) => {
    expect(() => new MockNet().host(address, options)).toThrow(message);
  });
});

describe("the net", () => {
  it("lives on the clock that it is given", () => {
    const clock = new VirtualClock();
    expect(new MockNet({ clock }).clock).toBe(clock);
  });

  it.each([
    [{ latency: -1 }, "latency is -1; expected milliseconds, at least 0"],
    [{ latency: Infinity }, "latency is Infinity; expected milliseconds, at least 0"],
    [{ resolveDelay: NaN }, "resolveDelay is NaN; expected milliseconds, at least 0"],
  ])("refuses %j", (options, message) => {
    expect(() => new MockNet(options)).toThrow(message);
  });

  it("takes the latency for each way", async () => {
    const hosts = new TwoHosts({ latency: 20 });
    const listener = hosts.listen();
    listener.onOffered = (offer) => void hosts.accept(offer).stream.send(counted(3));
    const here = hosts.dial();
    await hosts.run();
    expect(listener.events).toEqual(["0 listening 10.0.0.1 80", "20 offered 10.0.0.2 50000"]);
    expect(here.events).toEqual(["40 connected 10.0.0.2 50000 to 10.0.0.1 80", "40 received 3"]);
  });

  it("asks the host for no timer and no random number", async () => {
    const spies = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(Math, "random"), vi.spyOn(Date, "now")];
    const hosts = new TwoHosts({ latency: 20 });
    const { here, there } = await hosts.pair();
    here.stream.send(counted(100));
    there.stream.send(counted(100));
    await hosts.run();
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  it("carries IPv6 between hosts that have it, however the address is written", async () => {
    const hosts = new TwoHosts();
    hosts.listen();
    const here = hosts.dial("FD00:0::1");
    const lonely = hosts.net.host("10.0.0.3");
    const without = hosts.dial("fd00::1", 80, {}, lonely);
    await hosts.run();
    expect(here.events).toEqual(["0 connected fd00::2 50000 to FD00:0::1 80"]);
    expect(without.events).toEqual(["0 closed: host or network unreachable (EHOSTUNREACH)"]);
    expect([hosts.client.traits.ipv6, lonely.traits.ipv6]).toEqual([true, false]);
  });

  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["127.9.9.9", "127.0.0.1"],
    ["0:0::1", "::1"],
    [CLIENT, CLIENT],
  ])("leads %s back to the host itself, from %s", async (address, source) => {
    const hosts = new TwoHosts();
    hosts.listen();
    const listener = hosts.listen({}, hosts.client);
    const here = hosts.dial(address);
    await hosts.run();
    expect(here.events).toEqual([`0 connected ${source} 50000 to ${address} 80`]);
    expect(listener.offers[0]?.from).toEqual({ host: source, port: 50_000 });
  });

  it("says that an address which no host has is unreachable", async () => {
    const hosts = new TwoHosts();
    const here = hosts.dial("10.9.9.9");
    await hosts.run();
    expect(here.events).toEqual(["0 closed: host or network unreachable (EHOSTUNREACH)"]);
  });
});

describe("name", () => {
  const ask = async (net: MockNet, name: string, family?: 4 | 6): Promise<unknown> => {
    let answer: unknown;
    net.host("10.0.0.1").resolve(name, { family }, (given) => (answer = given));
    expect(answer).toBeUndefined();
    await net.clock.run();
    return answer;
  };

  it("gives names their addresses, in any case", async () => {
    const net = new MockNet();
    net.name("Broker.test", ["10.0.0.1", "fd00::1", "10.0.0.1", "10.0.0.2"]);
    expect(await ask(net, "bROKER.TEST")).toEqual({ addresses: ["10.0.0.1", "fd00::1", "10.0.0.2"] });
    expect(await ask(net, "broker.test", 4)).toEqual({ addresses: ["10.0.0.1", "10.0.0.2"] });
    expect(await ask(net, "broker.test", 6)).toEqual({ addresses: ["fd00::1"] });
  });

  it("knows localhost, and nobody else", async () => {
    const net = new MockNet();
    net.name("four.test", ["10.0.0.1"]);
    expect(await ask(net, "localhost", 4)).toEqual({ addresses: ["127.0.0.1"] });
    for (const answer of [await ask(net, "nobody.test"), await ask(net, "four.test", 6)]) {
      expect(answer).toEqual({ fault: { reason: "name", errno: "ENOTFOUND" } });
    }
  });

  it("may change its addresses", async () => {
    const net = new MockNet();
    net.name("moving.test", ["10.0.0.1"]);
    net.name("moving.test", ["10.0.0.2"]);
    expect(await ask(net, "moving.test")).toEqual({ addresses: ["10.0.0.2"] });
  });

  it("is answered after the delay, and not after it was stopped", async () => {
    const net = new MockNet({ resolveDelay: 30 });
    await ask(net, "localhost");
    expect(net.clock.now()).toBe(30);
    let asked = 0;
    const stop = net.host("10.0.0.1").resolve("localhost", {}, () => asked++);
    await net.clock.advance(29);
    stop();
    await net.clock.run();
    expect(asked).toBe(0);
    expect(net.clock.waiting).toBe(0);
  });

  it("refuses what is no address, and no addresses", () => {
    const net = new MockNet();
    expect(() => net.name("a.test", ["10.0.0.1", "b.test"])).toThrow('addresses holds "b.test"; expected IPv4 or IPv6 addresses');
    expect(() => net.name("a.test", [])).toThrow("addresses is []; expected at least one");
  });
});

describe("blackhole", () => {
  it("lets a dial wait for ever; destroyed, it leaves nothing", async () => {
    const hosts = new TwoHosts();
    hosts.net.blackhole("10.9.9.9");
    const here = hosts.dial("10.9.9.9");
    await hosts.net.clock.advance(3_600_000);
    expect(here.events).toEqual([]);
    expect(hosts.net.openStreams).toBe(1);
    here.stream.destroy();
    expect([hosts.net.openStreams, hosts.net.clock.waiting]).toEqual([0, 0]);
  });

  it("ends with the block that has its guard", async () => {
    const hosts = new TwoHosts();
    hosts.listen();
    hosts.dial();
    let here: Recorder;
    {
      using hole = hosts.net.blackhole(SERVER);
      expect(hole.remove).toBeTypeOf("function");
      here = hosts.dial();
      await hosts.net.clock.advance(1000);
      expect(here.events).toEqual([]);
    }
    await hosts.run();
    expect(here.events).toEqual([`1000 connected ${CLIENT} 50001 to ${SERVER} 80`]);
  });

  it("may be of one port only", async () => {
    const hosts = new TwoHosts();
    hosts.net.blackhole(SERVER, 81);
    hosts.listen();
    hosts.listen({ port: 81 });
    const [lost, fine] = [hosts.dial(SERVER, 81), hosts.dial(SERVER, 80)];
    await hosts.run();
    expect(lost.events).toEqual([]);
    expect(fine.events).toHaveLength(1);
  });

  it("keeps what is sent on a connection until it is gone, and loses no byte", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    const first = hosts.net.blackhole("10.0.0.1");
    const second = hosts.net.blackhole("10.0.0.2");
    const bytes = counted(5000);
    for (let at = 0; at < 5000; at += 1000) here.stream.send(bytes.subarray(at, at + 1000));
    here.stream.finish();
    await hosts.net.clock.advance(1000);
    first();
    first();
    await hosts.net.clock.advance(1000);
    expect(there.events).toEqual([]);
    second();
    await hosts.run();
    expect(there.bytes).toEqual([...bytes]);
    expect(there.events.at(-1)).toBe("2000 ended");
  });

  it("lifted, lets a dial go on: to a listener, or to nobody", async () => {
    const hosts = new TwoHosts();
    hosts.listen();
    const lift = [hosts.net.blackhole(SERVER), hosts.net.blackhole("10.9.9.9")];
    const [here, nowhere] = [hosts.dial(), hosts.dial("10.9.9.9")];
    await hosts.net.clock.advance(10);
    for (const fill of lift) fill();
    await hosts.run();
    expect(here.events).toEqual(["10 connected 10.0.0.2 50000 to 10.0.0.1 80"]);
    expect(nowhere.events).toEqual(["10 closed: host or network unreachable (EHOSTUNREACH)"]);
  });

  it("refuses what is no address or port", () => {
    const net = new MockNet();
    expect(() => net.blackhole("a.test")).toThrow('address is "a.test"; expected an IPv4 or IPv6 address');
    expect(() => net.blackhole("10.0.0.1", 70_000)).toThrow("port is 70000; expected 0 to 65535");
  });
});

describe("reset", () => {
  it("cuts both ends of the connections at an address", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    hosts.net.reset(CLIENT);
    expect([here.events, there.events]).toEqual([[], []]);
    await hosts.run();
    expect([here.events, there.events]).toEqual([["0 closed: connection reset (ECONNRESET)"], ["0 closed: connection reset (ECONNRESET)"]]);
    expect(hosts.net.openStreams).toBe(0);
    expect(here.stream.send(counted(1))).toBe(FULL);
  });

  it("may be of one port only", async () => {
    const hosts = new TwoHosts();
    const one = await hosts.pair();
    const two = await hosts.pair({}, { port: 81 });
    hosts.net.reset(SERVER, 81);
    await hosts.run();
    expect([one.here.events.length, two.here.events.length]).toEqual([0, 1]);
  });

  it("of a client that waits is told after its acceptance, and after its bytes", async () => {
    const hosts = new TwoHosts();
    const listener = hosts.listen();
    const here = hosts.dial();
    await hosts.run();
    here.stream.send(counted(3));
    await hosts.run();
    hosts.net.reset(SERVER);
    await hosts.run();
    const there = hosts.accept(listener.offers[0]);
    await hosts.run();
    expect(there.events).toEqual(["0 received 3", "0 closed: connection reset (ECONNRESET)"]);
  });

  it("refuses what is no address or port", () => {
    const net = new MockNet();
    expect(() => net.reset("a.test")).toThrow('address is "a.test"; expected an IPv4 or IPv6 address');
    expect(() => net.reset("10.0.0.1", -1)).toThrow("port is -1; expected 0 to 65535");
    expect(() => net.reset("10.0.0.9")).toThrow("no host has the address 10.0.0.9");
  });
});

describe("openStreams and openListeners", () => {
  it("count what lives, on all hosts", async () => {
    const hosts = new TwoHosts();
    const { net } = hosts;
    const { here, there, listener } = await hosts.pair();
    expect([net.openStreams, hosts.client.openStreams, net.openListeners]).toEqual([2, 1, 1]);
    here.stream.destroy();
    expect(net.openStreams).toBe(1);
    await hosts.run();
    there.stream.finish();
    await hosts.run();
    listener.listener.close();
    expect([net.openStreams, net.openListeners, net.clock.waiting]).toEqual([0, 0, 0]);
  });
});
