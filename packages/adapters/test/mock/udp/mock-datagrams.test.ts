import { FULL, MAX_DATAGRAM, TAKEN, type BindOptions } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

const REFUSED = "connection refused (ECONNREFUSED)";
const UNREACHABLE = "host or network unreachable (EHOSTUNREACH)";

describe("bind", () => {
  it("chooses ports from 50000 on, apart from those of streams", async () => {
    const hosts = new TwoHosts();
    const listener = hosts.listen({ port: 0 }, hosts.client);
    const sockets = [hosts.open(), hosts.open({ port: 50_001 }), hosts.open(), hosts.open({ port: 50_002 })];
    await hosts.run();
    expect(listener.port).toBe(50_000);
    expect(sockets.map(({ events }) => events)).toEqual([
      ["0 bound 10.0.0.2 50000"],
      ["0 bound 10.0.0.2 50001"],
      ["0 bound 10.0.0.2 50002"],
      ["0 closed: address already in use (EADDRINUSE)"],
    ]);
    sockets[1]?.socket.close();
    const again = hosts.open({ port: 50_001 });
    await hosts.run();
    expect(again.events).toEqual(["0 bound 10.0.0.2 50001"]);
  });

  it.each<[BindOptions, string]>([
    [{}, "bound 10.0.0.2 50000"],
    [{ host: "0.0.0.0" }, "bound 10.0.0.2 50000"],
    [{ host: "::" }, "bound fd00::2 50000"],
    [{ host: "FD00::0:2" }, "bound FD00::0:2 50000"],
    [{ host: "127.0.0.9" }, "bound 127.0.0.9 50000"],
    [{ host: "10.0.0.255" }, "bound 10.0.0.255 50000"],
    [{ peer: { host: SERVER, port: 9 } }, "bound 10.0.0.2 50000"],
    [{ peer: { host: "fd00::1", port: 9 } }, "bound fd00::2 50000"],
    [{ peer: { host: "127.0.0.1", port: 9 } }, "bound 127.0.0.1 50000"],
    [{ host: SERVER }, "closed: address not available on this card (EADDRNOTAVAIL)"],
    [{ host: "server.test" }, "closed: address not available on this card (EADDRNOTAVAIL)"],
  ])("to %j is told as %j", async (options, told) => {
    const hosts = new TwoHosts();
    const socket = hosts.open(options);
    expect(socket.events).toEqual([]);
    await hosts.run();
    expect(socket.events).toEqual([`0 ${told}`]);
  });

  it("for IPv6 fails on a host that has none, but for its loopback", async () => {
    const hosts = new TwoHosts({}, { ipv6: undefined });
    const sockets = [{ host: "::" }, { peer: { host: "fd00::1", port: 9 } }, { host: "::1" }].map((options) => hosts.open(options));
    await hosts.run();
    expect(sockets.map(({ events }) => events[0])).toEqual([
      "0 closed: address not available on this card (EADDRNOTAVAIL)",
      `0 closed: ${UNREACHABLE}`,
      "0 bound ::1 50000",
    ]);
  });

  it("fails when all ports are taken", async () => {
    const hosts = new TwoHosts();
    for (let port = 50_000; port <= 65_535; port++) hosts.open();
    const last = hosts.open();
    await hosts.run();
    expect(last.events).toEqual(["0 closed: out of sockets, ports or memory (EADDRNOTAVAIL)"]);
    expect(hosts.net.openDatagrams).toBe(15_536);
  });

  it.each<[BindOptions, string]>([
    [{ port: 70_000 }, "port is 70000; expected 0 to 65535"],
    [{ peer: { host: "a.test", port: 9 } }, 'peer.host is "a.test"; expected an IPv4 or IPv6 address'],
    [{ peer: { host: SERVER, port: 0 } }, "peer.port is 0; expected 1 to 65535"],
    [{ host: CLIENT, peer: { host: "fd00::1", port: 9 } }, 'peer.host is "fd00::1"; expected an IPv4 address, as host is one'],
    [{ host: "::", peer: { host: SERVER, port: 9 } }, `peer.host is "${SERVER}"; expected an IPv6 address, as host is one`],
  ])("refuses %j", (options, message) => {
    expect(() => new TwoHosts().open(options)).toThrow(message);
  });
});

describe("a datagram", () => {
  it("is under way for the net's latency, and knows its sender's address", async () => {
    const hosts = new TwoHosts({ latency: 25 });
    const [here, there] = [await hosts.bind(), await hosts.bind({ port: 53 }, hosts.server)];
    expect(here.socket.send(counted(3), { host: SERVER, port: 53 })).toBe(TAKEN);
    expect(here.socket.send(counted(0), { host: "fd00::1", port: 53 })).toBe(TAKEN);
    await hosts.run();
    expect(here.events).toEqual([`0 failed 2: ${UNREACHABLE}`, "0 sent 2"]);
    expect(there.events).toEqual(["25 received 3 from 10.0.0.2 50000"]);
  });

  it("is lent with junk behind it, and spoiled when the call has returned", async () => {
    const hosts = new TwoHosts();
    const [here, there] = [await hosts.bind(), await hosts.bind({ port: 53 }, hosts.server)];
    const seen: number[][] = [];
    there.onReceived = () => seen.push([...(there.lent.at(-1) ?? [])]);
    const bytes = Uint8Array.of(1, 2, 3);
    here.socket.send(bytes, there.local);
    await hosts.net.clock.advance(0);
    expect([...bytes]).toEqual([1, 2, 3]);
    expect(seen).toEqual([[1, 2, 3, ...Array<number>(8).fill(0xdd)]]);
    expect([...(there.lent[0] ?? [])]).toEqual(Array(11).fill(0xdd));
  });

  it("is the sender's bytes at the moment when it leaves, and those are free from sent() on", async () => {
    const hosts = new TwoHosts({ latency: 5 });
    const [here, there] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    const bytes = Uint8Array.of(1);
    const to = { ...there.local };
    here.socket.send(bytes, to);
    to.port = 1;
    await hosts.net.clock.advance(0);
    expect(here.events).toEqual(["0 sent 1"]);
    bytes.fill(9);
    await hosts.run();
    expect(there.arrived).toEqual([[1]]);
  });

  it("is taken by those whose address it is sent to, and by nobody before it is bound", async () => {
    const hosts = new TwoHosts();
    const any = await hosts.bind({ port: 1 }, hosts.server);
    const one = await hosts.bind({ port: 2, host: SERVER }, hosts.server);
    const inside = await hosts.bind({ port: 3, host: "127.0.0.1" }, hosts.server);
    const six = await hosts.bind({ port: 4, host: "::" }, hosts.server);
    const [four, other, own] = [await hosts.bind(), await hosts.bind({ host: "::" }), await hosts.bind({}, hosts.server)];
    for (const port of [1, 2, 3, 4]) {
      four.socket.send(counted(1), { host: SERVER, port });
      other.socket.send(counted(2), { host: "fd00::1", port });
      own.socket.send(counted(3), { host: "127.0.0.1", port });
      own.socket.send(counted(4), { host: SERVER, port });
    }
    const late = hosts.open({ port: 5 }, hosts.server);
    four.socket.send(counted(5), { host: SERVER, port: 5 });
    await hosts.run();
    const lengths = (recorder: typeof any): number[] => recorder.arrived.map(({ length }) => length);
    expect([any, one, inside, six, late].map(lengths)).toEqual([[1, 3, 4], [1, 4], [3], [2], [5]]);
    expect(any.events[1]).toBe("0 received 3 from 127.0.0.1 50000");
    expect(one.events[1]).toBe("0 received 4 from 10.0.0.1 50000");
  });

  it("leaves no loopback, and no address that the host does not have", async () => {
    const hosts = new TwoHosts();
    const inside = await hosts.bind({ host: "127.0.0.1" });
    const own = await hosts.bind({ host: CLIENT });
    inside.socket.send(counted(1), { host: SERVER, port: 9 });
    inside.socket.send(counted(1), { host: "255.255.255.255", port: 9 });
    inside.socket.send(counted(2), own.local);
    own.socket.send(counted(3), inside.local);
    own.socket.send(counted(3), { host: "10.0.0.77", port: 9 });
    await hosts.run();
    expect(inside.events).toEqual([1, 2, 3].map((nth) => `0 failed ${nth}: ${UNREACHABLE}`).concat("0 sent 3", "0 received 3 from 10.0.0.2 50001"));
    expect(own.events).toEqual([`0 failed 2: ${UNREACHABLE}`, "0 sent 2"]);
  });

  it(`of ${MAX_DATAGRAM} bytes is the largest`, async () => {
    const hosts = new TwoHosts();
    const [here, there] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    here.socket.send(counted(MAX_DATAGRAM), there.local);
    await hosts.run();
    expect(here.socket.send(counted(MAX_DATAGRAM + 1), there.local)).toBe(TAKEN);
    await hosts.run();
    expect(here.events).toEqual(["0 sent 1", "0 failed 2: datagram too large (EMSGSIZE)", "0 sent 2"]);
    expect(there.arrived).toEqual([[...counted(MAX_DATAGRAM)]]);
  });
});

describe("send", () => {
  it("answers FULL when a turn has sent highWater bytes, of which an empty datagram is one, and drains at its end", async () => {
    const hosts = new TwoHosts({}, { highWater: 5 });
    const [here, there] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    const answers = [4, 0, 1, 0].map((length) => here.socket.send(counted(length), there.local));
    expect(answers).toEqual([TAKEN, TAKEN, FULL, FULL]);
    await hosts.run();
    expect(here.events).toEqual(["0 sent 2", "0 drained"]);
    expect(there.arrived).toEqual([[0, 1, 2, 3], []]);
    here.socket.send(counted(9), there.local);
    await hosts.run();
    expect(here.events.slice(2)).toEqual(["0 sent 3"]);
  });

  it("does not drain before there is room, also when failed() makes it full again", async () => {
    const hosts = new TwoHosts({}, { highWater: 1 });
    const [here, there] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    here.onFailed = () => {
      here.socket.send(counted(1), there.local);
      here.socket.send(counted(1), there.local);
    };
    here.socket.send(counted(1), { host: "10.0.0.77", port: 9 });
    expect(here.socket.send(counted(1), there.local)).toBe(FULL);
    await hosts.run();
    expect(here.events).toEqual([`0 failed 1: ${UNREACHABLE}`, "0 sent 1", "0 sent 2", "0 drained"]);
  });

  it("before bound() and after close() answers FULL, whatever it is given", async () => {
    const hosts = new TwoHosts();
    const here = hosts.open();
    expect(here.socket.send(counted(1))).toBe(FULL);
    await hosts.run();
    here.socket.close();
    here.socket.close();
    expect(here.socket.send(counted(1), { host: "a.test", port: 0 })).toBe(FULL);
    await hosts.run();
    expect(here.events).toEqual(["0 bound 10.0.0.2 50000"]);
  });

  it("is settled by close(): what was taken goes out, also when it is closed while that leaves; but not when the link is down", async () => {
    for (const end of ["close", "inside", "link"] as const) {
      const hosts = new TwoHosts();
      const [here, there] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
      for (const length of [1, 2]) here.socket.send(counted(length), there.local);
      if (end !== "close") {
        here.socket.send(counted(1), { host: "10.0.0.77", port: 9 });
        here.onFailed = () => {
          here.socket.send(counted(4), there.local);
          if (end === "inside") here.socket.close();
          else hosts.client.setLink(false);
        };
      }
      here.socket.send(counted(3), there.local);
      if (end === "close") here.socket.close();
      await hosts.run();
      const lengths = { close: [1, 2, 3], inside: [1, 2, 3, 4], link: [1, 2] };
      expect(there.arrived.map(({ length }) => length)).toEqual(lengths[end]);
      expect(here.events.slice(1)).toEqual(end === "link" ? ["0 closed: network link down (ENETDOWN)"] : []);
    }
  });

  it.each([
    [undefined, "to is undefined; expected an address, for there is no peer"],
    [{ host: "a.test", port: 9 }, 'to.host is "a.test"; expected an IPv4 or IPv6 address'],
    [{ host: SERVER, port: 0 }, "to.port is 0; expected 1 to 65535"],
  ])("refuses %j", async (to, message) => {
    const hosts = new TwoHosts();
    const here = await hosts.bind();
    expect(() => here.socket.send(counted(1), to)).toThrow(message);
    await hosts.run();
    expect(here.events).toEqual([]);
  });
});

describe("a peer", () => {
  it("is where datagrams go, and the only one whose datagrams are told, also after sending elsewhere", async () => {
    const hosts = new TwoHosts();
    const [peer, stranger] = [await hosts.bind({}, hosts.server), await hosts.bind({}, hosts.server)];
    const here = await hosts.bind({ peer: peer.local });
    here.socket.send(counted(1));
    for (const from of [peer, stranger]) from.socket.send(counted(2), here.local);
    here.socket.send(counted(3), stranger.local);
    await hosts.run();
    for (const from of [stranger, peer]) from.socket.send(counted(4), here.local);
    await hosts.run();
    expect([peer.arrived.length, stranger.arrived.length]).toEqual([1, 1]);
    expect(here.events).toEqual(["0 sent 2", "0 received 2 from 10.0.0.1 50000", "0 received 4 from 10.0.0.1 50000"]);
  });

  it("where nobody is, is told as refused a round trip later; without a peer nothing is told", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const to = { host: SERVER, port: 9 };
    const [here, free] = [await hosts.bind({ peer: to }), await hosts.bind()];
    here.socket.send(counted(1));
    here.socket.send(counted(1), { host: SERVER, port: 10 });
    free.socket.send(counted(1), to);
    await hosts.run();
    expect(here.events).toEqual(["0 sent 2", `20 failed: ${REFUSED}`]);
    expect(free.events).toEqual(["0 sent 1"]);
  });

  it("is not told as refused when the answer meets a closed socket, a hole or a link that is down", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const { clock } = hosts.net;
    const here = await hosts.bind({ peer: { host: SERVER, port: 9 } });
    here.socket.send(counted(1));
    await clock.advance(15);
    const fill = hosts.net.blackhole(SERVER);
    await hosts.run();
    fill();
    here.socket.send(counted(1));
    await clock.advance(15);
    hosts.client.setLink(false);
    await clock.advance(1);
    hosts.client.setLink(true);
    await hosts.run();
    expect(here.events.filter((event) => event.includes("failed"))).toEqual([]);
    const closed = await hosts.bind({ peer: { host: SERVER, port: 9 } });
    closed.socket.send(counted(1));
    await clock.advance(15);
    closed.socket.close();
    await hosts.run();
    expect(closed.events).toHaveLength(1);
  });
});

describe("what is in the way", () => {
  it.each([
    ["when it leaves", 0, 5],
    ["when it arrives", 5, 100],
  ])("swallows a datagram, %s, and nobody is told", async (_, from, to) => {
    const hosts = new TwoHosts({ latency: 10 });
    const [here, there] = [await hosts.bind({}), await hosts.bind({}, hosts.server)];
    const tied = await hosts.bind({ peer: { host: SERVER, port: 9 } });
    const { clock } = hosts.net;
    const dig = (): (() => void) => hosts.net.blackhole(SERVER);
    let fill = from === 0 ? dig() : undefined;
    here.socket.send(counted(1), there.local);
    tied.socket.send(counted(1));
    await clock.advance(from);
    fill ??= dig();
    await clock.advance(to);
    fill();
    await hosts.run();
    expect([here.events, tied.events, there.events]).toEqual([["0 sent 1"], ["0 sent 1"], []]);
  });

  it("may be one port, or an address that nobody has", async () => {
    const hosts = new TwoHosts();
    const [here, there, other] = [await hosts.bind(), await hosts.bind({ port: 1 }, hosts.server), await hosts.bind({ port: 2 }, hosts.server)];
    hosts.net.blackhole(SERVER, 1);
    hosts.net.blackhole("10.0.0.77");
    for (const to of [there.local, other.local, { host: "10.0.0.77", port: 1 }]) here.socket.send(counted(1), to);
    await hosts.run();
    expect([there.arrived.length, other.arrived.length, here.events]).toEqual([0, 1, ["0 sent 3"]]);
  });

  it("is not held: a host whose link was down gets what arrives later, in a new socket", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const here = await hosts.bind();
    const there = await hosts.bind({ port: 1 }, hosts.server);
    hosts.server.setLink(false);
    here.socket.send(counted(1), there.local);
    await hosts.run();
    hosts.server.setLink(true);
    await hosts.run();
    const again = await hosts.bind({ port: 1 }, hosts.server);
    here.socket.send(counted(2), again.local);
    await hosts.run();
    expect(there.events).toEqual(["0 closed: network link down (ENETDOWN)"]);
    expect(again.events).toEqual(["20 received 2 from 10.0.0.2 50000"]);
  });

  it("is no reset: datagram sockets have no connection", async () => {
    const hosts = new TwoHosts();
    const [here, there] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    hosts.net.reset(SERVER);
    here.socket.send(counted(1), there.local);
    await hosts.run();
    expect(there.events).toEqual(["0 received 1 from 10.0.0.2 50000"]);
  });
});

describe("setLink", () => {
  it("ends datagram sockets, what they queued, and those that are not bound yet; while down there are none", async () => {
    const hosts = new TwoHosts();
    const [here, there] = [await hosts.bind(), await hosts.bind({}, hosts.server)];
    const opening = hosts.open();
    here.socket.send(counted(1), there.local);
    hosts.client.setLink(false);
    const [silent, late] = [hosts.open(), hosts.open()];
    silent.socket.close();
    expect([here.socket.send(counted(1), there.local), here.events]).toEqual([FULL, []]);
    await hosts.run();
    for (const { events } of [here, opening, late]) expect(events).toEqual(["0 closed: network link down (ENETDOWN)"]);
    expect([silent.events, there.events]).toEqual([[], []]);
    expect([hosts.client.openDatagrams, hosts.net.openDatagrams]).toEqual([0, 1]);
  });

  it("tells nothing to one that is closed before it is told", async () => {
    const hosts = new TwoHosts();
    const here = await hosts.bind();
    hosts.client.setLink(false);
    here.socket.close();
    await hosts.run();
    expect(here.events).toEqual([]);
  });
});

describe.each(["255.255.255.255", "10.0.0.255"])("a broadcast to %s", (host) => {
  it("reaches who is bound to no host, or to that address, on every host of the subnet, the sender's too", async () => {
    const hosts = new TwoHosts({ latency: 5 });
    const outside = hosts.net.host("10.0.1.1");
    const small = hosts.net.host("10.0.0.70", { mask: "255.255.255.240" });
    const sender = await hosts.bind({ port: 7 });
    const there = await hosts.bind({ port: 7 }, hosts.server);
    const own = await hosts.bind({ port: 8 });
    const bound = await hosts.bind({ port: 8, host }, hosts.server);
    const others = [await hosts.bind({ port: 7 }, outside), await hosts.bind({ port: 7 }, small)];
    const tied = await hosts.bind({ port: 9, host: SERVER }, hosts.server);
    const six = await hosts.bind({ port: 9, host: "::" });
    for (const port of [7, 8, 9]) sender.socket.send(counted(port), { host, port });
    await hosts.run();
    for (const to of [sender, there]) expect(to.arrived).toEqual([[...counted(7)]]);
    for (const to of [own, bound]) expect(to.events).toEqual(["5 received 8 from 10.0.0.2 7"]);
    for (const to of [...others, tied, six]) expect(to.events).toEqual([]);
    bound.socket.send(counted(1), sender.local);
    await hosts.run();
    expect(sender.events.at(-1)).toBe("10 received 1 from 10.0.0.1 8");
  });

  it("is lost where a hole or a link is in its way, and reaches the others", async () => {
    const hosts = new TwoHosts();
    const third = hosts.net.host("10.0.0.3");
    const down = hosts.net.host("10.0.0.4");
    const sender = await hosts.bind();
    const [first, second] = [await hosts.bind({ port: 7 }, hosts.server), await hosts.bind({ port: 7 }, third)];
    await hosts.bind({ port: 7 }, down);
    down.setLink(false);
    const fill = hosts.net.blackhole(SERVER, 7);
    sender.socket.send(counted(1), { host, port: 7 });
    await hosts.run();
    fill();
    hosts.net.blackhole(host);
    sender.socket.send(counted(2), { host, port: 7 });
    await hosts.run();
    expect([first.events, second.events]).toEqual([[], ["0 received 1 from 10.0.0.2 50000"]]);
  });
});
