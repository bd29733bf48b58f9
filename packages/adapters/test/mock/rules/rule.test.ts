import { describe, expect, it } from "vitest";
import {
  bandwidth,
  failHandshake,
  latency,
  loss,
  natExpiry,
  partition,
  refuse,
  resetAfter,
  slices,
  stall,
  type PacketView,
  type Rule,
  type Verdict,
} from "../../../src/mock/index.js";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

/** Says this of data, and nothing of other packets. */
function ofData(...verdicts: Verdict[]): Rule {
  return ({ kind }) => (kind === "data" || kind === "datagram" ? verdicts.shift() : undefined);
}

async function sendFive(hosts: TwoHosts, ...rules: Rule[]): Promise<{ here: string[]; there: string[]; bytes: number[] }> {
  const { here, there } = await hosts.pair();
  for (const rule of rules) hosts.net.rule(rule);
  here.stream.send(counted(5));
  await hosts.run();
  return { here: here.events, there: there.events, bytes: there.bytes };
}

describe("a rule", () => {
  it("sees each packet when it leaves, and can change nothing of it", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const seen: PacketView[] = [];
    hosts.net.rule((packet) => {
      seen.push(packet);
      packet.bytes.fill(9);
    });
    const { here, there } = await hosts.pair();
    here.stream.send(counted(3));
    here.stream.send(counted(2, 3));
    await hosts.run();
    expect(there.bytes).toEqual([0, 1, 2, 3, 4]);
    const ends = { from: { host: CLIENT, port: 50_000 }, to: { host: SERVER, port: 80 } };
    const back = { from: ends.to, to: ends.from };
    expect(seen.map(({ bytes, ...rest }) => ({ ...rest, length: bytes.length }))).toEqual([
      { time: 0, protocol: "tcp", kind: "syn", window: 65_536, ...ends, connection: 1, sequence: 0, attempt: 1, length: 0 },
      { time: 10, protocol: "tcp", kind: "syn-ack", window: 65_536, ...back, connection: 1, sequence: 0, attempt: 1, length: 0 },
      { time: 20, protocol: "tcp", kind: "data", window: 0, ...ends, connection: 1, sequence: 0, attempt: 1, length: 3 },
      { time: 20, protocol: "tcp", kind: "data", window: 0, ...ends, connection: 1, sequence: 3, attempt: 1, length: 2 },
    ]);
    expect(seen.every((packet) => Object.isFrozen(packet) && Object.isFrozen(packet.from) && Object.isFrozen(packet.to))).toBe(true);
  });

  it("sees by how much the window is opened when bytes were read", async () => {
    const hosts = new TwoHosts({}, { window: 10 });
    const { here, there } = await hosts.pair();
    const windows: Array<[string, number]> = [];
    hosts.net.rule((packet) => void (packet.protocol === "tcp" && windows.push([packet.kind, packet.window])));
    here.stream.send(counted(6));
    here.stream.finish();
    await hosts.run();
    expect(there.bytes.length).toBe(6);
    expect(windows).toEqual([
      ["data", 0],
      ["fin", 0],
      ["ack", 6],
    ]);
  });

  it("gets a number for each connection, and for each pair of ends of datagrams", async () => {
    const hosts = new TwoHosts();
    const [a, b] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    const c = await hosts.bind();
    const seen: string[] = [];
    hosts.net.rule(({ protocol, kind, connection }) => void seen.push(`${protocol} ${kind} ${connection}`));
    a.socket.send(counted(1), b.local);
    b.socket.send(counted(1), a.local);
    c.socket.send(counted(1), b.local);
    hosts.dial();
    hosts.dial();
    await hosts.run();
    expect(seen.sort()).toEqual(["tcp reset 1", "tcp reset 2", "tcp syn 1", "tcp syn 2", "udp datagram 1", "udp datagram 1", "udp datagram 2"]);
  });

  it("that is removed, by any of the ways, decides no more", async () => {
    const hosts = new TwoHosts();
    let asked = 0;
    const count = (): void => void asked++;
    const [first, second] = [hosts.net.rule(count), hosts.net.rule(count)];
    {
      using third = hosts.net.rule(count);
      expect(third).toBeTypeOf("function");
      hosts.dial();
    }
    expect(asked).toBe(3);
    first();
    first.remove();
    hosts.dial();
    expect(asked).toBe(4);
    second.remove();
    hosts.dial();
    await hosts.run();
    expect(asked).toBe(4);
  });

  it("decides about what a host sends to itself, too", async () => {
    const hosts = new TwoHosts();
    hosts.listen({}, hosts.client);
    hosts.net.rule(({ kind, from, to }) => (kind === "syn" && from.host === to.host ? "reset" : "pass"));
    const here = hosts.dial("127.0.0.1");
    await hosts.run();
    expect(here.events).toEqual(["0 closed: connection refused (ECONNREFUSED)"]);
  });

  it("may remove itself, and send, while it is asked", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    const other = await hosts.bind();
    const to = await hosts.bind({}, hosts.server);
    const guard = hosts.net.rule(({ kind }) => {
      if (kind !== "data") return;
      guard.remove();
      here.stream.send(counted(3, 3));
      other.socket.send(counted(1), to.local);
    });
    here.stream.send(counted(3));
    await hosts.run();
    expect([there.bytes, to.arrived]).toEqual([[...counted(6)], [[0]]]);
  });

  it("must be a function", () => {
    expect(() => new TwoHosts().net.rule("drop" as unknown as Rule)).toThrow(`rule is "drop"; expected a function`);
  });

  it.each<[Rule, RegExp]>([
    [() => "dorp" as Verdict, /^the rule installed at .*rule\.test\.ts:\d+:\d+: its verdict is "dorp"; expected one of pass, drop, hold, reset, duplicate, reorder, \{ delay \} or \{ corrupt \}$/],
    [() => ({ delay: -1 }), /^the rule installed at .*rule\.test\.ts:\d+:\d+: delay is -1; expected milliseconds, at least 0$/],
    [() => ({ delay: "20" }) as never, /: delay is "20"; expected milliseconds, at least 0$/],
    [Object.assign(() => undefined, { segment: () => 0 }), /: its segment is 0; expected a whole number of at least 1$/],
    [Object.assign(() => undefined, { segment: () => "2" as never }), /: its segment is "2"; expected a whole number of at least 1$/],
    [
      async function late() {
        return "drop";
      } as unknown as Rule,
      /^the rule `late`, installed at .*rule\.test\.ts:\d+:\d+: a rule must answer at once; it returned a promise$/,
    ],
    [
      function maker() {
        return () => "drop";
      } as unknown as Rule,
      /^the rule `maker`, installed at .*: its verdict is a function; expected one of .*\. What makes a rule must be called: net\.rule\(maker\(\)\)$/,
    ],
    [() => Object.create(null) as Verdict, /: its verdict is an object; expected one of/],
    [() => Symbol("s") as never, /: its verdict is Symbol\(s\); expected one of/],
  ])("that goes wrong fails the waits of the clock, once, with its name and place, and is removed: %#", async (rule, message) => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    hosts.net.rule(rule);
    here.stream.send(counted(2));
    await expect(hosts.run()).rejects.toThrow(message);
    await hosts.run();
    expect(there.bytes).toEqual([0, 1]);
  });

  it("that throws fails the waits of the clock with that very error, which says which rule it was", async () => {
    const hosts = new TwoHosts();
    const slip = new Error("a slip");
    hosts.net.rule(function weather() {
      throw slip;
    });
    hosts.dial();
    const error: unknown = await hosts.run().catch((thrown: unknown) => thrown);
    expect(error).toBe(slip);
    expect(slip.message).toMatch(/^a slip\nthrown by the rule `weather`, installed at .*rule\.test\.ts:\d+:\d+$/);
    expect(slip.stack).toContain("thrown by the rule `weather`");
  });

  it.each([["a text", '"a text"'], [Object.freeze(new Error("a slip")), "Error: a slip"]])("that throws what cannot be added to is named by an error with that as its cause: %s", async (thrown, shown) => {
    const hosts = new TwoHosts();
    const over = AbortSignal.abort(thrown);
    hosts.net.rule(function weather() {
      over.throwIfAborted();
    });
    hosts.dial();
    const error: unknown = await hosts.run().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ cause: thrown });
    expect(String(error)).toMatch(/^Error: the rule `weather`, installed at .*rule\.test\.ts:\d+:\d+, threw /);
    expect(String(error)).toContain(`, threw ${shown}`);
  });

  it.each([
    [stall, "stall is what makes a rule; call it: net.rule(stall())"],
    [failHandshake, "failHandshake is what makes a rule; call it: net.rule(failHandshake())"],
    [loss, "loss is what makes a rule; call it: net.rule(loss(…))"],
    [partition, "partition is what makes a rule; call it: net.rule(partition(…))"],
  ])("is not what makes one: %#", (maker, message) => {
    expect(() => new TwoHosts().net.rule(maker as unknown as Rule)).toThrow(new TypeError(message));
  });

  it("of the library has the name of what made it", () => {
    const rules = [
      bandwidth({ bytesPerSecond: 1 }),
      failHandshake(),
      latency({ ms: 1 }),
      loss({ rate: 0 }),
      natExpiry({ idle: 1 }),
      partition([CLIENT], [SERVER]),
      refuse(SERVER),
      resetAfter({ bytes: 1 }),
      slices({ most: 1 }),
      stall(),
    ];
    expect(rules.map(({ name }) => name)).toEqual(["bandwidth", "failHandshake", "latency", "loss", "natExpiry", "partition", "refuse", "resetAfter", "slices", "stall"]);
  });
});

describe("the hits of a rule", () => {
  it("are the packets that did not just pass, also when it was removed", async () => {
    const hosts = new TwoHosts();
    const { here } = await hosts.pair();
    const [busy, idle] = [hosts.net.rule(ofData("drop", "pass", { delay: 5 })), hosts.net.rule(stall({ port: 81 }))];
    expect(busy.hits).toBe(0);
    for (let n = 0; n < 3; n++) here.stream.send(counted(1));
    await hosts.run();
    expect([busy.hits, idle.hits]).toEqual([2, 0]);
    busy.remove();
    here.stream.send(counted(1));
    await hosts.run();
    expect(busy.hits).toBe(2);
  });

  it.each<[string, Rule, number]>([
    ["bytes that are changed", ofData({ corrupt: Uint8Array.of(1) }), 1],
    ["data that is cut", slices({ most: 2 }), 1],
    ["not data that is short already", slices({ most: 5 }), 0],
    ["not what TCP sorts out", ofData("duplicate"), 0],
    ["nor what TCP keeps in order", ofData("reorder"), 0],
    ["nor a delay of nothing", ofData({ delay: 0 }), 0],
    ["nor new bytes for what carries none", () => ({ corrupt: Uint8Array.of(1) }), 1],
    ["a connection that is cut", ofData("reset"), 1],
  ])("are %s", async (_, rule, hits) => {
    const hosts = new TwoHosts();
    const { here } = await hosts.pair();
    const guard = hosts.net.rule(rule);
    here.stream.send(counted(5));
    await hosts.run();
    expect(guard.hits).toBe(hits);
  });

  it("are not packets that a rule before it had the last word about", async () => {
    const hosts = new TwoHosts();
    const guards = [hosts.net.rule(stall()), hosts.net.rule(stall())];
    hosts.dial();
    await hosts.run();
    expect(guards.map(({ hits }) => hits)).toEqual([1, 0]);
  });

  it.each<Verdict>(["duplicate", "reorder"])("are datagrams that are told to %s", async (verdict) => {
    const hosts = new TwoHosts();
    const [a, b] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    const guard = hosts.net.rule(ofData(verdict));
    a.socket.send(counted(1), b.local);
    await hosts.run();
    expect(guard.hits).toBe(1);
  });
});

describe("several rules", () => {
  it("are asked in turn: delays add up, and each sees the bytes of the one before", async () => {
    const seen: number[][] = [];
    const look: Rule = ({ kind, bytes }) => void (kind === "data" && seen.push([...bytes]));
    const { bytes, there } = await sendFive(new TwoHosts(), ofData({ delay: 20 }), look, ofData({ corrupt: Uint8Array.of(7) }), look, ofData({ delay: 30 }));
    expect(seen).toEqual([[0, 1, 2, 3, 4], [7]]);
    expect([bytes, there]).toEqual([[7], ["50 received 1"]]);
  });

  it("are not asked when one before them dropped, held or reset", async () => {
    for (const verdict of ["drop", "hold", "reset"] as const) {
      let asked = 0;
      const hosts = new TwoHosts();
      const { here } = await hosts.pair();
      const guards = [hosts.net.rule(ofData(verdict)), hosts.net.rule(() => void asked++)];
      here.stream.send(counted(1));
      expect([verdict, asked]).toEqual([verdict, 0]);
      for (const guard of guards) guard.remove();
      await hosts.run();
    }
  });
});

describe("drop", () => {
  it("is delay for TCP: 200 ms, then twice as long each time", async () => {
    const { there, bytes } = await sendFive(new TwoHosts({ latency: 5 }), ofData("drop", "drop", "drop"));
    expect(there).toEqual([`${10 + 200 + 400 + 800 + 5} received 5`]);
    expect(bytes).toEqual([0, 1, 2, 3, 4]);
  });

  it("for ever ends the stream that sends with timeout after 102.2 s, and its peer hears nothing", async () => {
    const { here, there } = await sendFive(new TwoHosts(), ({ kind }) => (kind === "data" ? "drop" : undefined));
    expect([here, there]).toEqual([["102200 closed: timed out (ETIMEDOUT)"], []]);
  });

  it.each(["syn", "syn-ack", "unreachable"])("of each %s ends a dial with timeout after 25.4 s", async (lost) => {
    const hosts = new TwoHosts();
    hosts.net.rule(({ kind }) => (kind === lost ? "drop" : undefined));
    hosts.listen();
    let here = hosts.dial();
    if (lost === "unreachable") {
      const fill = hosts.net.blackhole("10.9.9.9");
      here = hosts.dial("10.9.9.9");
      await hosts.net.clock.advance(0);
      fill.remove();
    }
    await hosts.run();
    expect(here.events.at(-1)).toBe("25400 closed: timed out (ETIMEDOUT)");
  });

  it("is for good for a datagram", async () => {
    const hosts = new TwoHosts();
    const [here, there] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    hosts.net.rule(ofData("drop"));
    here.socket.send(counted(1), there.local);
    here.socket.send(counted(2), there.local);
    await hosts.run();
    expect([here.events, there.events]).toEqual([["0 sent 2"], ["0 received 2 from 10.0.0.2 50000"]]);
  });
});

describe("hold", () => {
  it("keeps what is sent, in order, until rules change, however long that is", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    const [from, to] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    const guard = hosts.net.rule(() => "hold");
    for (const at of [0, 5, 10]) here.stream.send(counted(5, at));
    from.socket.send(counted(3), to.local);
    await hosts.net.clock.advance(1_000_000);
    hosts.net.rule(() => undefined);
    await hosts.net.clock.advance(1_000_000);
    expect([there.events, to.events]).toEqual([[], []]);
    guard.remove();
    await hosts.run();
    expect(there.bytes).toEqual([...counted(15)]);
    expect(to.events).toEqual(["2000000 received 3 from 10.0.0.2 50000"]);
  });
});

describe("reset", () => {
  it("cuts both ends from half way, and what was under way is lost", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { here, there } = await hosts.pair();
    here.stream.send(counted(5));
    hosts.net.rule(ofData("reset"));
    there.stream.send(counted(5));
    await hosts.run();
    expect([here.events, there.events]).toEqual([["30 closed: connection reset (ECONNRESET)"], ["30 closed: connection reset (ECONNRESET)"]]);
    expect([hosts.net.openStreams, hosts.net.clock.waiting]).toEqual([0, 0]);
  });

  it.each(["syn", "syn-ack"])("of a %s is told as refused to who dials", async (cut) => {
    const hosts = new TwoHosts();
    hosts.listen();
    hosts.net.rule(({ kind }) => (kind === cut ? "reset" : undefined));
    const here = hosts.dial();
    await hosts.run();
    expect(here.events).toEqual(["0 closed: connection refused (ECONNREFUSED)"]);
  });

  it("of a datagram is told to a socket with that peer", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const there = await hosts.bind({}, hosts.server);
    const here = await hosts.bind({ peer: there.local });
    hosts.net.rule(ofData("reset"));
    here.socket.send(counted(1));
    await hosts.run();
    expect([here.events, there.events]).toEqual([["0 sent 1", "10 failed: connection refused (ECONNREFUSED)"], []]);
  });
});

describe("delay, duplicate and reorder", () => {
  const said = async (...verdicts: Verdict[]): Promise<string[]> => {
    const hosts = new TwoHosts({ latency: 10 });
    const [here, there] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    hosts.net.rule(ofData(...verdicts));
    for (const length of [1, 2, 3]) here.socket.send(counted(length), there.local);
    await hosts.run();
    return there.events.map((event) => event.replace(/ from.*/, ""));
  };

  it("are done to datagrams for real", async () => {
    expect(await said({ delay: 5 })).toEqual(["10 received 2", "10 received 3", "15 received 1"]);
    expect(await said("duplicate")).toEqual(["10 received 1", "10 received 1", "10 received 2", "10 received 3"]);
    expect(await said("reorder")).toEqual(["10 received 2", "10 received 1", "10 received 3"]);
    expect(await said("pass", "reorder", "reorder")).toEqual(["10 received 1", "110 received 2", "110 received 3"]);
    expect(await said({ corrupt: counted(7) })).toEqual(["10 received 7", "10 received 2", "10 received 3"]);
  });

  it("keep the order of TCP's bytes, each of them once", async () => {
    for (const verdict of [{ delay: 50 }, "duplicate", "reorder"] as const) {
      const hosts = new TwoHosts();
      const { here, there } = await hosts.pair();
      hosts.net.rule(ofData(verdict));
      for (const at of [0, 5, 10]) here.stream.send(counted(5, at));
      await hosts.run();
      expect(there.bytes).toEqual([...counted(15)]);
      expect(there.events.at(-1)).toBe(typeof verdict === "object" ? "50 received 5" : "0 received 5");
    }
  });
});

describe("keep-alive under rules", () => {
  it("is really sent, and keeps a connection that answers", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { here } = await hosts.pair({ keepAlive: { idle: 60, interval: 5, count: 3 } });
    const seen: string[] = [];
    const guard = hosts.net.rule(({ time, kind }) => void seen.push(`${time} ${kind}`));
    await hosts.net.clock.advance(130_000);
    expect(seen).toEqual(["60020 keep-alive", "60030 ack", "120040 keep-alive", "120050 ack"]);
    guard.remove();
    await hosts.run();
    expect(here.events).toEqual([]);
  });

  it("finds a peer that answers no more, also when the rules come before the connection", async () => {
    const hosts = new TwoHosts();
    let isGone = false;
    hosts.net.rule(() => (isGone ? "drop" : "pass"));
    hosts.listen({ keepAlive: { idle: 30, interval: 10, count: 2 } }).onOffered = (offer) => (there = hosts.accept(offer));
    let there = hosts.dial(SERVER, 80, { keepAlive: { idle: 60, interval: 5, count: 3 } });
    const here = there;
    await hosts.net.clock.advance(1000);
    isGone = true;
    await hosts.run();
    expect(here.events.at(-1)).toBe("75000 closed: timed out (ETIMEDOUT)");
    expect(there.events.at(-1)).toBe("50000 closed: timed out (ETIMEDOUT)");
  });
});
