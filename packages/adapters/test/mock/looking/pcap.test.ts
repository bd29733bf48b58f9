import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { latency, MockNet, slices, stall, VirtualClock, type Rule, type Verdict } from "../../../src/mock/index.js";
import { play, programs } from "../random-program.js";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";
import { readPcapng, type ReadPacket } from "./read-pcapng.js";

/** Each packet in a line: its ends, flags, numbers relative to the begin of the connection, length, and comment. */
function lines(file: Uint8Array, start = 16_777_259): string[] {
  return readPcapng(file).packets.map(({ time, from, to, ports, tcp, data, comment }) => {
    const what = tcp === undefined ? "" : ` ${tcp.flags} ${tcp.sequence - start}/${tcp.flags.includes("ack") ? tcp.acknowledged - start : "-"}`;
    return `${time / 1000} ${from}:${ports[0]}>${to}:${ports[1]}${what} ${data.length}B${comment === undefined ? "" : ` (${comment})`}`;
  });
}

describe("the capture file of a trace", () => {
  it("has the packets of a connection with the numbers of TCP, at the time of day", async () => {
    const hosts = new TwoHosts({ latency: 10, clock: new VirtualClock(1_000_000) });
    await hosts.net.clock.advance(5);
    const trace = hosts.net.trace();
    hosts.net.clock.jump(-500_000);
    const { here, there } = await hosts.pair();
    here.stream.send(counted(10));
    await hosts.run();
    there.stream.send(counted(4));
    there.stream.finish();
    await hosts.run();
    here.stream.finish();
    await hosts.run();
    const file = trace.pcap();
    expect(lines(file)).toEqual([
      "1000005 10.0.0.2:50000>10.0.0.1:80 syn 0/- 0B",
      "1000015 10.0.0.1:80>10.0.0.2:50000 syn ack 0/1 0B",
      "1000025 10.0.0.2:50000>10.0.0.1:80 psh ack 1/1 10B",
      "1000035 10.0.0.1:80>10.0.0.2:50000 psh ack 1/11 4B",
      "1000035 10.0.0.1:80>10.0.0.2:50000 fin ack 5/11 0B",
      "1000045 10.0.0.2:50000>10.0.0.1:80 fin ack 11/6 0B",
    ]);
    const { comment, packets } = readPcapng(file);
    expect(comment).toBeUndefined();
    expect(packets.every(({ isWhole }) => isWhole)).toBe(true);
    expect(packets.map(({ data }) => [...data])).toMatchObject([[], [], [...counted(10)], [...counted(4)], [], []]);
    expect(packets.map(({ tcp }) => [tcp?.window, tcp?.scale])).toEqual([
      [65_535, 1],
      [65_535, 1],
      [32_768, undefined],
      [32_763, undefined],
      [32_763, undefined],
      [32_766, undefined],
    ]);
  });

  it("says what became of a packet, and has what is sent again with the same number", async () => {
    const hosts = new TwoHosts();
    const { here } = await hosts.pair();
    const trace = hosts.net.trace();
    hosts.net.rule(({ kind, attempt }) => (kind === "data" && attempt < 3 ? "drop" : "pass"));
    here.stream.send(counted(10));
    here.stream.finish();
    await hosts.run();
    expect(lines(trace.pcap())).toEqual([
      "1767225600000 10.0.0.2:50000>10.0.0.1:80 psh ack 1/1 10B (lost)",
      "1767225600200 10.0.0.2:50000>10.0.0.1:80 psh ack 1/1 10B (lost, try 2)",
      "1767225600600 10.0.0.2:50000>10.0.0.1:80 psh ack 1/1 10B (try 3)",
      "1767225600600 10.0.0.2:50000>10.0.0.1:80 fin ack 11/1 0B",
    ]);
  });

  it("has the resets of a refused dial, of what came after the end, and of rules", async () => {
    const hosts = new TwoHosts();
    const trace = hosts.net.trace();
    hosts.dial();
    await hosts.run();
    expect(lines(trace.pcap()).at(-1)).toMatch(/80>10.0.0.2:50000 rst ack 0\/1 0B$/);
    const { here, there } = await hosts.pair();
    const rule = hosts.net.rule(({ kind }) => (kind === "data" ? "reset" : "pass"));
    here.stream.send(counted(10));
    await hosts.run();
    rule.remove();
    hosts.net.rule(() => "reset");
    hosts.dial();
    await hosts.run();
    expect(there.events.at(-1)).toContain("reset");
    const ofSecond = lines(trace.pcap(), 2 * 16_777_259).slice(4, 7);
    expect(ofSecond.map((line) => line.replace(/^\d+ /, ""))).toEqual([
      "10.0.0.2:50001>10.0.0.1:80 psh ack 1/1 10B (lost, reset by a rule)",
      "10.0.0.1:80>10.0.0.2:50001 rst ack 1/11 0B (sent by a rule)",
      "10.0.0.2:50001>10.0.0.1:80 rst ack 1/1 0B (sent by a rule)",
    ]);
    expect(lines(trace.pcap(), 3 * 16_777_259).slice(7).map((line) => line.replace(/^\d+ /, ""))).toEqual([
      "10.0.0.2:50002>10.0.0.1:80 syn 0/- 0B (lost, reset by a rule)",
      "10.0.0.1:80>10.0.0.2:50002 rst ack 0/1 0B (sent by a rule)",
    ]);
  });

  it("has datagrams, and what ICMP says of them and of hosts that are not there", async () => {
    const hosts = new TwoHosts();
    const trace = hosts.net.trace();
    for (const host of [SERVER, "fd00::1"]) {
      const { socket } = await hosts.bind({ peer: { host, port: 9 } });
      socket.send(counted(3));
      await hosts.run();
    }
    const hole = hosts.net.blackhole("10.0.0.77");
    hosts.dial("10.0.0.77", 80);
    hole.remove();
    await hosts.run();
    hosts.net.rule(({ kind }) => (kind === "datagram" ? "reset" : "pass"));
    (await hosts.bind({ peer: { host: SERVER, port: 9 } })).socket.send(counted(5));
    await hosts.run();
    const { packets } = readPcapng(trace.pcap());
    expect(packets.every(({ isWhole }) => isWhole)).toBe(true);
    expect(packets.map(({ from, to, protocol }) => `${from}>${to} ${protocol}`)).toEqual([
      "10.0.0.2>10.0.0.1 17",
      "10.0.0.1>10.0.0.2 1",
      "fd00:0:0:0:0:0:0:2>fd00:0:0:0:0:0:0:1 17",
      "fd00:0:0:0:0:0:0:1>fd00:0:0:0:0:0:0:2 58",
      "10.0.0.2>10.0.0.77 6",
      "10.0.0.77>10.0.0.2 1",
      "10.0.0.2>10.0.0.1 17",
      "10.0.0.1>10.0.0.2 1",
    ]);
    const told = packets.filter(({ protocol }) => protocol === 1 || protocol === 58).map(({ data }) => [...data.subarray(0, 2), data.length]);
    expect(told).toEqual([
      [3, 3, 36],
      [1, 4, 56],
      [3, 1, 36],
      [3, 3, 36],
    ]);
  });

  it("has what is held when it goes on, and probes of keep-alive one number before the next", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair({ keepAlive: { idle: 1, interval: 1, count: 2 } });
    here.stream.send(counted(7));
    await hosts.run();
    const guard = hosts.net.rule(stall({ from: CLIENT }));
    const trace = hosts.net.trace();
    here.stream.finish();
    there.stream.send(counted(3));
    await hosts.net.clock.advance(900);
    guard.remove();
    hosts.net.rule(() => "pass");
    await hosts.net.clock.advance(1500);
    expect(lines(trace.pcap()).map((line) => line.replace(/^\d+ /, ""))).toEqual([
      "10.0.0.1:80>10.0.0.2:50000 psh ack 1/8 3B",
      "10.0.0.2:50000>10.0.0.1:80 fin ack 8/4 0B",
      "10.0.0.2:50000>10.0.0.1:80 ack 8/4 0B",
      "10.0.0.1:80>10.0.0.2:50000 ack 4/9 0B",
      "10.0.0.2:50000>10.0.0.1:80 ack 8/4 0B",
      "10.0.0.1:80>10.0.0.2:50000 ack 4/9 0B",
    ]);
    here.stream.destroy();
  });

  it("has no datagram without a checksum, for that is what 0 would mean", async () => {
    const hosts = new TwoHosts();
    const trace = hosts.net.trace();
    const { socket } = await hosts.bind();
    const send = async (bytes: Uint8Array): Promise<ReadPacket | undefined> => {
      socket.send(bytes, { host: SERVER, port: 53 });
      await hosts.run();
      return readPcapng(trace.pcap()).packets.at(-2);
    };
    const first = (await send(Uint8Array.of(0, 0)))?.data ?? new Uint8Array(0);
    // Sent as data, the checksum of nothing makes the sum complete.
    const checksum = new Uint8Array(first.buffer, first.byteOffset - 2, 2);
    expect(await send(checksum.slice())).toMatchObject({ data: checksum, isWhole: true });
  });

  it("cuts data that no packet of IP can take", async () => {
    const hosts = new TwoHosts({}, { window: 200_000, highWater: 200_000 });
    const { here } = await hosts.pair();
    const trace = hosts.net.trace();
    here.stream.send(counted(150_000));
    await hosts.run();
    const { packets } = readPcapng(trace.pcap());
    expect(packets.map(({ data, tcp }) => [data.length, (tcp?.sequence ?? 0) - 16_777_259])).toEqual([
      [65_475, 1],
      [65_475, 65_476],
      [19_050, 130_951],
      [0, 1],
    ]);
  });

  it("is empty without packets, and says how many it does not have", async () => {
    const net = new MockNet();
    expect(readPcapng(net.trace().pcap())).toEqual({ comment: undefined, packets: [] });
    const hosts = new TwoHosts({ clock: new VirtualClock(-10_000) });
    const trace = hosts.net.trace({ limit: 1 });
    await hosts.pair();
    expect(readPcapng(trace.pcap())).toMatchObject({ comment: "1 older packets are not in it", packets: [{ time: 0 }] });
  });

  const verdict = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<Verdict>("pass", "drop", "duplicate", "reorder") },
    fc.record({ delay: fc.nat(300) }),
  );
  const anything = fc.array(verdict, { minLength: 1, maxLength: 12 }).map((verdicts): Rule => {
    let next = 0;
    return ({ attempt }) => {
      const said = verdicts[next++ % verdicts.length];
      return said === "drop" && attempt > 4 ? "pass" : said;
    };
  });
  const rules = fc.array(fc.oneof(anything, fc.constant(slices({ most: 50 })), fc.constant(latency({ ms: 3, jitter: 40 }))), { maxLength: 3 });
  const limits = fc.record({ window: fc.integer({ min: 50, max: 300_000 }), highWater: fc.integer({ min: 1, max: 5000 }), profile: fc.constantFrom(undefined, "lwip" as const), ipv6: fc.constantFrom(undefined, "fd00::7") });
  const program = programs(fc.nat(3000), 25);

  it("tells what was sent, and keeps the rules of TCP, whatever happens on the way", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 7), limits, rules, program, program, async (delay, { ipv6: _, ...options }, weather, client, server) => {
        const hosts = new TwoHosts({ latency: delay }, options);
        const trace = hosts.net.trace({ limit: 1_000_000 });
        for (const rule of weather) hosts.net.rule(rule);
        const { here, there } = await hosts.pair();
        const [up, down] = await Promise.all([play(hosts, here, client), play(hosts, there, server)]);
        await hosts.run();
        const { packets } = readPcapng(trace.pcap());
        expect(packets.every(({ isWhole }) => isWhole)).toBe(true);
        expect(packets.map(({ time }) => time)).toEqual(packets.map(({ time }) => time).sort((a, b) => a - b));
        const [fromClient, fromServer] = [CLIENT, SERVER].map((host) => packets.filter(({ from }) => from === host)) as [ReadPacket[], ReadPacket[]];
        expect(sentBy(fromClient)).toEqual([...counted(up)]);
        expect(sentBy(fromServer)).toEqual([...counted(down)]);
        followsTcp(packets, options.window);
      }),
      { numRuns: 60 },
    );
  });
});

/** The bytes of one side in the order of their numbers, each as often as it is there for the first time. */
function sentBy(packets: readonly ReadPacket[]): number[] {
  let bytes: number[] = [];
  const start = packets[0]?.tcp?.sequence ?? 0;
  for (const { tcp, data } of packets) {
    const at = (tcp?.sequence ?? 0) - start - 1;
    if (data.length === 0) continue;
    expect(at).toBeLessThanOrEqual(bytes.length);
    if (at === bytes.length) bytes = bytes.concat(...data);
    else expect([...data]).toEqual(bytes.slice(at, at + data.length));
  }
  return bytes;
}

/** What one side has told. */
interface Side {
  end: number;
  acknowledged: number;
  /** Up to where the other one may send. */
  room: number;
  scale: number;
}

/** Nothing is acknowledged that was not sent, and nothing is sent for which there is no room, and there is never more than `most` bytes. */
function followsTcp(packets: readonly ReadPacket[], most: number): void {
  const sides = new Map<string, Side>();
  const side = (host: string): Side => {
    const known = sides.get(host) ?? { end: 0, acknowledged: 0, room: 0, scale: 0 };
    sides.set(host, known);
    return known;
  };
  for (const { from, to, tcp, data } of packets) {
    if (tcp === undefined) continue;
    const [own, other] = [side(from), side(to)];
    const end = tcp.sequence + data.length + (/syn|fin/.test(tcp.flags) ? 1 : 0);
    own.end = Math.max(own.end, end);
    if (tcp.scale !== undefined) own.scale = tcp.scale;
    const window = tcp.window * (tcp.flags.includes("syn") ? 1 : 2 ** own.scale);
    expect(window).toBeLessThanOrEqual(most);
    if (tcp.flags.includes("ack")) {
      expect(tcp.acknowledged).toBeLessThanOrEqual(other.end);
      expect(tcp.acknowledged).toBeGreaterThanOrEqual(own.acknowledged);
      own.acknowledged = tcp.acknowledged;
    }
    own.room = Math.max(own.room, (tcp.acknowledged || tcp.sequence + 1) + window);
    // What the scale rounds off may be used all the same.
    if (data.length > 0) expect(end).toBeLessThan(other.room + 2 ** other.scale);
  }
}
