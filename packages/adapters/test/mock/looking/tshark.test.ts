import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VirtualClock, type Trace } from "../../../src/mock/index.js";
import { hasProgram } from "../../node/peers.js";
import { SecureHosts } from "../tls/secure-hosts.js";
import { counted, SERVER, TwoHosts } from "../two-hosts.js";

const CHECKSUMS = ["ip", "tcp", "udp"].flatMap((protocol) => ["-o", `${protocol}.check_checksum:TRUE`]);
/** Of each protocol: 0 is bad, 1 good, and 2 cannot be told of what ICMP quotes. */
const STATUS = ["ip", "tcp", "udp", "icmp", "icmpv6"].map((protocol) => `${protocol}.checksum.status`);

let folder: string;

/** What tshark prints of a trace. */
function tshark(trace: Trace, ...options: readonly string[]): string {
  const file = join(folder, "trace.pcapng");
  writeFileSync(file, trace.pcap());
  const { status, stdout, stderr } = spawnSync("tshark", ["-n", "-r", file, ...CHECKSUMS, ...options], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** The numbers of the packets for which a filter of tshark holds. */
function numbers(trace: Trace, filter: string): number[] {
  return tshark(trace, "-Y", filter, "-T", "fields", "-e", "frame.number").split("\n").filter(Boolean).map(Number);
}

/** All that tshark says of checksums, once each, and the numbers of the packets in which it found something strange. */
function findings(trace: Trace): { readonly sums: Set<string>; readonly strange: number[] } {
  const sums = tshark(trace, "-T", "fields", ...STATUS.flatMap((name) => ["-e", name])).split(/[\s,]+/);
  return { sums: new Set(sums.filter(Boolean)), strange: numbers(trace, "_ws.malformed || tcp.analysis.flags") };
}

/** Requests and answers, IPv4 and IPv6, and streams that end in each way. */
async function conversation(hosts: TwoHosts): Promise<void> {
  const listener = hosts.listen();
  for (const [i, host] of [SERVER, "fd00::1"].entries()) {
    const here = hosts.dial(host);
    await hosts.run();
    const there = hosts.accept(listener.offers[i]);
    here.stream.send(new TextEncoder().encode("hello from the client\n"));
    await hosts.run();
    there.stream.send(new TextEncoder().encode("and from the server\n"));
    await hosts.run();
    for (const { stream } of [here, there]) stream.send(counted(50_000));
    await hosts.run();
    here.stream.finish();
    await hosts.run();
    if (i === 0) there.stream.finish();
    else there.stream.destroy("reset");
    await hosts.run();
  }
}

// Skipped where there is no tshark command.
describe.skipIf(!hasProgram("tshark", "--version"))("tshark", () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "trace-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("finds nothing wrong with what went well, and follows the streams", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const trace = hosts.net.trace();
    await conversation(hosts);
    expect(trace.packets.length).toBe(20);
    expect(findings(trace)).toEqual({ sums: new Set(["1"]), strange: [] });
    const streams = [0, 1].map((stream) => tshark(trace, "-q", "-z", `follow,tcp,ascii,${stream}`).slice(0, 300));
    for (const text of streams) expect(text).toMatch(/^22\nhello from the client\n\n\t20\nand from the server\n\n/m);
    expect(streams[0]).toContain("Node 0: 10.0.0.2:50000\nNode 1: 10.0.0.1:80");
    expect(streams[1]).toContain("Node 0: [fd00::2]:50001\nNode 1: [fd00::1]:80");
  });

  it("reads when packets left, and what became of them", async () => {
    const hosts = new TwoHosts({ latency: 10, clock: new VirtualClock(Date.UTC(2026, 4, 1)) });
    const trace = hosts.net.trace();
    hosts.net.rule(({ attempt }) => (attempt === 1 ? "drop" : "pass"));
    hosts.dial();
    await hosts.run();
    expect(tshark(trace, "-T", "fields", "-e", "frame.time_epoch", "-e", "tcp.flags.str", "-e", "frame.comment")).toBe(
      [
        "1777593600.000000000\t··········S·\tlost",
        "1777593600.200000000\t··········S·\ttry 2",
        "1777593600.210000000\t·······A·R··\tlost",
        "1777593600.410000000\t·······A·R··\ttry 2",
        "",
      ].join("\n"),
    );
    expect(numbers(trace, "tcp.analysis.retransmission")).toEqual([2]);
  });

  it("sees what is sent again, keeps alive, and has no room", async () => {
    const hosts = new TwoHosts({ latency: 10 }, { window: 100 });
    const trace = hosts.net.trace();
    const { here, there } = await hosts.pair({ keepAlive: { idle: 5, interval: 5, count: 3 } });
    const guard = hosts.net.rule(({ kind, attempt }) => (kind === "data" && attempt < 3 ? "drop" : "pass"));
    here.stream.send(counted(50));
    await hosts.net.clock.advance(2_000);
    guard.remove();
    hosts.net.rule(() => "pass");
    await hosts.net.clock.advance(5_100);
    there.stream.pause();
    here.stream.send(counted(300));
    await hosts.net.clock.advance(100);
    there.stream.send(counted(1));
    const kinds = trace.packets.map(({ kind, attempt }) => (attempt === 1 ? kind : `${kind} again`));
    expect(kinds).toEqual(["syn", "syn-ack", "data", "data again", "data again", "ack", "keep-alive", "ack", "data", "data"]);
    const [again, alive, full, none] = ["retransmission", "keep_alive", "window_full", "zero_window"].map((what) => numbers(trace, `tcp.analysis.${what}`));
    expect({ again, alive, full, none }).toEqual({ again: [4, 5], alive: [7], full: [9], none: [10] });
    expect(findings(trace)).toEqual({ sums: new Set(["1"]), strange: [4, 5, 7, 8, 9, 10] });
    here.stream.destroy();
  });

  it("reads datagrams, and what ICMP quotes of them", async () => {
    const hosts = new TwoHosts();
    const trace = hosts.net.trace();
    for (const host of [SERVER, "fd00::1"]) {
      const { socket } = await hosts.bind({ peer: { host, port: 9 } });
      for (const length of [0, 3, 60_000]) socket.send(counted(length));
      await hosts.run();
    }
    const hole = hosts.net.blackhole("10.0.0.77");
    hosts.dial("10.0.0.77", 80);
    hole.remove();
    await hosts.run();
    expect(findings(trace)).toEqual({ sums: new Set(["1", "2"]), strange: [] });
    const told = tshark(trace, "-Y", "icmp || icmpv6", "-T", "fields", "-e", "icmp.code", "-e", "icmpv6.code", "-e", "udp.dstport", "-e", "tcp.dstport", "-e", "udp.length");
    expect(told.split("\n")).toEqual([...[8, 11, 60_008].map((length) => `3\t\t9\t\t${length}`), ...[8, 11, 60_008].map((length) => `\t4\t9\t\t${length}`), "1\t\t\t80\t", ""]);
  });

  it("knows the records of TLS by their kinds", async () => {
    const hosts = new SecureHosts({ latency: 10 });
    const trace = hosts.net.trace();
    const { here } = await hosts.securePair();
    here.stream.send(counted(20));
    here.stream.finish();
    await hosts.run();
    expect(findings(trace)).toEqual({ sums: new Set(["1"]), strange: [] });
    expect(tshark(trace, "-d", "tcp.port==80,tls", "-Y", "tls", "-T", "fields", "-e", "tls.record.content_type")).toMatch(/^22\n[^]*23/);
  });
});
