import { MockNet } from "@luat/adapters/mock";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { afterEach, describe, expect, it } from "vitest";
import { createDevice, type BindOptions, type DatagramSocket, type Device } from "../../src/index.js";

const GROUP = "239.1.2.3";
const PORT = 6000;

const devices: Device[] = [];
afterEach(async () => {
  await Promise.all(devices.splice(0).map((device) => device.stop()));
});

function device(net: MockNet, address: string, options: { longestDatagram?: number } = {}): Device {
  const made = createDevice({ adapters: { LWIP_GP: net.host(address, options) }, log: silentLog });
  devices.push(made);
  return made;
}

async function heard(socket: DatagramSocket): Promise<string[]> {
  const texts: string[] = [];
  for (;;) {
    const datagram = await socket.rx({ timeout: 100 }).catch(() => undefined);
    if (datagram === undefined) return texts;
    texts.push(new TextDecoder().decode(datagram.bytes));
  }
}

describe("a multicast group", () => {
  it("is heard by those who joined it, on hosts of the same network", async () => {
    const net = new MockNet({ latency: 5 });
    await net.clock.run(async () => {
      const sender = await device(net, "10.0.0.2").bind();
      const near = await device(net, "10.0.0.3").bind({ port: PORT });
      const deaf = await device(net, "10.0.0.4").bind({ port: PORT });
      const far = await device(net, "10.0.1.5").bind({ port: PORT });
      for (const socket of [near, far]) socket.join(GROUP);
      await sender.tx("one", { host: GROUP, port: PORT });
      near.leave(GROUP);
      near.join(GROUP, { interface: "10.0.0.3" });
      await sender.tx("two", { host: GROUP, port: PORT });
      expect(await Promise.all([heard(near), heard(deaf), heard(far)])).toEqual([["one", "two"], [], []]);
    });
  });

  const reaches: Array<[string, BindOptions["multicast"], own: boolean, near: boolean, far: boolean]> = [
    ["by default: this network and this host", undefined, true, true, false],
    ["with a ttl of 0: this host", { ttl: 0 }, true, false, false],
    ["with a larger ttl: other networks too", { ttl: 8 }, true, true, true],
    ["without loopback: not this host", { loopback: false, interface: "10.0.0.2" }, false, true, false],
  ];
  it.each(reaches)("is reached %s", async (_, multicast, ...wanted) => {
    const net = new MockNet();
    await net.clock.run(async () => {
      const mine = device(net, "10.0.0.2");
      const listeners = await Promise.all([mine, device(net, "10.0.0.3"), device(net, "10.0.1.4")].map((each) => each.bind({ port: PORT })));
      for (const listener of listeners) listener.join(GROUP);
      const sender = await mine.bind({ multicast });
      await sender.tx("news", { host: GROUP, port: PORT });
      expect((await Promise.all(listeners.map(heard))).map((texts) => texts.length === 1)).toEqual(wanted);
    });
  });

  it("takes what it has not been told, and refuses with an error what makes no sense", async () => {
    const net = new MockNet();
    await net.clock.run(async () => {
      const socket = await device(net, "10.0.0.2").bind();
      expect(() => socket.join("10.0.0.3")).toThrow(new TypeError('group is "10.0.0.3"; expected the address of a multicast group'));
      expect(() => socket.join(5 as never)).toThrow(new TypeError("group is 5; expected the address of a multicast group"));
      expect(() => socket.join(GROUP, { interface: "eth0" })).toThrow(new TypeError('interface is "eth0"; expected a literal address of this side'));
      expect(() => socket.leave(GROUP)).toThrow(expect.objectContaining({ name: "BrokenError", code: "address", endpoint: GROUP }));
      expect(() => socket.join(GROUP, { interface: "10.0.0.9" })).toThrow(/^Cannot join the group "239.1.2.3": /);
      socket.join(GROUP);
      expect(() => socket.join(GROUP)).toThrow(expect.objectContaining({ code: "in-use" }));
      await socket.close();
      expect(() => socket.join(GROUP)).toThrow(expect.objectContaining({ name: "ClosedError", code: "closed" }));
    });
  });

  it.each<[object, Error]>([
    [{ ttl: 256 }, new RangeError("multicast.ttl is 256; expected 0 to 255")],
    [{ ttl: -1 }, new RangeError("multicast.ttl is -1; expected at least 0")],
    [{ loopback: "yes" }, new TypeError('multicast.loopback is "yes"; expected true or false')],
    [{ interface: "eth0" }, new TypeError('multicast.interface is "eth0"; expected a literal address of this side')],
  ])("is bound with right options only: %j", async (multicast, error) => {
    await expect(device(new MockNet(), "10.0.0.2").bind({ multicast })).rejects.toEqual(error);
  });

  it("needs an interface that there is", async () => {
    const net = new MockNet();
    const binding = device(net, "10.0.0.2").bind({ multicast: { interface: "10.0.0.9" } });
    await expect(net.clock.run(() => binding)).rejects.toMatchObject({ name: "BrokenError", code: "address" });
  });

  it.runIf(process.platform === "linux")("works on this computer's network", async () => {
    const here = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
    devices.push(here);
    const listener = await here.bind();
    listener.join(GROUP, { interface: "127.0.0.1" });
    const sender = await here.bind({ multicast: { ttl: 0, loopback: true, interface: "127.0.0.1" } });
    await sender.tx("news", { host: GROUP, port: listener.local.port });
    const datagram = await listener.rx({ timeout: 5_000 });
    expect([new TextDecoder().decode(datagram?.bytes), datagram?.from.host, datagram?.truncated]).toEqual(["news", "127.0.0.1", false]);
    await expect(here.bind({ multicast: { interface: "192.0.2.1" } })).rejects.toMatchObject({ name: "BrokenError", code: "address" });
  });
});

describe("a datagram", () => {
  it("that the card cut is told so", async () => {
    const net = new MockNet();
    await net.clock.run(async () => {
      const socket = await device(net, "10.0.0.2", { longestDatagram: 2_048 }).bind({ port: PORT });
      const sender = await device(net, "10.0.0.3").bind();
      for (const length of [2_048, 2_049, 0]) await sender.tx(new Uint8Array(length), { host: "10.0.0.2", port: PORT });
      for (const [length, truncated] of [[2_048, false], [2_048, true], [0, false]] as const) {
        expect(await socket.rx()).toEqual({ bytes: new Uint8Array(length), from: { host: "10.0.0.3", port: sender.local.port }, truncated });
      }
    });
  });

  it("to everybody reaches all of the network, and who heard it can answer", async () => {
    const net = new MockNet();
    await net.clock.run(async () => {
      const asker = await device(net, "10.0.0.2").bind();
      const others = await Promise.all([3, 4].map((n) => device(net, `10.0.0.${n}`).bind({ port: PORT })));
      await asker.tx("who is there?", { host: "255.255.255.255", port: PORT });
      for (const [n, other] of others.entries()) {
        const question = await other.rx();
        if (question !== undefined) await other.tx(`device ${n + 1}`, question.from);
      }
      expect((await heard(asker)).sort()).toEqual(["device 1", "device 2"]);
    });
  });
});
