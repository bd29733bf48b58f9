import { nodeAdapter } from "@luat/adapters/node";
import { ipVersion, type DnsAnswer } from "@luat/contract";
import { networkInterfaces } from "node:os";
import { describe, expect, it } from "vitest";
import { ListenTape, StreamTape } from "./tapes.js";

describe("nodeAdapter", () => {
  it("is named node, or as it is told", () => {
    expect(nodeAdapter().name).toBe("node");
    expect(nodeAdapter({ name: "eth0" }).name).toBe("eth0");
  });

  it.each(["", "localhost", "1.2.3"])("names a local address that is none: %j", (localAddress) => {
    expect(() => nodeAdapter({ localAddress })).toThrow(new TypeError(`localAddress is ${JSON.stringify(localAddress)}; expected an IPv4 or IPv6 address`));
  });

  it.each([0, -1, 1.5, Number.NaN])("names a high-water mark that is none: %d", (highWater) => {
    expect(() => nodeAdapter({ highWater })).toThrow(new RangeError(`highWater is ${highWater}; expected a whole number of at least 1`));
  });

  it.each([0, -1, 1.5, Number.NaN])("names a time for handshakes that is none: %d", (handshakeTimeout) => {
    expect(() => nodeAdapter({ handshakeTimeout })).toThrow(new RangeError(`handshakeTimeout is ${handshakeTimeout}; expected a whole number of at least 1`));
  });

  it("shows an address of this host, and the network that it is in", () => {
    const { ip, mask, gateway } = nodeAdapter().address() ?? { ip: "", mask: "", gateway: "" };
    const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    expect(all.map(({ address }) => address)).toContain(ip);
    expect([ip, mask, gateway].map(ipVersion)).toEqual([4, 4, 4]);
  });

  it("shows the address it was told to use, and the first of its network for the gateway", () => {
    expect(nodeAdapter({ localAddress: "127.0.0.1" }).address()).toMatchObject({ ip: "127.0.0.1", mask: "255.0.0.0", gateway: "127.0.0.1" });
  });

  it("leaves from the address it was told to use, and listens on it", async () => {
    const card = nodeAdapter({ localAddress: "127.0.0.1" });
    const listener = new ListenTape();
    const listening = card.listen({ port: 0, backlog: 1 }, listener);
    await listener.saw("listening");
    expect(listener.local?.host).toBe("127.0.0.1");
    const client = new StreamTape();
    const stream = card.dial({ host: "127.0.0.1", port: listener.port }, {}, client);
    await client.saw("connected");
    expect(client.local?.host).toBe("127.0.0.1");
    stream.destroy();
    listening.close();
  });

  it("dials no names and listens on none, and says so", () => {
    const card = nodeAdapter();
    expect(() => card.dial({ host: "localhost", port: 1 }, {}, new StreamTape())).toThrow(new TypeError('to.host is "localhost"; expected an IPv4 or IPv6 address'));
    expect(() => card.listen({ host: "localhost", port: 0, backlog: 1 }, new ListenTape())).toThrow(new TypeError('host is "localhost"; expected an IPv4 or IPv6 address'));
  });

  it("names a backlog that is none", () => {
    expect(() => nodeAdapter().listen({ port: 0, backlog: 0 }, new ListenTape())).toThrow(new RangeError("backlog is 0; expected a whole number of at least 1"));
  });

  it.each([-1, 65_536, 1.5])("throws for the port %d, and leaves nothing open", (port) => {
    const before = process.getActiveResourcesInfo();
    const card = nodeAdapter();
    const wrong = (name: string): RangeError => new RangeError(`${name} is ${port}; expected 0 to 65535`);
    expect(() => card.dial({ host: "127.0.0.1", port }, {}, new StreamTape())).toThrow(wrong("to.port"));
    expect(() => card.dial({ host: "127.0.0.1", port: 9 }, { localPort: port }, new StreamTape())).toThrow(wrong("localPort"));
    expect(() => card.listen({ port, backlog: 1 }, new ListenTape())).toThrow(wrong("port"));
    expect(process.getActiveResourcesInfo()).toEqual(before);
  });

  it.each(["", "localhost\0.example.test"])("resolves no name that the system would misread: %j", async (name) => {
    const answer = await new Promise<DnsAnswer>((resolve) => nodeAdapter().resolve(name, {}, resolve));
    expect(answer).toEqual({ fault: { reason: "name" } });
  });
});
