import { FULL, SENT, TAKEN } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { counted, SERVER, TwoHosts } from "../two-hosts.js";

const KEEP_ALIVE = { idle: 60, interval: 10, count: 3 };

describe("send", () => {
  it("answers SENT while the peer's window has room, then TAKEN, then FULL from the high-water mark on", async () => {
    const hosts = new TwoHosts({}, { window: 1000, highWater: 500 });
    const { here, there } = await hosts.pair();
    there.stream.pause();
    const answers = [600, 400, 499, 1, 1].map((length) => [here.stream.send(counted(length)), here.stream.queued]);
    expect(answers).toEqual([[SENT, 0], [SENT, 0], [TAKEN, 499], [TAKEN, 500], [FULL, 500]]);
    await hosts.run();
    expect(here.events).toEqual([]);
  });

  it("has windows and high-water marks of 64 KiB unless told otherwise", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    there.stream.pause();
    const answers = [65_535, 1, 65_535, 1, 1].map((length) => here.stream.send(counted(length)));
    expect(answers).toEqual([SENT, SENT, TAKEN, TAKEN, FULL]);
  });

  it("moves what fits of a large send at once, and tells so", async () => {
    const hosts = new TwoHosts({}, { window: 1000 });
    const { here, there } = await hosts.pair();
    there.stream.pause();
    expect([here.stream.send(counted(1800)), here.stream.queued]).toEqual([TAKEN, 800]);
    expect(here.events).toEqual([]);
    await hosts.run();
    expect(here.events).toEqual(["0 sent 1000"]);
    there.stream.resume();
    await hosts.run();
    expect(here.events).toEqual(["0 sent 1000", "0 sent 1800"]);
    expect(there.bytes).toEqual([...counted(1800)]);
  });

  it("drains when there is room again, and says so once", async () => {
    const hosts = new TwoHosts({}, { window: 100, highWater: 100 });
    const { here, there } = await hosts.pair();
    there.stream.pause();
    expect([250, 1, 1].map((length) => here.stream.send(counted(length)))).toEqual([TAKEN, FULL, FULL]);
    await hosts.run();
    there.stream.resume();
    await hosts.run();
    expect(here.events).toEqual(["0 sent 100", "0 sent 200", "0 drained", "0 sent 250"]);
  });

  it("has as much room in the end as in the beginning", async () => {
    const hosts = new TwoHosts({}, { window: 1000 });
    const { here, there } = await hosts.pair();
    for (let i = 0; i < 10; i++) {
      expect(here.stream.send(counted(600))).toBe(SENT);
      await hosts.run();
    }
    there.stream.pause();
    expect([here.stream.send(counted(1000)), here.stream.send(counted(1))]).toEqual([SENT, TAKEN]);
  });

  it("waits for the peer's window to open, a round trip long", async () => {
    const hosts = new TwoHosts({ latency: 10 }, { window: 100 });
    const { here, there } = await hosts.pair();
    const start = hosts.net.clock.now();
    here.stream.send(counted(300));
    await hosts.run();
    expect(there.events).toEqual([10, 30, 50].map((ms) => `${start + ms} received 100`));
  });

  it("leaves the caller's bytes alone, and takes a copy of what it reported as sent", async () => {
    const hosts = new TwoHosts({}, { window: 1000 });
    const { here, there } = await hosts.pair();
    const bytes = counted(500);
    expect(here.stream.send(bytes)).toBe(SENT);
    expect(bytes).toEqual(counted(500));
    bytes.fill(0);
    await hosts.run();
    expect(there.bytes).toEqual([...counted(500)]);
  });

  it("before the connection stands, and after finish(), answers FULL", async () => {
    const hosts = new TwoHosts();
    hosts.listen();
    const here = hosts.dial();
    expect(here.stream.send(counted(1))).toBe(FULL);
    await hosts.run();
    expect(here.stream.send(counted(1))).toBe(SENT);
    here.stream.finish();
    expect(here.stream.send(counted(1))).toBe(FULL);
  });
});

describe("received", () => {
  it("lends bytes with junk behind them, and spoils them when the call has returned", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    const seen: number[][] = [];
    there.onReceived = () => seen.push([...(there.lent.at(-1) ?? [])]);
    here.stream.send(Uint8Array.of(1, 2, 3));
    await hosts.run();
    expect(seen).toEqual([[1, 2, 3, ...Array<number>(8).fill(0xdd)]]);
    expect([...(there.lent[0] ?? [])]).toEqual(Array(11).fill(0xdd));
  });

  it("keeps apart what was sent apart", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    for (const length of [1, 2, 3]) here.stream.send(counted(length));
    await hosts.run();
    expect(there.events).toEqual(["0 received 1", "0 received 2", "0 received 3"]);
  });

  it("may pause inside and loses nothing, also when it is resumed at once", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    there.onReceived = () => {
      there.stream.pause();
      there.stream.resume();
      there.stream.pause();
    };
    for (let i = 0; i < 3; i++) here.stream.send(counted(10, i * 10));
    for (let i = 1; i <= 3; i++) {
      await hosts.run();
      expect(there.bytes).toEqual([...counted(10 * i)]);
      there.stream.resume();
    }
  });
});

describe("the end", () => {
  it("of one direction leaves the other open", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { here, there } = await hosts.pair();
    const start = hosts.net.clock.now();
    here.stream.finish();
    await hosts.run();
    expect(there.events).toEqual([`${start + 10} ended`]);
    there.stream.send(counted(5));
    there.stream.finish();
    await hosts.run();
    expect(here.events).toEqual([`${start + 20} received 5`, `${start + 20} ended`, `${start + 20} closed`]);
    expect(there.events).toEqual([`${start + 10} ended`, `${start + 10} closed`]);
  });

  it("of a stream that finished while it dialled comes after the connection", async () => {
    const hosts = new TwoHosts({ resolveDelay: 10 }, { names: "opaque" });
    hosts.net.name("server.test", [SERVER]);
    const listener = hosts.listen();
    const here = hosts.dial("server.test");
    here.stream.finish();
    await hosts.run();
    const there = hosts.accept(listener.offers[0]);
    await hosts.run();
    expect(there.events).toEqual(["10 ended"]);
  });

  it("is told while paused, but not before the bytes that came first", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    there.stream.pause();
    here.stream.send(counted(5));
    here.stream.finish();
    await hosts.run();
    expect(there.events).toEqual([]);
    there.stream.resume();
    await hosts.run();
    expect(there.events).toEqual(["0 received 5", "0 ended"]);
  });

  it("by a reset is told at once while paused, and drops what was not read", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    there.stream.pause();
    here.stream.send(counted(5));
    here.stream.destroy("reset");
    await hosts.run();
    there.stream.resume();
    await hosts.run();
    expect(there.events).toEqual(["0 closed: connection reset (ECONNRESET)"]);
  });

  it("by a reset tells no sent of what was queued, and no drain", async () => {
    const hosts = new TwoHosts({}, { window: 10, highWater: 50 });
    const { here, there } = await hosts.pair();
    there.stream.pause();
    expect([here.stream.send(counted(100)), here.stream.send(counted(1))]).toEqual([TAKEN, FULL]);
    await hosts.run();
    there.stream.destroy("reset");
    await hosts.run();
    expect(here.events).toEqual(["0 sent 10", "0 closed: connection reset (ECONNRESET)"]);
  });

  it("by destroy() drops what is queued; what the system has arrives, then the end", async () => {
    const hosts = new TwoHosts({}, { window: 100 });
    const { here, there } = await hosts.pair();
    here.stream.send(counted(150));
    here.stream.destroy();
    expect(here.stream.queued).toBe(0);
    await hosts.run();
    expect([here.events, there.events]).toEqual([[], ["0 received 100", "0 ended"]]);
    there.stream.finish();
    await hosts.run();
    expect(there.events.at(-1)).toBe("0 closed");
  });

  it("by destroy() is a reset for the peer of one that did not read all", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    there.stream.pause();
    here.stream.send(counted(5));
    await hosts.run();
    there.stream.destroy();
    await hosts.run();
    expect(here.events).toEqual(["0 closed: connection reset (ECONNRESET)"]);
  });

  it("is a reset for who sends to one that is gone", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    here.stream.destroy();
    await hosts.run();
    expect(there.events).toEqual(["0 ended"]);
    there.stream.send(counted(1));
    await hosts.run();
    expect(there.events).toEqual(["0 ended", "0 closed: connection reset (ECONNRESET)"]);
    expect(hosts.net.openStreams).toBe(0);
  });

  it("frees the local port", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair({ localPort: 1234 });
    there.stream.finish();
    here.stream.finish();
    await hosts.run();
    const again = hosts.dial(SERVER, 80, { localPort: 1234 });
    await hosts.run();
    expect(again.events).toEqual(["0 connected 10.0.0.2 1234 to 10.0.0.1 80"]);
  });
});

describe("keep-alive", () => {
  it("costs nothing while the way is open", async () => {
    const hosts = new TwoHosts();
    await hosts.pair({ keepAlive: KEEP_ALIVE });
    expect(hosts.net.clock.waiting).toBe(0);
  });

  it("breaks a silent connection after the idle time and all unanswered probes, on both kinds of streams", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair({ keepAlive: KEEP_ALIVE }, { keepAlive: { ...KEEP_ALIVE, count: 1 } });
    await hosts.net.clock.advance(20_000);
    there.stream.send(counted(1));
    await hosts.net.clock.advance(10_000);
    hosts.net.blackhole(SERVER);
    await hosts.run();
    expect(here.events).toEqual(["20000 received 1", "110000 closed: timed out (ETIMEDOUT)"]);
    expect(there.events).toEqual(["70000 closed: timed out (ETIMEDOUT)"]);
    expect([hosts.net.openStreams, hosts.net.clock.waiting]).toEqual([0, 0]);
  });

  it("waits for all probes when the idle time was over already", async () => {
    const hosts = new TwoHosts();
    const { here } = await hosts.pair({ keepAlive: KEEP_ALIVE });
    await hosts.net.clock.advance(100_000);
    hosts.net.blackhole(SERVER);
    await hosts.run();
    expect(here.events).toEqual(["130000 closed: timed out (ETIMEDOUT)"]);
  });

  it("works for a name that was dialled, too", async () => {
    const hosts = new TwoHosts({ resolveDelay: 10 }, { names: "opaque" });
    hosts.net.name("server.test", [SERVER]);
    hosts.listen();
    const here = hosts.dial("server.test", 80, { keepAlive: KEEP_ALIVE });
    await hosts.run();
    hosts.net.blackhole(SERVER);
    await hosts.run();
    expect(here.events.at(-1)).toBe("90010 closed: timed out (ETIMEDOUT)");
  });

  it("is answered when the way is open again in time", async () => {
    const hosts = new TwoHosts();
    const { here } = await hosts.pair({ keepAlive: KEEP_ALIVE });
    const fill = hosts.net.blackhole(SERVER);
    await hosts.net.clock.advance(80_000);
    fill();
    await hosts.run();
    expect([here.events, hosts.net.clock.waiting]).toEqual([[], 0]);
  });

  it("finds out that the peer has forgotten the connection", async () => {
    const hosts = new TwoHosts();
    const { here } = await hosts.pair({ keepAlive: KEEP_ALIVE });
    hosts.server.setLink(false);
    await hosts.net.clock.advance(1000);
    hosts.server.setLink(true);
    await hosts.run();
    expect(here.events).toEqual(["1000 closed: connection reset (ECONNRESET)"]);
  });

  it("is not missed: without it a connection whose peer is gone stays open", async () => {
    const hosts = new TwoHosts();
    const { here } = await hosts.pair();
    hosts.server.setLink(false);
    await hosts.net.clock.advance(86_400_000);
    expect([here.events, hosts.net.openStreams]).toEqual([[], 1]);
  });
});
