import { nodeAdapter } from "@luat/adapters/node";
import { FULL, TAKEN, type BindOptions, type Datagrams } from "@luat/contract";
import { networkInterfaces } from "node:os";
import { afterEach, describe, expect, it } from "vitest";
import { DatagramTape } from "./tapes.js";

const card = nodeAdapter();
const HOST = "127.0.0.1";
const HELLO = new TextEncoder().encode("hello");
const hasIPv6 = Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ address }) => address === "::1"));
const isLinux = process.platform === "linux";

const open: Datagrams[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.close();
});

async function bind(options: BindOptions = { host: HOST }, adapter = card): Promise<{ tape: DatagramTape; socket: Datagrams }> {
  const tape = new DatagramTape();
  const socket = adapter.bind(options, tape);
  open.push(socket);
  await tape.saw("bound");
  return { tape, socket };
}

/** A port where nobody is. */
async function freePort(): Promise<number> {
  const { tape, socket } = await bind();
  socket.close();
  return tape.endpoint.port;
}

const turn = (): Promise<void> => new Promise(setImmediate);

describe("a datagram socket of Node's card", () => {
  it("tells what the network sent back, without a number, and goes on", async () => {
    const { tape, socket } = await bind({ host: HOST, peer: { host: HOST, port: await freePort() } });
    socket.send(HELLO);
    await tape.saw("failed");
    expect(tape.failures).toMatchObject([{ fault: { reason: "refused", errno: "ECONNREFUSED" }, nth: undefined }]);
    expect(tape.settled).toBe(1);
  });

  it("keeps the port that the system chose when it sends elsewhere than to its peer", async () => {
    const peer = await bind();
    const other = await bind();
    const { tape, socket } = await bind({ peer: peer.tape.endpoint });
    socket.send(HELLO, other.tape.endpoint);
    socket.send(HELLO);
    await other.tape.saw("received");
    await peer.tape.saw("received");
    expect([...other.tape.senders, ...peer.tape.senders].map(({ port }) => port)).toEqual([tape.endpoint.port, tape.endpoint.port]);
    peer.socket.send(HELLO, { host: HOST, port: tape.endpoint.port });
    await tape.saw("received");
  });

  it.skipIf(!hasIPv6)("knows its peer however its IPv6 address is written", async () => {
    const peer = await bind({ host: "::1" });
    const other = await bind({ host: "::1" });
    const { tape, socket } = await bind({ peer: { host: "0:0:0:0:0:0:0:1", port: peer.tape.endpoint.port } });
    // To the peer in another way of writing, and then elsewhere, from where nothing is reported.
    socket.send(HELLO, peer.tape.endpoint);
    socket.send(HELLO, other.tape.endpoint);
    await other.tape.saw("received");
    await peer.tape.saw("received");
    other.socket.send(Buffer.from("stranger"), { host: "::1", port: tape.endpoint.port });
    peer.socket.send(HELLO, { host: "::1", port: tape.endpoint.port });
    await tape.saw("received");
    expect(tape.texts).toEqual(["hello"]);
  });

  it("is full when too many are unsettled, and tells when there is room again", async () => {
    const { tape: there } = await bind();
    const { tape, socket } = await bind();
    let taken = 0;
    while (socket.send(HELLO, there.endpoint) === TAKEN) taken++;
    expect(taken).toBe(1024);
    await tape.saw("drained");
    expect(socket.send(HELLO, there.endpoint)).toBe(TAKEN);
    while (tape.settled < taken + 1) await turn();
    expect(tape.events.filter((event) => event === "drained")).toHaveLength(1);
  });

  it("tells which datagram was too large", async () => {
    const { tape, socket } = await bind();
    socket.send(HELLO, { host: HOST, port: 9 });
    socket.send(new Uint8Array(65_508), { host: HOST, port: 9 });
    await tape.saw("failed");
    expect(tape.failures).toMatchObject([{ fault: { reason: "size", errno: "EMSGSIZE" }, nth: 2 }]);
    await turn();
    expect(tape.settled).toBe(2);
  });

  it("cannot reach an address of the other kind, and goes on", async () => {
    const { tape, socket } = await bind();
    socket.send(HELLO, { host: "::1", port: 9 });
    socket.send(HELLO, tape.endpoint);
    await tape.saw("received");
    expect(tape.failures).toMatchObject([{ fault: { reason: "unreachable" }, nth: 1 }]);
  });

  it("is silent when it is closed inside failed()", async () => {
    const { tape, socket } = await bind();
    tape.onFailed = () => socket.close();
    socket.send(new Uint8Array(65_508), { host: HOST, port: 9 });
    socket.send(HELLO, tape.endpoint);
    await tape.saw("failed");
    await turn();
    expect(tape.events).toEqual(["bound", "failed"]);
    expect(socket.send(HELLO, tape.endpoint)).toBe(FULL);
  });

  it("takes nothing before it is bound", async () => {
    const tape = new DatagramTape();
    const socket = card.bind({ host: HOST }, tape);
    expect(socket.send(HELLO, { host: HOST, port: 9 })).toBe(FULL);
    await tape.saw("bound");
    socket.close();
  });

  it.skipIf(!isLinux)("leaves from the address that the card was told to use, where it is of its kind", async () => {
    const there = await bind();
    const { socket } = await bind({ peer: there.tape.endpoint }, nodeAdapter({ localAddress: "127.0.0.2" }));
    socket.send(HELLO);
    await there.tape.saw("received");
    expect(there.tape.senders[0]?.host).toBe("127.0.0.2");
    const { tape } = await bind({}, nodeAdapter({ localAddress: "::1" }));
    expect(tape.endpoint.host).toBe("0.0.0.0");
  });

  it.each([-1, 65_536, 1.5])("names the port %d", (port) => {
    expect(() => card.bind({ port }, new DatagramTape())).toThrow(new RangeError(`port is ${port}; expected 0 to 65535`));
  });

  it("names a peer that can be none", () => {
    const to = (host: string, port: number): (() => unknown) => () => card.bind({ host: HOST, peer: { host, port } }, new DatagramTape());
    expect(to(HOST, 0)).toThrow(new RangeError("peer.port is 0; expected 1 to 65535"));
    expect(to("localhost", 9)).toThrow(new TypeError('peer.host is "localhost"; expected an IPv4 or IPv6 address'));
    expect(to("::1", 9)).toThrow(new TypeError('peer.host is "::1"; expected an IPv4 address, as host is one'));
  });

  it("leaves no handle behind, however it ended", async () => {
    const { tape } = await bind();
    for (const options of [{ port: tape.endpoint.port }, { host: "203.0.113.7" }]) {
      const failed = new DatagramTape();
      card.bind({ host: HOST, ...options }, failed);
      await failed.saw("closed");
    }
    card.bind({ peer: tape.endpoint }, new DatagramTape()).close();
    for (const socket of open.splice(0)) socket.close();
    while (process.getActiveResourcesInfo().some((kind) => kind.startsWith("UDP"))) await turn();
  });
});
