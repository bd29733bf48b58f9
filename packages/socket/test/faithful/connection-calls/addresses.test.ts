import { describe, expect, it } from "vitest";
import { STATES } from "../../../src/ids.js";
import { rig } from "../../rig.js";

describe("socket.connect to a name", () => {
  it("tries up to four addresses in turn, and logs which failed and why, with debug", () => {
    const { socket, card, make, settle, told, lines } = rig();
    const four = ["10.0.0.5", "10.0.0.6", "10.0.0.7", "10.0.0.8"];
    card.names.set("a.test", four);
    for (const address of four) card.refusing.add(address);
    const [quiet, loud] = [make(), make()];
    socket.debug(loud, true);
    socket.connect(quiet, "a.test", 80);
    settle();
    expect([told(), lines.filter((line) => line.includes("no connection"))]).toEqual([["ON_LINE -1"], []]);
    socket.connect(loud, "a.test", 80);
    settle();
    expect(card.streams.slice(4).map((one) => one.peer.host)).toEqual(four);
    expect(lines.slice(-5)).toEqual([
      ...four.map((address) => `warn socket ctrl#2 no connection to ${address}:80: connection refused (ECONNREFUSED) [state 3 CONNECTING, waits for ON_LINE]`),
      "warn socket ctrl#2 failed: connection refused (ECONNREFUSED) [state 3 CONNECTING, waits for ON_LINE]",
    ]);
    expect(socket.remoteIP(loud)).toEqual(four);
  });

  it("says nothing of failed addresses when a connection to one of several ends in order", () => {
    const { socket, card, make, settle, told, lines } = rig();
    card.names.set("a.test", ["10.0.0.5", "10.0.0.6"]);
    card.refusing.add("10.0.0.5");
    const ctrl = make();
    socket.debug(ctrl, true);
    socket.connect(ctrl, "a.test", 80);
    settle();
    expect([told(), lines.filter((line) => line.startsWith("warn")).length]).toEqual([["ON_LINE 0"], 1]);
    socket.discon(ctrl);
    settle();
    expect([told(), lines.filter((line) => line.startsWith("warn")).length]).toEqual([["CLOSED 0"], 1]);
  });

  it("asks for IPv4, or for IPv6 on request, and with the servers that setDNS gave", () => {
    const { socket, card, make } = rig();
    card.auto = false;
    socket.setDNS(null, 2, "10.0.0.53");
    socket.connect(make(), "a.test", 80);
    socket.connect(make(), "b.test", 80, true);
    expect(card.lookups.map(({ name, query }) => [name, query])).toEqual([
      ["a.test", { family: 4, servers: ["10.0.0.53"] }],
      ["b.test", { family: 6, servers: ["10.0.0.53"] }],
    ]);
  });

  it("logs with debug which kind of addresses a name did not have, and how to ask for the other", () => {
    const { socket, card, make, settle, lines } = rig();
    const ctrl = make();
    socket.debug(ctrl, true);
    for (const six of [false, true]) {
      card.auto = false;
      socket.connect(ctrl, "a.test", 80, six);
      card.lookup.answer({ fault: { reason: "name" } });
      settle();
      socket.close(ctrl);
    }
    const situation = "[state 2 WAIT_DNS, waits for ON_LINE]";
    expect(lines.filter((line) => line.includes("failed"))).toEqual([
      `warn socket ctrl#1 failed: name not resolved, a.test has no IPv4 address that could be found; pass need_ipv6_dns for IPv6 ones ${situation}`,
      `warn socket ctrl#1 failed: name not resolved, a.test has no IPv6 address that could be found; for IPv4 ones leave need_ipv6_dns out ${situation}`,
    ]);
  });

  it("waits for a look-up without an end, as for a connection, until it is closed", () => {
    const { socket, card, clock, make, state, told } = rig();
    card.auto = false;
    const ctrl = make();
    socket.connect(ctrl, "a.test", 80);
    clock.advance(86_400_000);
    expect([state(ctrl), told(), card.lookup.waiting]).toEqual([STATES.WAIT_DNS, [], true]);
    socket.close(ctrl);
    expect([card.lookup.waiting, clock.waiting]).toEqual([false, 0]);
  });

  it("goes on with the next address after 30 s without an answer", () => {
    const { socket, card, clock, make, told } = rig();
    card.auto = false;
    socket.connect(make(), "a.test", 80);
    card.lookup.answer({ addresses: ["10.0.0.5", "10.0.0.6"] });
    clock.advance(29_999);
    expect(card.streams).toHaveLength(1);
    clock.advance(1);
    card.stream.connect();
    clock.settle();
    expect([card.stream.peer.host, told()]).toEqual(["10.0.0.6", ["ON_LINE 0"]]);
  });

  it("asks the hosts of the library first, also where the card dials names, and keeps the name for TLS", () => {
    const { socket, card, make, settle, told } = rig({ hosts: { "broker.test": "10.0.0.5" } });
    card.traits = { ...card.traits, names: "opaque" };
    const ctrl = make();
    socket.config(ctrl, null, false, true);
    socket.connect(ctrl, "Broker.test", 8883);
    settle();
    expect([card.lookups, card.stream.peer, card.stream.options.secure?.name]).toEqual([[], { host: "10.0.0.5", port: 8883 }, "Broker.test"]);
    expect([told(), socket.remoteIP(ctrl)[0]]).toEqual([["ON_LINE 0"], "10.0.0.5"]);
    const six = make();
    socket.connect(six, "broker.test", 80, true);
    settle();
    expect(told()).toEqual(["ON_LINE -1"]);
  });
});
