import { FULL } from "@luat/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latency, loss, MockNet, slices, stall, type NetstatRow } from "../../../src/mock/index.js";
import { DatagramRecorder } from "../recorder.js";
import { SecureHosts } from "../tls/secure-hosts.js";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

/** Of each stream: its host, state and queues. */
function streams(net: MockNet): string[] {
  return net.netstat().rows.flatMap(({ protocol, host, state, recvQ, sendQ }) => (state === "LISTEN" || protocol === "udp" ? [] : [`${host} ${state} ${recvQ}/${sendQ}`]));
}

describe("netstat", () => {
  it("shows sockets of all kinds as a table, by address of the host, then by kind and port", async () => {
    const hosts = new TwoHosts();
    const { net } = hosts;
    expect([net.netstat().rows, String(net.netstat())]).toEqual([[], "no sockets"]);
    const far = net.host("9.0.0.250", { name: "far away" });
    hosts.open({ port: 53 }, hosts.server);
    hosts.open({ port: 52, host: "fd00::1" }, hosts.server);
    hosts.open({ peer: { host: SERVER, port: 53 } }, far);
    hosts.listen({ port: 8080, backlog: 2 });
    hosts.listen({ port: 443, host: SERVER, backlog: 100 });
    hosts.dial(SERVER, 8080);
    hosts.dial("fd00::1", 8080);
    await hosts.run();
    hosts.dial(SERVER, 443);
    const before = net.netstat();
    expect(String(before)).toBe(
      [
        "Host      Proto  Recv-Q  Send-Q  Local address    Peer address     State",
        "far away  udp         0       0  9.0.0.250:50000  10.0.0.1:53",
        "10.0.0.1  tcp         0     100  10.0.0.1:443     *                LISTEN",
        "10.0.0.1  tcp         2       2  0.0.0.0:8080     *                LISTEN",
        "10.0.0.1  tcp         0       0  10.0.0.1:8080    10.0.0.2:50000   ESTABLISHED",
        "10.0.0.1  tcp         0       0  [fd00::1]:8080   [fd00::2]:50001  ESTABLISHED",
        "10.0.0.1  udp         0       0  [fd00::1]:52     *",
        "10.0.0.1  udp         0       0  0.0.0.0:53       *",
        "10.0.0.2  tcp         0       0  10.0.0.2:50000   10.0.0.1:8080    ESTABLISHED",
        "10.0.0.2  tcp         0       0  [fd00::2]:50001  [fd00::1]:8080   ESTABLISHED",
        "10.0.0.2  tcp         0       0  10.0.0.2:50002   10.0.0.1:443     SYN_SENT",
      ].join("\n"),
    );
    await hosts.run();
    expect([before.rows.at(-1)?.state, net.netstat().rows.at(-1)?.state]).toEqual(["SYN_SENT", "ESTABLISHED"]);
    expect(() => (before.rows as NetstatRow[]).pop()).toThrow(TypeError);
  });

  it("finds a host where it moved to", async () => {
    const net = new MockNet();
    net.host("10.0.0.1").bind({ port: 1 }, new DatagramRecorder(net.clock));
    net.host("10.0.0.3").bind({ port: 3 }, new DatagramRecorder(net.clock));
    net.moveHost("10.0.0.1", "10.0.0.200");
    await net.clock.run();
    net.host("10.0.0.200").bind({ port: 1 }, new DatagramRecorder(net.clock));
    expect(net.netstat().rows.map(({ local }) => local.port)).toEqual([3, 1]);
  });

  it("tells how far the ends of a connection are", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { here, there } = await hosts.pair();
    there.stream.pause();
    here.stream.send(counted(3));
    here.stream.finish();
    expect(streams(hosts.net)).toEqual(["10.0.0.1 ESTABLISHED 0/0", "10.0.0.2 FIN_WAIT 0/3"]);
    await hosts.run();
    expect(streams(hosts.net)).toEqual(["10.0.0.1 CLOSE_WAIT 3/0", "10.0.0.2 FIN_WAIT 0/0"]);
    there.stream.finish();
    expect(streams(hosts.net)).toEqual(["10.0.0.1 CLOSING 3/0", "10.0.0.2 FIN_WAIT 0/0"]);
    await hosts.run();
    expect(streams(hosts.net)).toEqual(["10.0.0.1 CLOSING 3/0"]);
    there.stream.resume();
    await hosts.run();
    expect(streams(hosts.net)).toEqual([]);
  });

  it("counts what waits for the window, for a rule and behind a hole as not arrived", async () => {
    const hosts = new TwoHosts({}, { window: 10 });
    const { here, there } = await hosts.pair();
    there.stream.pause();
    here.stream.send(counted(8));
    here.stream.send(counted(8));
    await hosts.run();
    expect(streams(hosts.net)).toEqual(["10.0.0.1 ESTABLISHED 10/0", "10.0.0.2 ESTABLISHED 0/6"]);
    there.stream.resume();
    await hosts.run();
    const rule = hosts.net.rule(stall());
    here.stream.send(counted(2));
    await hosts.run();
    expect(streams(hosts.net)).toEqual(["10.0.0.1 ESTABLISHED 0/0", "10.0.0.2 ESTABLISHED 0/2"]);
    rule.remove();
    const hole = hosts.net.blackhole(SERVER);
    here.stream.send(counted(1));
    await hosts.run();
    expect(streams(hosts.net)).toEqual(["10.0.0.1 ESTABLISHED 0/0", "10.0.0.2 ESTABLISHED 0/3"]);
    hole.remove();
    await hosts.run();
    expect(streams(hosts.net)).toEqual(["10.0.0.1 ESTABLISHED 0/0", "10.0.0.2 ESTABLISHED 0/0"]);
  });

  it("counts datagrams that have not left", async () => {
    const hosts = new TwoHosts();
    const here = await hosts.bind();
    here.socket.send(counted(3), { host: SERVER, port: 9 });
    here.socket.send(counted(4), { host: SERVER, port: 9 });
    expect(hosts.net.netstat().rows).toMatchObject([{ protocol: "udp", state: undefined, sendQ: 7 }]);
    await hosts.run();
    expect(hosts.net.netstat().rows).toMatchObject([{ sendQ: 0 }]);
  });

  it("shows TLS, its handshakes among those that wait, and what it keeps", async () => {
    const hosts = new SecureHosts({ latency: 10 });
    const listener = hosts.serve();
    const here = hosts.dialTls();
    expect(hosts.net.netstat().rows).toMatchObject([
      { protocol: "tls", state: "LISTEN", recvQ: 0 },
      { protocol: "tls", state: "SYN_SENT", host: CLIENT },
    ]);
    await hosts.net.clock.advance(10);
    expect(hosts.net.netstat().rows).toMatchObject([{ recvQ: 1 }, { protocol: "tls", state: "ESTABLISHED", host: SERVER }, {}]);
    await hosts.run();
    here.stream.send(counted(20));
    here.stream.send(counted(30));
    await hosts.run();
    expect(streams(hosts.net)).toEqual(["10.0.0.1 ESTABLISHED 55/0", "10.0.0.2 ESTABLISHED 0/0"]);
    const there = hosts.accept(listener.offers[0]);
    await hosts.run();
    expect(streams(hosts.net)).toEqual(["10.0.0.1 ESTABLISHED 0/0", "10.0.0.2 ESTABLISHED 0/0"]);
    hosts.net.fillBuffers();
    there.stream.send(counted(4));
    there.stream.send(counted(4));
    expect(streams(hosts.net)).toEqual(["10.0.0.1 ESTABLISHED 0/18", "10.0.0.2 ESTABLISHED 0/0"]);
    here.stream.destroy();
  });

  it("counts what is not acknowledged once, with and without TLS", async () => {
    const hosts = new SecureHosts({ latency: 10 }, { profile: "lwip", ipv6: undefined });
    const { here } = await hosts.securePair();
    const plain = await hosts.pair({}, { port: 81 });
    here.stream.send(counted(20));
    plain.here.stream.send(counted(20));
    const unsent = (): number[] => hosts.net.netstat().rows.flatMap(({ host, sendQ }) => (host === CLIENT ? [sendQ] : []));
    expect(unsent()).toEqual([25, 20]);
    await hosts.net.clock.advance(10);
    expect(unsent()).toEqual([0, 0]);
  });

  it("finds each byte that was sent in one of the queues until it is read", async () => {
    const step = fc.oneof(fc.record({ send: fc.nat(400) }), fc.record({ wait: fc.nat(60) }), fc.constantFrom("pause" as const, "resume" as const));
    const rule = fc.constantFrom(undefined, loss({ rate: 0.4 }), stall({ from: CLIENT }), latency({ ms: 30, jitter: 10 }), slices({ most: 7 }));
    const limits = fc.record({ window: fc.integer({ min: 20, max: 900 }), highWater: fc.integer({ min: 1, max: 900 }), profile: fc.constantFrom(undefined, "lwip" as const) });
    await fc.assert(
      fc.asyncProperty(limits, rule, fc.array(step, { maxLength: 30 }), async (options, weather, steps) => {
        const hosts = new TwoHosts({ latency: 7 }, options);
        const { here, there } = await hosts.pair();
        if (weather !== undefined) hosts.net.rule(weather);
        let taken = 0;
        for (const next of steps) {
          if (next === "pause") there.stream.pause();
          else if (next === "resume") there.stream.resume();
          else if ("wait" in next) await hosts.net.clock.advance(next.wait);
          else if (here.stream.send(counted(next.send, taken)) !== FULL) taken += next.send;
          const [, server, client] = hosts.net.netstat().rows;
          expect(there.bytes.length + (server?.recvQ ?? NaN) + (client?.sendQ ?? NaN)).toBe(taken);
        }
      }),
    );
  });
});
