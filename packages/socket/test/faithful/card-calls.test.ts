import { describe, expect, it } from "vitest";
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
