import { describe, expect, it } from "vitest";
import type { PacketView } from "../../src/mock/index.js";
import type { Tap } from "../../src/mock/tap.js";
import { tapPackets } from "../../src/mock/tap-packets.js";
import { counted, SERVER, TwoHosts } from "./two-hosts.js";

class TapRecorder implements Tap {
  readonly lines: string[] = [];
  readonly #open = new Set<PacketView>();

  left(packet: PacketView, { outcome, copies }: Parameters<Tap["left"]>[1], arrives: number | undefined): void {
    const { time, protocol, kind, from, to, bytes, connection, attempt } = packet;
    this.#open.add(packet);
    this.lines.push(`${time} ${protocol} ${kind} ${from.host}>${to.host} #${connection}.${attempt} ${bytes.length}B ${outcome} x${copies} ${arrives ?? "never"}`);
  }

  arrived(packet: PacketView, time: number): void {
    this.lines.push(`${time} ${this.#open.has(packet) ? "arrived" : "unknown"} ${packet.kind}`);
  }
}

describe("a tap", () => {
  it("is told each packet when it leaves and when it arrives, and changes nothing", async () => {
    const [watched, plain] = await Promise.all(
      [true, false].map(async (isWatched) => {
        const hosts = new TwoHosts({ latency: 10 });
        const tap = new TapRecorder();
        if (isWatched) tapPackets(hosts.net, tap);
        const { here, there } = await hosts.pair();
        here.stream.send(counted(5));
        there.stream.finish();
        await hosts.run();
        here.stream.destroy();
        await hosts.run();
        return { tap, events: [here.events, there.events] };
      }),
    );
    expect(watched?.tap.lines).toEqual([
      "0 tcp syn 10.0.0.2>10.0.0.1 #1.1 0B pass x1 10",
      "10 arrived syn",
      "10 tcp syn-ack 10.0.0.1>10.0.0.2 #1.1 0B pass x1 20",
      "20 arrived syn-ack",
      "20 tcp data 10.0.0.2>10.0.0.1 #1.1 5B pass x1 30",
      "20 tcp fin 10.0.0.1>10.0.0.2 #1.1 0B pass x1 30",
      "30 arrived data",
      "30 arrived fin",
      "30 tcp fin 10.0.0.2>10.0.0.1 #1.1 0B pass x1 40",
      "40 arrived fin",
    ]);
    expect(watched?.events).toEqual(plain?.events);
  });

  it("is told datagrams, those that rules change, and what comes back", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const tap = new TapRecorder();
    const here = await hosts.bind({ peer: { host: SERVER, port: 9 } });
    tapPackets(hosts.net, tap);
    for (const verdict of ["pass", "drop", "duplicate"] as const) {
      const guard = hosts.net.rule(({ kind }) => (kind === "datagram" ? verdict : "pass"));
      here.socket.send(counted(3));
      await hosts.run();
      guard.remove();
    }
    expect(tap.lines).toEqual([
      "0 udp datagram 10.0.0.2>10.0.0.1 #1.1 3B pass x1 10",
      "10 arrived datagram",
      "10 udp unreachable 10.0.0.1>10.0.0.2 #1.1 0B pass x1 20",
      "20 arrived unreachable",
      "20 udp datagram 10.0.0.2>10.0.0.1 #1.1 3B drop x1 never",
      "20 udp datagram 10.0.0.2>10.0.0.1 #1.1 3B pass x2 30",
      "30 arrived datagram",
      "30 udp unreachable 10.0.0.1>10.0.0.2 #1.1 0B pass x1 40",
      "30 arrived datagram",
      "30 udp unreachable 10.0.0.1>10.0.0.2 #1.1 0B pass x1 40",
      "40 arrived unreachable",
      "40 arrived unreachable",
    ]);
  });

  it("is told datagrams that are in a hole from the start, of which no rule is asked", async () => {
    const hosts = new TwoHosts();
    const tap = new TapRecorder();
    const here = await hosts.bind();
    tapPackets(hosts.net, tap);
    hosts.net.rule(() => {
      throw new Error("was asked");
    });
    hosts.net.blackhole(SERVER);
    hosts.net.blackhole("10.0.0.99");
    for (const host of [SERVER, "10.0.0.99"]) here.socket.send(counted(3), { host, port: 9 });
    await hosts.run();
    expect(tap.lines).toEqual([
      "0 udp datagram 10.0.0.2>10.0.0.1 #1.1 3B drop x1 never",
      "0 udp datagram 10.0.0.2>10.0.0.99 #2.1 3B drop x1 never",
    ]);
  });

  it("is told what was sent, whatever rules do to the bytes that they are shown", async () => {
    const hosts = new TwoHosts();
    const told: number[][] = [];
    const here = await hosts.bind();
    tapPackets(hosts.net, { left: ({ bytes }) => void told.push([...bytes]), arrived: () => undefined });
    hosts.net.rule(({ bytes }) => void bytes.fill(9));
    here.socket.send(counted(3), { host: SERVER, port: 9 });
    await hosts.run();
    expect(told).toEqual([[0, 1, 2], []]);
  });

  it("is told nothing more when it is stopped, and what it throws fails the clock's waits", async () => {
    const hosts = new TwoHosts();
    const tap = new TapRecorder();
    const stop = tapPackets(hosts.net, tap);
    stop();
    hosts.dial();
    await hosts.run();
    expect(tap.lines).toEqual([]);
    const error = new Error("a broken tap");
    const broken: Tap = {
      left: () => {
        throw error;
      },
      arrived: () => undefined,
    };
    tapPackets(hosts.net, broken);
    const here = hosts.dial();
    await expect(hosts.run()).rejects.toBe(error);
    here.stream.destroy();
    expect(() => tapPackets({}, tap)).toThrow("net is another object; expected a MockNet");
  });
});
