import { describe, expect, it } from "vitest";
import type { TraceOptions } from "../../../src/mock/index.js";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

/** The kinds of packets that a trace with these options has of a dial and a datagram. */
async function kinds(options: TraceOptions): Promise<string[]> {
  const hosts = new TwoHosts();
  const trace = hosts.net.trace(options);
  hosts.listen();
  const dial = hosts.dial();
  (await hosts.bind()).socket.send(counted(1), { host: SERVER, port: 53 });
  await hosts.run();
  dial.stream.destroy();
  await hosts.run();
  return trace.packets.map(({ kind }) => kind);
}

describe("a trace", () => {
  it("has all of each packet, and fills in when it arrived", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const trace = hosts.net.trace();
    hosts.net.rule(({ kind }) => (kind === "syn" ? { delay: 5 } : "pass"));
    hosts.dial();
    const [syn] = trace.packets;
    expect(syn).toEqual({
      number: 1,
      time: 0,
      due: 15,
      arrived: undefined,
      protocol: "tcp",
      kind: "syn",
      from: { host: CLIENT, port: 50_000 },
      to: { host: SERVER, port: 80 },
      bytes: counted(0),
      connection: 1,
      attempt: 1,
      sequence: 0,
      window: 65_536,
      fate: { outcome: "pass", delay: 5, copies: 1, isLate: false, bytes: undefined },
    });
    await hosts.run();
    expect(syn?.arrived).toBe(15);
    expect(trace.packets[0]).toBe(syn);
    expect(trace.packets.map(({ number, kind, time, arrived }) => [number, kind, time, arrived])).toEqual([
      [1, "syn", 0, 15],
      [2, "reset", 15, 25],
    ]);
  });

  it("tells when several copies arrived", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { socket } = await hosts.bind();
    const trace = hosts.net.trace();
    hosts.net.rule(() => "duplicate");
    socket.send(counted(1), { host: SERVER, port: 53 });
    await hosts.run();
    expect(trace.packets[0]).toMatchObject({ arrived: 10, fate: { copies: 2 } });
  });

  it("has the traffic that is meant, and what goes back", async () => {
    const dial = ["syn", "syn-ack"];
    expect(await kinds({})).toEqual([...dial, "datagram", "unreachable", "fin"]);
    expect(await kinds({ protocol: "tcp" })).toEqual([...dial, "fin"]);
    expect(await kinds({ port: 53 })).toEqual(["datagram", "unreachable"]);
    expect(await kinds({ from: CLIENT, port: 80 })).toEqual([...dial, "fin"]);
    expect(await kinds({ to: "10.0.0.3" })).toEqual([]);
  });

  it("keeps as many packets as it may, the newest", async () => {
    const hosts = new TwoHosts();
    const { socket } = await hosts.bind();
    await hosts.bind({ port: 53 }, hosts.server);
    const trace = hosts.net.trace({ limit: 3 });
    for (let length = 0; length < 10; length++) socket.send(counted(length), { host: SERVER, port: 53 });
    await hosts.run();
    expect([trace.packets.map(({ bytes }) => bytes.length), trace.forgotten]).toEqual([[7, 8, 9], 7]);
    expect(trace.packets.map(({ number, arrived }) => [number, arrived])).toEqual([
      [8, 0],
      [9, 0],
      [10, 0],
    ]);
  });

  it("ends when it is stopped, or at the end of its block, and can be read then", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const open = [hosts.net.trace()];
    {
      using trace = hosts.net.trace();
      open.push(trace);
      hosts.dial();
      await hosts.net.clock.advance(5);
    }
    open[0]?.stop();
    open[0]?.stop();
    const texts = open.map(String);
    await hosts.run();
    expect(open.map(String)).toEqual(texts);
    expect(texts[0]).toContain("├─ syn ─…");
    expect(texts[1]).toBe(texts[0]);
  });

  it("needs a limit and an address that are ones, and changes nothing otherwise", () => {
    const { net } = new TwoHosts();
    for (const limit of [0, 1.5, NaN, Infinity]) expect(() => net.trace({ limit })).toThrow(`limit is ${limit}; expected a whole number of at least 1`);
    expect(() => net.trace({ from: "somewhere" })).toThrow(TypeError);
    expect(() => net.trace({ port: -1 })).toThrow(RangeError);
    const other = new TwoHosts();
    expect(other.net.netstat().rows).toEqual([]);
  });
});
