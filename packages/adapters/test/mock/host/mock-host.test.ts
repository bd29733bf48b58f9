import { describe, expect, it } from "vitest";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

describe("setLink", () => {
  it("ends everything that is open on the host; its peers hear nothing", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    const listener = hosts.listen({ port: 90 }, hosts.client);
    const dialing = hosts.dial();
    hosts.client.setLink(false);
    expect(here.events).toEqual([]);
    await hosts.run();
    expect(here.events).toEqual(["0 closed: network link down (ENETDOWN)"]);
    expect(dialing.events).toEqual(["0 closed: network link down (ENETDOWN)"]);
    expect(listener.events).toEqual(["0 closed: network link down (ENETDOWN)"]);
    expect(there.events).toEqual([]);
    expect([hosts.client.openStreams, hosts.client.openListeners, hosts.net.openStreams]).toEqual([0, 0, 1]);
  });

  it("down, makes the host silent; its peers learn of the loss when they send after it is up again", async () => {
    const hosts = new TwoHosts();
    const { there } = await hosts.pair();
    hosts.client.setLink(false);
    there.stream.send(counted(10));
    const knocking = hosts.dial(CLIENT, 81, {}, hosts.server);
    await hosts.net.clock.advance(1000);
    expect([there.events, knocking.events]).toEqual([[], []]);
    hosts.client.setLink(true);
    await hosts.run();
    expect(there.events).toEqual(["1000 closed: connection reset (ECONNRESET)"]);
    expect(knocking.events).toEqual(["1000 closed: connection refused (ECONNREFUSED)"]);
  });

  it("is seen at once by isReady and address, and told to watchers after the call", async () => {
    const { net } = new TwoHosts();
    const host = net.host(CLIENT);
    const told: Array<[boolean, boolean]> = [];
    const stop = host.watch((up) => told.push([up, host.isReady()]));
    host.setLink(true);
    host.setLink(false);
    expect([host.isReady(), host.address(), told]).toEqual([false, undefined, []]);
    await net.clock.run();
    expect(told).toEqual([[false, false]]);
    stop();
    stop();
    host.setLink(true);
    await net.clock.run();
    expect(told).toHaveLength(1);
    expect(host.address()?.ip).toBe(CLIENT);
  });

  it("tells each of several changes at one moment while it is true", async () => {
    const { net } = new TwoHosts();
    const host = net.host(CLIENT);
    const told: Array<[boolean, boolean]> = [];
    host.watch((up) => told.push([up, host.isReady()]));
    for (const up of [false, true, true, false, true]) host.setLink(up);
    await net.clock.run();
    expect(told).toEqual([[false, false], [true, true], [false, false], [true, true]]);
  });

  it("tells nobody who stopped watching meanwhile", async () => {
    const { net } = new TwoHosts();
    const host = net.host(CLIENT);
    const told: string[] = [];
    host.watch(() => {
      told.push("first");
      stop();
    });
    const stop = host.watch(() => told.push("second"));
    host.setLink(false);
    await net.clock.run();
    expect(told).toEqual(["first"]);
  });

  it("down, gives dials, listeners and look-ups the fault link", async () => {
    const hosts = new TwoHosts();
    hosts.client.setLink(false);
    const here = hosts.dial();
    const listener = hosts.listen({}, hosts.client);
    let answer: unknown;
    hosts.client.resolve("localhost", {}, (given) => (answer = given));
    await hosts.run();
    expect(here.events).toEqual(["0 closed: network link down (ENETDOWN)"]);
    expect(listener.events).toEqual(["0 closed: network link down (ENETDOWN)"]);
    expect(answer).toEqual({ fault: { reason: "link", errno: "ENETDOWN" } });
  });

  it("down, tells an offer's stream once it is accepted", async () => {
    const hosts = new TwoHosts();
    const listener = hosts.listen();
    hosts.dial();
    await hosts.run();
    hosts.server.setLink(false);
    await hosts.run();
    const there = hosts.accept(listener.offers[0]);
    await hosts.run();
    expect(there.events).toEqual(["0 closed: network link down (ENETDOWN)"]);
  });
});

describe("dial", () => {
  it("is refused where nobody listens", async () => {
    const hosts = new TwoHosts({ latency: 5 });
    const here = hosts.dial(SERVER, 9);
    await hosts.run();
    expect(here.events).toEqual(["10 closed: connection refused (ECONNREFUSED)"]);
    expect(hosts.net.openStreams).toBe(0);
  });

  it("chooses ports from 50000 on, and takes the one that is wanted if it is free", async () => {
    const hosts = new TwoHosts();
    hosts.listen();
    const dials = [hosts.dial(), hosts.dial(SERVER, 80, { localPort: 50_001 }), hosts.dial(), hosts.dial(SERVER, 80, { localPort: 50_001 })];
    await hosts.run();
    expect(dials.map((dial) => dial.events[0])).toEqual([
      "0 connected 10.0.0.2 50000 to 10.0.0.1 80",
      "0 connected 10.0.0.2 50001 to 10.0.0.1 80",
      "0 connected 10.0.0.2 50002 to 10.0.0.1 80",
      "0 closed: address already in use (EADDRINUSE)",
    ]);
    dials[1]?.stream.destroy();
    const again = hosts.dial(SERVER, 80, { localPort: 50_001 });
    await hosts.run();
    expect(again.events).toHaveLength(1);
    expect(again.events[0]).toContain("connected");
  });

  it("destroyed before the answer, is silent; its listener sees the client leave", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    const listener = hosts.listen();
    const [early, late] = [hosts.dial(), hosts.dial()];
    await hosts.net.clock.advance(5);
    early.stream.destroy();
    await hosts.net.clock.advance(10);
    late.stream.destroy();
    await hosts.run();
    expect([early.events, late.events]).toEqual([[], []]);
    expect(listener.offers).toHaveLength(1);
    const there = hosts.accept(listener.offers[0]);
    await hosts.run();
    expect(there.events).toEqual(["30 closed: connection reset (ECONNRESET)"]);
    expect([hosts.net.openStreams, hosts.net.clock.waiting]).toEqual([0, 0]);
  });

  it("destroyed at once, leaves nothing", async () => {
    const hosts = new TwoHosts({ latency: 10 });
    hosts.dial().stream.destroy();
    expect([hosts.net.openStreams, hosts.net.clock.waiting]).toEqual([0, 0]);
  });

  it("to a name is for cards that dial names", async () => {
    expect(() => new TwoHosts().dial("a.test")).toThrow('to.host is "a.test"; expected an IPv4 or IPv6 address, resolve names first');
    const hosts = new TwoHosts({ resolveDelay: 30 }, { names: "opaque" });
    hosts.net.name("server.test", [SERVER]);
    hosts.listen();
    const [here, nowhere] = [hosts.dial("server.test"), hosts.dial("nobody.test")];
    const left = hosts.dial("server.test");
    left.stream.destroy();
    await hosts.run();
    expect(here.events).toEqual(["30 connected 10.0.0.2 50000 to 10.0.0.1 80"]);
    expect(nowhere.events).toEqual(["30 closed: name not resolved (ENOTFOUND)"]);
    expect(left.events).toEqual([]);
    let answer: unknown;
    hosts.client.resolve("server.test", {}, (given) => (answer = given));
    await hosts.run();
    expect(answer).toEqual({ fault: { reason: "unsupported" } });
  });

  it.each([
    [70_000, {}, "to.port is 70000; expected 0 to 65535"],
    [1, { localPort: -1 }, "localPort is -1; expected 0 to 65535"],
    [1.5, {}, "to.port is 1.5; expected 0 to 65535"],
  ])("refuses port %d with %j", (port, options, message) => {
    expect(() => new TwoHosts().dial(SERVER, port, options)).toThrow(message);
  });
});

describe("listen", () => {
  it("tells the port that it chose, and one that is taken", async () => {
    const hosts = new TwoHosts();
    const [chosen, first, second] = [hosts.listen({ port: 0 }), hosts.listen(), hosts.listen()];
    await hosts.run();
    expect(chosen.events).toEqual(["0 listening 10.0.0.1 50000"]);
    expect(first.events).toEqual(["0 listening 10.0.0.1 80"]);
    expect(second.events).toEqual(["0 closed: address already in use (EADDRINUSE)"]);
    first.listener.close();
    first.listener.close();
    const third = hosts.listen();
    await hosts.run();
    expect(third.events).toEqual(["0 listening 10.0.0.1 80"]);
  });

  it("keeps its port when a client that it accepted is gone", async () => {
    const hosts = new TwoHosts();
    const { here, there } = await hosts.pair();
    here.stream.destroy();
    there.stream.destroy();
    const again = hosts.listen();
    await hosts.run();
    expect(again.events).toEqual(["0 closed: address already in use (EADDRINUSE)"]);
  });

  it("hears only those who dial its address, if it has one", async () => {
    const hosts = new TwoHosts();
    const inside = hosts.listen({ host: "127.0.0.1", port: 81 });
    const six = hosts.listen({ host: "FD00::0:1", port: 82 });
    const any = hosts.listen({ host: "::", port: 83 });
    const wrong = hosts.listen({ host: CLIENT, port: 84 });
    const dials = [hosts.dial(SERVER, 81), hosts.dial(SERVER, 82), hosts.dial("fd00::1", 82), hosts.dial("fd00::1", 83), hosts.dial(SERVER, 83)];
    hosts.dial("127.0.0.1", 81, {}, hosts.server);
    await hosts.run();
    expect(dials.map((dial) => dial.events[0]?.split(" ")[1])).toEqual(["closed:", "closed:", "connected", "connected", "connected"]);
    expect([inside.offers.length, six.offers.length, any.offers.length]).toEqual([1, 1, 2]);
    expect(wrong.events).toEqual(["0 closed: address not available on this card (EADDRNOTAVAIL)"]);
  });

  it("closed, refuses the clients that wait, and those that come", async () => {
    const hosts = new TwoHosts();
    const listener = hosts.listen();
    const waits = hosts.dial();
    await hosts.run();
    listener.listener.close();
    const comes = hosts.dial();
    await hosts.run();
    expect(waits.events.at(-1)).toBe("0 closed: connection reset (ECONNRESET)");
    expect(comes.events).toEqual(["0 closed: connection refused (ECONNREFUSED)"]);
    expect([hosts.net.openStreams, hosts.net.openListeners]).toEqual([0, 0]);
  });

  it("closed before it listened, is silent", async () => {
    const hosts = new TwoHosts();
    const listener = hosts.listen();
    listener.listener.close();
    await hosts.run();
    expect(listener.events).toEqual([]);
  });

  it("keeps 64 clients that come at once, and refuses the 65th", async () => {
    const hosts = new TwoHosts({ latency: 7 });
    const listener = hosts.listen({ backlog: 64 });
    const clients = Array.from({ length: 65 }, () => hosts.dial());
    await hosts.run();
    expect(clients.map((client) => client.events[0]?.split(" ")[1])).toEqual([...Array<string>(64).fill("connected"), "closed:"]);
    for (const [i, client] of clients.entries()) {
      client.stream.send(counted(1000, i));
      client.stream.finish();
    }
    await hosts.run();
    const servers = listener.offers.map((offer) => hosts.accept(offer));
    for (const [i, server] of servers.entries()) {
      server.stream.send(counted(500, i));
      server.stream.finish();
    }
    await hosts.run();
    for (let i = 0; i < 64; i++) {
      expect(servers[i]?.bytes).toEqual([...counted(1000, i)]);
      expect(clients[i]?.bytes).toEqual([...counted(500, i)]);
      expect([clients[i]?.events.at(-1), servers[i]?.events.at(-1)]).toEqual(["28 closed", "21 closed"]);
    }
    listener.listener.close();
    expect([hosts.net.openStreams, hosts.net.openListeners, hosts.net.clock.waiting]).toEqual([0, 0, 0]);
  });

  it.each([
    [{ port: -1 }, "port is -1; expected 0 to 65535"],
    [{ backlog: 0 }, "backlog is 0; expected a whole number of at least 1"],
  ])("refuses %j", (options, message) => {
    expect(() => new TwoHosts().listen(options)).toThrow(message);
  });
});
