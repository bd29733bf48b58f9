import { describe, expect, it } from "vitest";
import { partition, type MockNet, type MockNetOptions } from "../../../src/mock/index.js";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

const LATENCY = 10;

/** What keeps packets from the client to the server, and how it ends. */
const WAYS: ReadonlyArray<readonly [string, (net: MockNet) => () => void]> = [
  ["a hole", (net) => net.blackhole(SERVER)],
  ["a hole at one port", (net) => net.blackhole(SERVER, 80)],
  ["a hole at the sender", (net) => net.blackhole(CLIENT)],
  ["a partition", (net) => net.rule(partition([CLIENT], [SERVER]))],
  ["a rule that loses all", (net) => net.rule(() => "drop")],
];

async function connected(options?: MockNetOptions): Promise<{ hosts: TwoHosts } & Awaited<ReturnType<TwoHosts["pair"]>>> {
  const hosts = new TwoHosts({ latency: LATENCY, ...options });
  return { hosts, ...(await hosts.pair()) };
}

describe.each(WAYS)("behind %s", (_, block) => {
  it("what a stream sent gets through afterwards, as long as it lives", async () => {
    const { hosts, here, there } = await connected();
    const open = block(hosts.net);
    here.stream.send(counted(5));
    await hosts.net.clock.advance(5_000);
    expect(there.events).toEqual([]);
    open();
    await hosts.net.clock.advance(10_000);
    expect(there.bytes).toEqual([...counted(5)]);
  });

  it("what one that ended in order sent gets through afterwards, too, as its system goes on sending", async () => {
    const { hosts, here, there } = await connected();
    const open = block(hosts.net);
    here.stream.send(counted(5));
    here.stream.destroy();
    await hosts.net.clock.advance(5_000);
    open();
    await hosts.net.clock.advance(10_000);
    expect(there.events.map((event) => event.replace(/^\S+ /, ""))).toEqual(["received 5", "ended"]);
  });

  it("nothing of one that was reset arrives ever again, its reset neither", async () => {
    const { hosts, here, there } = await connected();
    const open = block(hosts.net);
    here.stream.send(counted(5));
    here.stream.finish();
    await hosts.net.clock.advance(1_000);
    here.stream.destroy("reset");
    await hosts.net.clock.advance(4_000);
    open();
    await hosts.run();
    expect(there.events).toEqual([]);
    expect(hosts.net.openStreams).toBe(1);
  });

  it("its peer learns of a reset that was lost when it sends something", async () => {
    const { hosts, here, there } = await connected();
    const open = block(hosts.net);
    here.stream.destroy("reset");
    await hosts.net.clock.advance(1_000);
    there.stream.send(counted(1));
    await hosts.net.clock.advance(1_000);
    expect(there.events).toEqual([]);
    open();
    await hosts.run();
    expect(there.events.map((event) => event.replace(/^\S+ /, ""))).toEqual(["closed: connection reset (ECONNRESET)"]);
  });

  it("its peer learns of it when it waits for room, too, and when it wants to send what there is no room for", async () => {
    for (const sends of [[true, false], [false, true]]) {
      const hosts = new TwoHosts({ latency: LATENCY }, { window: 100 });
      const { here, there } = await hosts.pair();
      here.stream.pause();
      there.stream.send(counted(100));
      await hosts.net.clock.advance(LATENCY);
      if (sends[0]) there.stream.send(counted(1));
      const open = block(hosts.net);
      here.stream.destroy("reset");
      await hosts.net.clock.advance(1_000);
      if (sends[1]) there.stream.send(counted(1));
      await hosts.net.clock.advance(1_000);
      open();
      await hosts.run();
      expect(there.events.at(-1)).toMatch("closed: connection reset");
    }
  });

  it("a refusal is repeated, as the one who dials asks again", async () => {
    const hosts = new TwoHosts({ latency: LATENCY });
    const here = hosts.dial();
    // The question arrives, the answer is still to come.
    await hosts.net.clock.advance(LATENCY / 2);
    const open = block(hosts.net);
    await hosts.net.clock.advance(1_000);
    open();
    await hosts.run();
    expect(here.events.map((event) => event.replace(/^\S+ /, ""))).toEqual(["closed: connection refused (ECONNREFUSED)"]);
  });
});

describe("a way that is blocked in one direction", () => {
  it("has what answers a peer's data repeated, as the peer sends it again", async () => {
    const { hosts, here, there } = await connected();
    here.stream.destroy("reset");
    using loss = hosts.net.rule(({ from }) => (from.host === CLIENT ? "drop" : "pass"));
    await hosts.net.clock.advance(LATENCY / 2);
    there.stream.send(counted(1));
    hosts.net.clock.after(1_000, loss);
    await hosts.run();
    expect(there.events.at(-1)).toMatch("closed: connection reset");
  });
});

describe("a hole that is filled again", () => {
  it("loses what arrived at it before a reset, and lets through what did not", async () => {
    const { hosts, here, there } = await connected();
    const open = hosts.net.blackhole(SERVER);
    here.stream.send(counted(5));
    await hosts.net.clock.advance(LATENCY);
    here.stream.destroy("reset");
    open();
    await hosts.run();
    expect(there.events.map((event) => event.replace(/^\S+ /, ""))).toEqual(["closed: connection reset (ECONNRESET)"]);
  });

  it("leaves the reset of a stream whose last data it took while both were under way", async () => {
    const { hosts, here, there } = await connected();
    here.stream.send(counted(5));
    here.stream.send(counted(5));
    await hosts.net.clock.advance(LATENCY / 2);
    here.stream.destroy("reset");
    const open = hosts.net.blackhole(SERVER);
    await hosts.net.clock.advance(LATENCY / 2);
    open();
    await hosts.run();
    expect(there.events.map((event) => event.replace(/^\S+ /, ""))).toEqual(["closed: connection reset (ECONNRESET)"]);
  });

  it("shows in a trace that the reset was lost", async () => {
    const { hosts, here } = await connected();
    using trace = hosts.net.trace();
    const open = hosts.net.blackhole(SERVER);
    here.stream.send(counted(5));
    here.stream.destroy("reset");
    await hosts.net.clock.advance(1_000);
    open();
    await hosts.run();
    expect(trace.packets.map(({ kind, arrived }) => [kind, arrived])).toEqual([["data", undefined], ["reset", undefined]]);
  });
});

describe("a host whose link goes down", () => {
  it("forgets what streams that ended in order still had to send", async () => {
    const { hosts, here, there } = await connected();
    const open = hosts.net.blackhole(SERVER);
    here.stream.send(counted(5));
    here.stream.destroy();
    await hosts.net.clock.advance(1_000);
    hosts.client.setLink(false);
    await hosts.net.clock.advance(1_000);
    hosts.client.setLink(true);
    open();
    await hosts.run();
    expect(there.events).toEqual([]);
  });

  it("forgets it when it gets another address, too", async () => {
    const { hosts, here, there } = await connected();
    const open = hosts.net.blackhole(SERVER);
    here.stream.send(counted(5));
    here.stream.destroy();
    await hosts.net.clock.advance(1_000);
    hosts.net.moveHost(CLIENT, "10.0.0.77");
    open();
    await hosts.run();
    expect(there.events).toEqual([]);
  });
});
