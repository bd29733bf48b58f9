import { COPIED, FULL, SENT, TAKEN } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { MockNet, type HostProfile, type MockHostOptions, type PacketView, type Rule, type TcpView } from "../../../src/mock/index.js";
import type { Recorder } from "../recorder.js";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

const REFUSED = "closed: connection refused (ECONNREFUSED)";
const TIMED_OUT = "closed: timed out (ETIMEDOUT)";
const OUT_OF_SOCKETS = "closed: out of sockets, ports or memory (EMFILE)";
/** What a packet that is lost 9 times in a row took by then. */
const LONGEST = 102_200;

/** A connection of a host like a chip with another, over a net where packets take 10 ms, and when it was there. */
async function chip(): Promise<{ hosts: TwoHosts; here: Recorder; there: Recorder; start: number }> {
  const hosts = new TwoHosts({ latency: 10 }, {}, { profile: "lwip" });
  const { here, there } = await hosts.pair();
  return { hosts, here, there, start: hosts.net.clock.now() };
}

/** Two hosts, of which the client has a profile. */
function profiled(profile: HostProfile, latency = 0, options: MockHostOptions = {}): TwoHosts {
  return new TwoHosts({ latency }, {}, { ipv6: undefined, profile, ...options });
}

/** Loses acknowledgements of data while `isMeant` says so. */
function losesAcks(isMeant: (ack: TcpView) => boolean): Rule {
  return (packet) => (packet.kind === "ack" && isMeant(packet) ? "drop" : "pass");
}

describe("data sent by a host like a chip", () => {
  it("counts as sent a round trip later, when the system of the peer has it, though nobody reads it", async () => {
    const { hosts, here, there, start } = await chip();
    there.stream.pause();
    expect([here.stream.send(counted(5)), here.stream.queued]).toEqual([COPIED, 5]);
    await hosts.run();
    expect([here.events, here.stream.queued, there.bytes]).toEqual([[`${start + 20} sent 5`], 0, []]);
  });

  it("counts as sent before the answer to it is there", async () => {
    const { hosts, here, there, start } = await chip();
    there.onReceived = (bytes) => void there.stream.send(bytes);
    here.stream.send(counted(5));
    await hosts.run();
    expect(here.events).toEqual([`${start + 20} sent 5`, `${start + 20} received 5`]);
  });

  it("counts piece by piece where the peer's window has no room for all", async () => {
    const { hosts, here, there, start } = await chip();
    here.stream.send(counted(100_000));
    await hosts.run();
    expect(here.events).toEqual([`${start + 20} sent 65536`, `${start + 40} sent 100000`]);
    expect(there.bytes.length).toBe(100_000);
  });

  it("is taken as long as there is memory", async () => {
    const { here, there } = await chip();
    there.stream.pause();
    const piece = counted(65_536);
    const answers = Array.from({ length: 257 }, () => here.stream.send(piece));
    expect([new Set(answers.slice(0, 256)), answers[256]]).toEqual([new Set([COPIED, TAKEN]), FULL]);
  });

  it("is waited for by the end of the connection", async () => {
    const { hosts, here, there, start } = await chip();
    there.stream.finish();
    await hosts.run();
    here.stream.send(counted(5));
    here.stream.finish();
    await hosts.run();
    expect(here.events).toEqual([`${start + 10} ended`, `${start + 30} sent 5`, `${start + 30} closed`]);
    expect(there.bytes).toEqual([...counted(5)]);
  });

  it("that never got there does not count, when the connection breaks", async () => {
    const { hosts, here, there, start } = await chip();
    there.stream.destroy("reset");
    here.stream.send(counted(5));
    await hosts.run();
    expect(here.events).toEqual([`${start + 10} closed: connection reset (ECONNRESET)`]);
    expect(here.stream.queued).toBe(0);
  });

  it("is acknowledged by packets that rules see; data of other hosts is not", async () => {
    const { hosts, here, there, start } = await chip();
    const seen: PacketView[] = [];
    hosts.net.rule((packet) => void seen.push(packet));
    here.stream.send(counted(5));
    there.stream.send(counted(7));
    await hosts.run();
    const kinds = seen.map(({ time, kind, from, attempt }) => [time - start, kind, from.host, attempt]);
    expect(kinds).toEqual([[0, "data", CLIENT, 1], [0, "data", SERVER, 1], [10, "ack", SERVER, 1]]);
  });
});

describe("an acknowledgement that is lost", () => {
  it("is told again as when the data is sent again, and holds nothing up", async () => {
    const { hosts, here, there, start } = await chip();
    const attempts: number[] = [];
    hosts.net.rule(losesAcks(({ attempt }) => attempts.push(attempt) < 3));
    here.stream.send(counted(5));
    await hosts.net.clock.advance(10);
    there.stream.send(counted(7));
    await hosts.run();
    expect(here.events).toEqual([`${start + 20} received 7`, `${start + 620} sent 5`]);
    expect(attempts).toEqual([1, 2, 3]);
  });

  it("is not told again when a newer one gets through, which counts all", async () => {
    const { hosts, here, start } = await chip();
    let acks = 0;
    hosts.net.rule(losesAcks(() => ++acks === 1));
    here.stream.send(counted(5));
    await hosts.net.clock.advance(50);
    here.stream.send(counted(5));
    await hosts.run();
    expect([here.events, acks]).toEqual([[`${start + 70} sent 10`], 2]);
  });

  it("for ever ends the stream that waits for it with a time-out, and the other side is not told", async () => {
    const { hosts, here, there, start } = await chip();
    using _ = hosts.net.rule(losesAcks(() => true));
    here.stream.send(counted(5));
    await hosts.net.clock.advance(1000);
    here.stream.send(counted(5));
    await hosts.run();
    expect(here.events).toEqual([`${start + 10 + LONGEST} ${TIMED_OUT}`]);
    expect(there.bytes.length).toBe(10);
    expect(there.events.filter((event) => event.includes("closed"))).toEqual([]);
  });

  it("with the host that sent it is asked for anew, and the answer is that nobody is there", async () => {
    const { hosts, here, start } = await chip();
    here.stream.send(counted(5));
    await hosts.net.clock.advance(15);
    hosts.server.setLink(false);
    await hosts.net.clock.advance(985);
    expect(here.events).toEqual([]);
    hosts.server.setLink(true);
    await hosts.run();
    expect(here.events).toEqual([`${start + 1010} closed: connection reset (ECONNRESET)`]);
  });

  it.each([5, 15])("because the peer moved %d ms after the data was sent ends the stream with a time-out", async (after) => {
    const { hosts, here, start } = await chip();
    here.stream.send(counted(5));
    await hosts.net.clock.advance(after);
    hosts.net.moveHost(SERVER, "10.0.0.77");
    await hosts.run();
    expect(here.events).toEqual([`${start + after + LONGEST} ${TIMED_OUT}`]);
  });

  it("does not make an idle stream find out that its peer moved", async () => {
    const { hosts, here } = await chip();
    hosts.net.moveHost(SERVER, "10.0.0.77");
    await hosts.run();
    expect(here.events).toEqual([]);
  });
});

describe("a host with few sockets", () => {
  it.each([
    ["lwip", 8],
    ["host-os", 32],
    ["hardware", 8],
  ] as const)("like %s has %d of them, for dialling, listening and datagrams together", async (profile, count) => {
    const hosts = profiled(profile);
    const { client, server } = hosts;
    hosts.listen({ backlog: count });
    const listener = hosts.listen({ port: 1883 }, client);
    hosts.open();
    const streams = Array.from({ length: count - 1 }, () => hosts.dial());
    await hosts.run();
    const outcomes = streams.map(({ events }) => events[0]?.replace(/ \d+\.\d+.*/, ""));
    expect(outcomes).toEqual([...Array.from({ length: count - 2 }, () => "0 connected"), `0 ${OUT_OF_SOCKETS}`]);
    const visitor = hosts.dial(CLIENT, 1883, {}, server);
    await hosts.run();
    expect([visitor.events, listener.offers, client.openStreams]).toEqual([[`0 ${REFUSED}`], [], count - 2]);
    listener.listener.close();
    const next = hosts.open();
    await hosts.run();
    expect(next.events).toEqual([expect.stringContaining("bound")]);
  });
});

describe("a host that serves one client at a time", () => {
  it("refuses others until that one's connection has ended on both sides", async () => {
    const hosts = profiled("host-os");
    const { client, server } = hosts;
    const listener = hosts.listen({ port: 1883 }, client);
    const visit = async (): Promise<Recorder> => {
      const visitor = hosts.dial(CLIENT, 1883, {}, server);
      await hosts.run();
      return visitor;
    };
    const first = await visit();
    expect([listener.offers.length, (await visit()).events]).toEqual([1, [`0 ${REFUSED}`]]);
    const there = hosts.accept(listener.offers[0]);
    first.stream.finish();
    expect([listener.offers.length, (await visit()).events]).toEqual([1, [`0 ${REFUSED}`]]);
    there.stream.finish();
    await hosts.run();
    expect([(await visit()).events, listener.offers.length]).toEqual([[expect.stringContaining("connected")], 2]);
  });

  it("has a client of its own on each port", async () => {
    const hosts = profiled("hardware");
    const listeners = [1, 2].map((port) => hosts.listen({ port }, hosts.client));
    for (const port of [1, 2]) hosts.dial(CLIENT, port, {}, hosts.server);
    await hosts.run();
    expect(listeners.map(({ offers }) => offers.length)).toEqual([1, 1]);
  });
});

describe("a host like an Ethernet chip", () => {
  it("is full with 2 KiB that nobody has acknowledged, and drains when they are", async () => {
    const hosts = profiled("hardware", 10);
    const { here } = await hosts.pair();
    const start = hosts.net.clock.now();
    const answers = [1000, 1000, 48, 1].map((length) => here.stream.send(counted(length)));
    expect([answers, here.stream.queued]).toEqual([[COPIED, COPIED, COPIED, FULL], 2048]);
    await hosts.run();
    expect(here.events).toEqual(["sent 1000", "drained", "sent 2000", "sent 2048"].map((event) => `${start + 20} ${event}`));
  });
});

describe("names and IPv6", () => {
  it.each([
    ["lwip", 4],
    ["host-os", 1],
    ["hardware", 4],
  ] as const)("on a host like %s as many of the addresses of a name are kept: %d", async (profile, count) => {
    const hosts = profiled(profile);
    hosts.net.name("broker.test", ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5"]);
    const answers: unknown[] = [];
    hosts.client.resolve("broker.test", {}, (answer) => answers.push(answer));
    await hosts.run();
    expect(answers).toEqual([{ addresses: ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"].slice(0, count) }]);
  });

  it("IPv6 is for chips with lwIP alone", () => {
    const net = new MockNet();
    expect(net.host("10.0.0.2", { profile: "lwip", ipv6: "fd00::2" }).traits.ipv6).toBe(true);
    for (const profile of ["host-os", "hardware"] as const) {
      expect(() => net.host("10.0.0.3", { profile, ipv6: "fd00::3" })).toThrow(new TypeError(`ipv6 is "fd00::3"; expected none, as a card of the profile "${profile}" has no IPv6`));
    }
  });
});

describe("the option profile", () => {
  it("is one of those there are", () => {
    const profile = "esp8266" as HostProfile;
    expect(() => new MockNet().host("10.0.0.2", { profile })).toThrow(new TypeError('profile is "esp8266"; expected "lwip", "host-os" or "hardware"'));
  });

  it("leaves room for other options to say something else", async () => {
    const { here } = await profiled("hardware", 10, { highWater: 100 }).pair();
    expect([100, 1].map((length) => here.stream.send(counted(length)))).toEqual([COPIED, FULL]);
  });

  it("that is left out leaves a card without the limits of any", async () => {
    const hosts = new TwoHosts();
    const { here } = await hosts.pair();
    expect([here.stream.send(counted(5)), hosts.client.traits.clients]).toEqual([SENT, "many"]);
    for (let n = 0; n < 100; n++) hosts.open();
    await hosts.run();
    expect(hosts.client.openDatagrams).toBe(100);
  });
});
