import { describe, expect, it } from "vitest";
import { STATES } from "../../../src/ids.js";
import { rig } from "../../rig.js";

describe("socket.config with UDP", () => {
  it("is taken where the card can, and port and address count from the next connect", () => {
    const { socket, card, make, settle, state, told } = rig();
    const ctrl = make();
    expect(socket.config(ctrl, 5000, true)).toBe(true);
    expect([socket.connect(ctrl, "10.0.0.1", 80), state(ctrl), told()]).toEqual([[true, false], STATES.CONNECTING, []]);
    expect(card.datagrams.options).toEqual({ port: 5000, host: undefined, peer: { host: "10.0.0.1", port: 80 } });
    settle();
    expect([state(ctrl), told(), card.streams]).toEqual([STATES.ONLINE, ["ON_LINE 0"], []]);
  });

  it("hears anyone with port 0, by IPv6 at such an address", () => {
    const { socket, card, make } = rig();
    for (const address of ["255.255.255.255", "::"]) {
      const ctrl = make();
      socket.config(ctrl, 5000, true);
      socket.connect(ctrl, address, 0);
    }
    expect(card.datagramSockets.map(({ options }) => options)).toEqual([
      { port: 5000, host: undefined, peer: undefined },
      { port: 5000, host: "::", peer: undefined },
    ]);
  });

  it("is refused where the card cannot, with a line in the log, and keeps the settings", () => {
    const { socket, card, make, lines } = rig();
    card.traits = { ...card.traits, udp: false };
    const ctrl = make();
    socket.config(ctrl, 5000);
    expect(socket.config(ctrl, 6000, true)).toBe(false);
    expect(lines).toEqual(["warn socket config: UDP is not available on the adapter fake"]);
    socket.connect(ctrl, "10.0.0.1", 80);
    expect(card.stream.options.localPort).toBe(5000);
  });

  it("changes nothing of a connection, whichever it is", () => {
    const { socket, card, online, bound, settle } = rig();
    const [stream, tcp] = online();
    const [packets, low] = bound();
    socket.config(stream, null, true);
    socket.config(packets, null, false);
    for (const ctrl of [stream, packets]) expect(socket.tx(ctrl, "x", "10.0.0.7", 7)).toEqual([true, false, false]);
    settle();
    expect([tcp.text, low.texts]).toEqual(["x", ["10.0.0.7:7 x"]]);
    tcp.receive("x");
    low.receive("x");
    expect([socket.read(stream).length, socket.read(packets).length]).toEqual([2, 4]);
    expect([socket.discon(stream), socket.discon(packets), card.misuse]).toEqual([[true, false], [true, true], []]);
  });

  it("changes nothing of a connect that waits for its name or the link", () => {
    const { socket, card, make, settle, told } = rig();
    card.names.set("a.test", ["10.0.0.5"]);
    const resolving = make();
    socket.connect(resolving, "a.test", 80);
    socket.config(resolving, null, true);
    settle();
    expect([told(), card.open()]).toEqual([["ON_LINE 0"], ["stream to 10.0.0.5:80, up"]]);
    socket.close(resolving);
    card.setLink(false);
    socket.connect(resolving, "10.0.0.1", 80);
    socket.config(resolving, null, false);
    card.setLink(true);
    settle();
    expect([told(), card.open()]).toEqual([["ON_LINE 0"], [`datagrams on ${card.datagrams.local.port}`]]);
  });

  it("changes nothing of a connection that refuses another connect either", () => {
    const { socket, card, online, bound, settle } = rig();
    const [ctrl, stream] = online();
    socket.config(ctrl, 5000, false, true);
    expect(socket.connect(ctrl, "10.0.0.1", 443)).toEqual([false, false]);
    stream.receive("a");
    stream.receive("b");
    expect(socket.rx(ctrl)).toEqual([true, 2]);
    const [packets, low] = bound();
    socket.config(packets);
    expect(socket.connect(packets, "10.0.0.1", 80)).toEqual([false, false]);
    socket.tx(packets, "x");
    settle();
    expect([low.texts, card.misuse]).toEqual([["10.0.0.1:80 x"], []]);
  });

  it("is nothing to a server that the ctrl is afterwards", () => {
    const { socket, card, bound, settle, state, told } = rig();
    const [ctrl] = bound();
    socket.close(ctrl);
    socket.config(ctrl, 4000);
    socket.listen(ctrl);
    settle();
    const { stream } = card.listener.client();
    stream.receive("hello");
    expect([told(), socket.rx(ctrl), socket.tx(ctrl, "x")]).toEqual([["ON_LINE 0", "EVENT 0"], [true, 5], [true, false, false]]);
    expect([socket.discon(ctrl), state(ctrl), stream.text]).toEqual([[true, false], STATES.DISCONNECTING, "x"]);
    settle();
    expect([told(), card.misuse]).toEqual([["CLOSED 0"], []]);
  });

  it("is gone with the next config", () => {
    const { socket, card, bound, settle } = rig();
    const [ctrl] = bound();
    socket.close(ctrl);
    socket.config(ctrl);
    socket.connect(ctrl, "10.0.0.1", 80);
    settle();
    expect(card.open()).toEqual(["stream to 10.0.0.1:80, up"]);
  });
});

describe("socket.connect with UDP", () => {
  it("has no peer with a literal address and port 0, which is how a server does it", () => {
    const { socket, card, bound } = rig();
    const [ctrl, low] = bound(undefined, "255.255.255.255", 0);
    expect(low.options.peer).toBe(undefined);
    low.receive("ping", { from: { host: "10.0.0.7", port: 7 } });
    const [, data, addr, port] = socket.read(ctrl);
    const [, ...octets] = addr ?? [];
    expect(socket.tx(ctrl, data ?? "", octets.join("."), port)).toEqual([true, false, false]);
    expect([low.texts, card.misuse]).toEqual([["10.0.0.7:7 ping"], []]);
  });

  it("takes an integer address, and an IPv6 one", () => {
    const { socket, card, make } = rig();
    const ctrl = make();
    socket.config(ctrl, null, true);
    for (const [ip, host] of [
      [0x0100007f, "127.0.0.1"],
      ["fd00::1", "fd00::1"],
    ] as const) {
      socket.connect(ctrl, ip, 80);
      expect(card.datagrams.options.peer).toEqual({ host, port: 80 });
      socket.close(ctrl);
    }
  });

  it("looks names up, on the name servers and of the kind asked for, and tells their addresses", () => {
    const { socket, card, make, settle, state, told } = rig();
    card.names.set("a.test", ["10.0.0.5", "10.0.0.6"]);
    socket.setDNS(null, 1, "10.0.0.53");
    const ctrl = make();
    socket.config(ctrl, null, true);
    socket.connect(ctrl, "a.test", 80, true);
    expect([state(ctrl), card.lookup.query]).toEqual([STATES.WAIT_DNS, { family: 6, servers: ["10.0.0.53"] }]);
    settle();
    expect([state(ctrl), told(), card.datagrams.options.peer]).toEqual([STATES.ONLINE, ["ON_LINE 0"], { host: "10.0.0.5", port: 80 }]);
    expect(socket.remoteIP(ctrl)).toEqual(["10.0.0.5", "10.0.0.6", undefined, undefined]);
    expect(socket.connect(ctrl, "a.test", 80)).toEqual([false, false]);
  });

  it("only resolves a name with port 0", () => {
    const { socket, card, make, settle, state, told } = rig();
    card.names.set("a.test", ["10.0.0.5"]);
    const ctrl = make();
    socket.config(ctrl, null, true);
    expect(socket.connect(ctrl, "a.test", 0)).toEqual([true, false]);
    settle();
    expect([state(ctrl), told(), card.datagramSockets]).toEqual([STATES.OFF_LINE, ["ON_LINE 0"], []]);
    expect([socket.remoteIP(ctrl)[0], socket.tx(ctrl, "x", "10.0.0.7", 7)]).toEqual(["10.0.0.5", [false, false, false]]);
  });

  it("fails in state 2 when a name is not found, and in 3 when it cannot bind", () => {
    const { socket, card, make, settle, state, told } = rig();
    const ctrl = make();
    card.busyPorts.add(5000);
    socket.config(ctrl, 5000, true);
    socket.connect(ctrl, "no.test", 80);
    settle();
    expect([state(ctrl), told()]).toEqual([STATES.WAIT_DNS, ["ON_LINE -1"]]);
    socket.connect(ctrl, "10.0.0.1", 80);
    settle();
    expect([state(ctrl), told(), socket.connect(ctrl, "10.0.0.1", 80)]).toEqual([STATES.CONNECTING, ["ON_LINE -1"], [false, false]]);
  });

  it("waits for the link without a time limit, then goes on; breaks with it, and does not come back by itself", () => {
    const { socket, card, clock, make, settle, state, told } = rig();
    card.setLink(false);
    const ctrl = make();
    socket.config(ctrl, null, true);
    socket.connect(ctrl, "10.0.0.1", 80);
    clock.advance(86_400_000);
    expect([state(ctrl), told(), card.datagramSockets]).toEqual([STATES.LINK_OFF, [], []]);
    card.setLink(true);
    settle();
    expect([state(ctrl), told()]).toEqual([STATES.ONLINE, ["ON_LINE 0"]]);
    card.setLink(false);
    card.setLink(true);
    settle();
    expect([state(ctrl), told(), card.open()]).toEqual([STATES.ONLINE, ["EVENT -1"], []]);
    socket.close(ctrl);
    socket.connect(ctrl, "10.0.0.1", 80);
    settle();
    expect(told()).toEqual(["ON_LINE 0"]);
  });

  it("tells debug where it is bound, and its peer if it has one", () => {
    const { socket, make, settle, lines } = rig();
    const ctrl = make();
    socket.debug(ctrl, true);
    socket.config(ctrl, 5000, true);
    for (const port of [80, 0]) {
      socket.connect(ctrl, "10.0.0.1", port);
      settle();
      socket.discon(ctrl);
    }
    expect(lines.filter((line) => line.includes("on line"))).toEqual([
      "debug socket ctrl#1 on line, 10.0.0.2:5000 to 10.0.0.1:80 [state 5 ONLINE, waits for ON_LINE]",
      "debug socket ctrl#1 on line, 10.0.0.2:5000 [state 5 ONLINE, waits for ON_LINE]",
    ]);
  });
});

describe("socket.discon and close with UDP", () => {
  it("discon is done at once, without an event, on line as well as broken", () => {
    const { socket, card, bound, settle, state, told } = rig();
    for (const broken of [false, true]) {
      const [ctrl, low] = bound();
      if (broken) low.fail({ reason: "broken" });
      told();
      expect([socket.discon(ctrl), state(ctrl)]).toEqual([[true, true], STATES.OFF_LINE]);
      settle();
      expect([told(), card.open(), socket.connect(ctrl, "10.0.0.1", 80)]).toEqual([[], [], [true, false]]);
      socket.release(ctrl);
    }
  });

  it("close is silent, and what was unread is gone", () => {
    const { socket, card, bound, settle, state, told } = rig();
    const [ctrl, low] = bound();
    low.receive("x");
    told();
    socket.close(ctrl);
    settle();
    expect([told(), state(ctrl), socket.read(ctrl), card.open()]).toEqual([[], STATES.ONLINE, [false], []]);
  });

  it("release drops what is queued for delivery", () => {
    const { socket, bound, settle, told } = rig();
    const [ctrl] = bound();
    socket.tx(ctrl, "x");
    socket.release(ctrl);
    settle();
    expect(told()).toEqual([]);
  });
});

describe("socket.listen with UDP", () => {
  it("is refused, with a line that says what to do instead", () => {
    const { socket, card, make, settle, state, told, lines } = rig();
    const ctrl = make();
    socket.config(ctrl, 4000, true);
    expect(socket.listen(ctrl, 2)).toEqual([false, false]);
    settle();
    expect([state(ctrl), told(), card.listeners]).toEqual([STATES.LINK_OFF, [], []]);
    expect(lines).toEqual(['warn socket listen: there is no listening with UDP; use connect(ctrl, "255.255.255.255", 0)']);
  });

  it("goes on while a server listens that was set to it only then", () => {
    const { socket, listening, lines } = rig();
    const server = listening(2);
    socket.config(server, 4000, true);
    expect([socket.listen(server), lines]).toEqual([[true, false], []]);
  });
});
