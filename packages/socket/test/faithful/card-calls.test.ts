import { describe, expect, it } from "vitest";
import type { Ctrl } from "../../src/faithful/ctrl.js";
import { STATES } from "../../src/ids.js";
import { FakeCard } from "../fake-card.js";
import { HandClock } from "../hand-clock.js";
import { rig } from "../rig.js";

const NIL = [undefined, undefined, undefined, undefined];
const card = (): FakeCard => new FakeCard(new HandClock());

describe("socket.dft", () => {
  it("tells the default and the card registered last", () => {
    const { socket } = rig({ adapters: { LWIP_STA: card(), ETH0: card(), LWIP_GP: card() } });
    expect(socket.dft()).toEqual([socket.LWIP_GP, socket.LWIP_GP]);
  });

  it("sets the default to any slot, registered or not", () => {
    const { socket } = rig();
    expect(socket.dft(2)).toEqual([2, 16]);
    expect([socket.create(), socket.localIP()]).toEqual([undefined, []]);
    expect(socket.adapter()).toEqual([true, 16]);
    expect(socket.dft(16)).toEqual([16, 16]);
    expect(socket.create()).toBeDefined();
  });

  it("heeds only the number of a slot", () => {
    const { socket } = rig();
    for (const id of [200, 0, -1, 1.5, "2", null, undefined, true]) expect(socket.dft(id as never)).toEqual([16, 16]);
  });

  it("is -1 twice on a device without cards", () => {
    const { socket } = rig({ adapters: {} });
    expect(socket.dft()).toEqual([-1, -1]);
    expect([socket.create(), socket.localIP(), socket.adapter()]).toEqual([undefined, [], [false, 16]]);
  });
});

describe("socket.adapter", () => {
  it("tells of one card, or finds the first that is ready", () => {
    const [eth, wifi] = [card(), card()];
    const { socket } = rig({ adapters: { ETH0: eth, LWIP_STA: wifi } });
    expect([socket.adapter(16), socket.adapter("2"), socket.adapter(1)]).toEqual([
      [true, 16],
      [true, 2],
      [false, 1],
    ]);
    for (const index of [undefined, null, 0, -1, 99, 17, "abc"]) expect(socket.adapter(index)).toEqual([true, 2]);
    wifi.setLink(false);
    expect([socket.adapter(2), socket.adapter()]).toEqual([
      [false, 2],
      [true, 16],
    ]);
    eth.setLink(false);
    expect(socket.adapter()).toEqual([false, 16]);
  });
});

describe("socket.localIP", () => {
  it("gives address, mask, gateway and IPv6 address", () => {
    const { socket } = rig();
    const addresses = ["10.0.0.2", "255.255.255.0", "10.0.0.1", "fd00::2"];
    expect([socket.localIP(), socket.localIP(16), socket.localIP("16")]).toEqual([addresses, addresses, addresses]);
  });

  it("gives zeros while the card has none, and nothing where there is no card", () => {
    const { socket, card: eth } = rig();
    eth.setLink(false);
    expect(socket.localIP()).toEqual(["0.0.0.0", "0.0.0.0", "0.0.0.0", undefined]);
    expect([socket.localIP(2), socket.localIP(99), socket.localIP(-1)]).toEqual([[], [], []]);
  });

  it("throws a TypeError when adapter is no number", () => {
    const { socket } = rig();
    expect(() => socket.localIP("eth")).toThrow("socket.localIP: adapter is");
  });
});

describe("socket.remoteIP", () => {
  it("gives the up to four addresses of a name, from the look-up until close, discon or the next connect", () => {
    const { socket, card: eth, make, settle } = rig();
    const addresses = ["10.0.0.1", "10.0.0.3", "10.0.0.4", "10.0.0.5"];
    eth.names.set("a.test", addresses);
    const ctrl = make();
    socket.connect(ctrl, "a.test", 80);
    expect(socket.remoteIP(ctrl)).toEqual(NIL);
    settle();
    expect(socket.remoteIP(ctrl)).toEqual(addresses);
    socket.close(ctrl);
    expect(socket.remoteIP(ctrl)).toEqual(NIL);
    socket.connect(ctrl, "a.test", 80);
    settle();
    socket.discon(ctrl);
    settle();
    expect(socket.remoteIP(ctrl)).toEqual(NIL);
    socket.connect(ctrl, "a.test", 0);
    settle();
    expect(socket.remoteIP(ctrl)).toEqual(addresses);
    socket.connect(ctrl, "10.0.0.1", 80);
    expect(socket.remoteIP(ctrl)).toEqual(NIL);
  });

  it("keeps them when the connection fails or breaks", () => {
    const { socket, card: eth, make, settle } = rig();
    eth.names.set("a.test", ["10.0.0.7"]);
    eth.refusing.add("10.0.0.7");
    const ctrl = make();
    socket.connect(ctrl, "a.test", 80);
    settle();
    expect(socket.remoteIP(ctrl)[0]).toBe("10.0.0.7");
    socket.close(ctrl);
    eth.refusing.clear();
    socket.connect(ctrl, "a.test", 80);
    settle();
    eth.stream.fail({ reason: "reset" });
    expect(socket.remoteIP(ctrl)[0]).toBe("10.0.0.7");
    socket.close(ctrl);
    eth.auto = false;
    socket.connect(ctrl, "a.test", 80);
    eth.lookup.answer({ addresses: ["10.0.0.8"] });
    eth.setLink(false);
    settle();
    expect(socket.remoteIP(ctrl)[0]).toBe("10.0.0.8");
  });

  it("gives nothing for literal addresses and servers", () => {
    const { socket, card: eth, online, listening } = rig();
    expect(socket.remoteIP(online()[0])).toEqual(NIL);
    const server = listening();
    eth.listener.client();
    expect(socket.remoteIP(server)).toEqual(NIL);
  });
});

describe("socket.setDNS", () => {
  /** The name servers that a connect by name asks. */
  const servers = ({ socket, card: eth, make }: ReturnType<typeof rig>): unknown => {
    const ctrl = make();
    socket.connect(ctrl, "a.test", 80);
    return eth.lookup.query.servers;
  };

  it("gives the card's look-ups name servers, in the order of their numbers, from the next connect on", () => {
    const one = rig();
    const { socket } = one;
    expect(servers(one)).toBe(undefined);
    expect(socket.setDNS(null, 3, "fd00::53")).toBe(true);
    expect(socket.setDNS(16, 1, "223.5.5.5")).toBe(true);
    expect(servers(one)).toEqual(["223.5.5.5", "fd00::53"]);
    expect(socket.setDNS("16", null, "10.0.0.53")).toBe(true);
    expect(socket.setDNS(undefined, 4, 0x0100007f)).toBe(true);
    expect(servers(one)).toEqual(["10.0.0.53", "fd00::53", "127.0.0.1"]);
  });

  it("is the card's own: another card asks as its system does", () => {
    const [eth, wifi] = [card(), card()];
    const { socket } = rig({ adapters: { ETH0: eth, LWIP_STA: wifi } });
    socket.setDNS(socket.ETH0, 1, "10.0.0.53");
    for (const adapter of [socket.ETH0, socket.LWIP_STA]) socket.connect(socket.create(adapter), "a.test", 80);
    expect([eth.lookup.query.servers, wifi.lookup.query.servers]).toEqual([["10.0.0.53"], undefined]);
  });

  it("is true, and told in the log, for a number or address that is none", () => {
    const one = rig();
    const { socket, lines } = one;
    for (const index of [0, 5, -1]) expect(socket.setDNS(null, index, "10.0.0.53")).toBe(true);
    for (const ip of ["a.test", "", "1.2.3"]) expect(socket.setDNS(null, 1, ip)).toBe(true);
    expect(lines).toHaveLength(6);
    expect([lines[0], lines[3]]).toEqual([
      "warn socket setDNS: index is 0; expected 1 to 4",
      'warn socket setDNS: ip is "a.test"; expected a literal address',
    ]);
    expect(servers(one)).toBe(undefined);
  });

  it("is false where there is no such card", () => {
    const { socket } = rig();
    for (const adapter of [2, 99, -1]) expect(socket.setDNS(adapter, 1, "10.0.0.53")).toBe(false);
    expect(rig({ adapters: {} }).socket.setDNS(null, 1, "10.0.0.53")).toBe(false);
  });

  it("throws a TypeError for an ip or adapter of another type", () => {
    const { socket } = rig();
    for (const ip of [null, undefined, true, {}, 1.5]) expect(() => socket.setDNS(null, 1, ip as never)).toThrow("socket.setDNS: ip is");
    expect(() => socket.setDNS("eth", 1, "10.0.0.53")).toThrow("socket.setDNS: adapter is");
  });
});

describe("socket.close_all", () => {
  it("ends TCP connections of the card in order, with CLOSED 0, and all else that is open at once and silently", () => {
    const { socket, card: eth, make, online, secured, bound, listening, settle, state, told } = rig();
    const [plain] = online();
    const [safe] = secured();
    const [broken, cut] = online();
    cut.fin();
    const [packets] = bound();
    const server = listening(2);
    eth.listener.client();
    const [, client] = socket.accept(server);
    eth.listener.client();
    eth.refusing.add("10.0.0.7");
    const failed = make();
    socket.connect(failed, "10.0.0.7", 80);
    settle();
    eth.auto = false;
    const [dialling, shaking] = [make(), make()];
    socket.connect(dialling, "10.0.0.1", 80);
    socket.config(shaking, null, false, true);
    socket.connect(shaking, "10.0.0.1", 443);
    eth.stream.connect();
    told();

    expect(socket.close_all(socket.ETH0)).toBe(true);
    const inOrder = [plain, safe, broken, client as Ctrl];
    const atOnce = [packets, server, failed, dialling, shaking];
    expect([told(), inOrder.map(state), atOnce.map(state)]).toEqual([[], inOrder.map(() => STATES.DISCONNECTING), atOnce.map(() => STATES.OFF_LINE)]);
    settle();
    expect(inOrder.map(state)).toEqual(inOrder.map(() => STATES.OFF_LINE));
    // The accepted client's are published, as it has no callback.
    expect([told(), eth.open()]).toEqual([["CLOSED 0", "CLOSED 0", "CLOSED 0"], []]);
    eth.auto = true;
    for (const ctrl of [...inOrder, ...atOnce]) expect(socket.connect(ctrl, "10.0.0.1", 80)).toEqual([true, false]);
  });

  it("cancels a pending TX_OK, as discon does", () => {
    const { socket, online, bound, settle, told } = rig();
    const [ctrl, stream] = online();
    const [packets, low] = bound();
    stream.slow = true;
    socket.tx(ctrl, "x");
    socket.tx(packets, "y");
    socket.close_all(16);
    stream.pass();
    settle();
    expect([stream.text, low.texts, told()]).toEqual(["x", ["10.0.0.1:80 y"], ["CLOSED 0"]]);
  });

  it("lets a ctrl that is being ended in order end so", () => {
    const { socket, online, settle, told } = rig();
    const [ctrl, stream] = online();
    stream.slow = true;
    socket.tx(ctrl, "x");
    socket.discon(ctrl);
    expect(socket.close_all(16)).toBe(true);
    stream.pass();
    settle();
    expect([stream.text, told()]).toEqual(["x", ["CLOSED 0"]]);
  });

  it("leaves alone what has no socket: idle, waiting for its name or for the link", () => {
    const { socket, card: eth, make, settle, state, told } = rig();
    eth.names.set("a.test", ["10.0.0.5"]);
    const [idle, resolving, waiting] = [make(), make(), make()];
    socket.connect(resolving, "a.test", 80);
    expect(socket.close_all(16)).toBe(true);
    settle();
    expect([state(idle), told()]).toEqual([STATES.LINK_OFF, ["ON_LINE 0"]]);
    socket.release(resolving);
    eth.setLink(false);
    socket.connect(waiting, "10.0.0.1", 80);
    socket.close_all(16);
    eth.setLink(true);
    settle();
    expect([told(), state(waiting)]).toEqual([["ON_LINE 0"], STATES.ONLINE]);
  });

  it("leaves other cards alone", () => {
    const clock = new HandClock();
    const [eth, wifi] = [new FakeCard(clock), new FakeCard(clock)];
    const { socket, state } = rig({ adapters: { LWIP_STA: wifi, ETH0: eth } });
    const ctrls = [socket.ETH0, socket.LWIP_STA].map((adapter) => socket.create(adapter, () => undefined) as Ctrl);
    for (const ctrl of ctrls) socket.connect(ctrl, "10.0.0.1", 80);
    clock.settle();
    socket.close_all(socket.LWIP_STA);
    expect(ctrls.map(state)).toEqual([STATES.ONLINE, STATES.DISCONNECTING]);
    expect(socket.close_all(socket.LWIP_GP)).toBe(true);
    expect(ctrls.map(state)).toEqual([STATES.ONLINE, STATES.DISCONNECTING]);
  });

  it("is false for what is no card's number, and heeds only numbers", () => {
    const { socket, online, state } = rig();
    const [ctrl] = online();
    for (const id of [17, 99, -1, 1.5, "16", null, undefined, true]) expect(socket.close_all(id as never)).toBe(false);
    expect(state(ctrl)).toBe(STATES.ONLINE);
  });

  it("calls no callback before it returns, and bears one that releases another", () => {
    const { socket, card: eth, online, settle, told } = rig();
    const [first] = online(() => {
      socket.release(second);
    });
    const [second] = online();
    socket.close_all(16);
    expect(told()).toEqual([]);
    settle();
    socket.release(first);
    expect([told(), eth.open()]).toEqual([["CLOSED 0"], []]);
  });
});

describe("socket.rx_cache", () => {
  it("keeps a number from 6 to 48, and tells it; each device has its own", () => {
    const { socket } = rig();
    expect([socket.rx_cache(), socket.rx_cache(6), socket.rx_cache(), socket.rx_cache(48)]).toEqual([32, 6, 6, 48]);
    for (const n of [5, 49, 0, -1, 7.5, "10", null, true]) expect(socket.rx_cache(n as never)).toBe(48);
    expect(rig().socket.rx_cache()).toBe(32);
  });
});
