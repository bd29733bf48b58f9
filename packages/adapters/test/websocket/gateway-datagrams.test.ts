import { FULL, TAKEN } from "@luat/contract";
import { afterEach, describe, expect, test } from "vitest";
import { readDatagram, writeDatagram } from "../../src/wire/index.js";
import { connected, GatewayScene, local, peer } from "./gateway-scene.js";
import { Told } from "./told.js";

let scene = new GatewayScene();
afterEach(() => {
  expect(scene.clock.waiting).toBe(0);
  scene = new GatewayScene();
});

const from = (data: number[], isCut = false): number[] => [...writeDatagram(peer, Uint8Array.from(data), isCut)];

test("a datagram socket says what it wants, and tells where it is bound", () => {
  const told = new Told();
  const socket = scene.card.bind({ port: 5000, host: "10.0.0.9", peer }, told);
  expect(socket.send(Uint8Array.of(1))).toBe(FULL);
  const fake = scene.sockets.last.open();
  expect(fake.news).toEqual([{ type: "bind", port: 5000, host: "10.0.0.9", peer }]);
  fake.say({ type: "bound", local });
  expect(socket.send(Uint8Array.of(1))).toBe(TAKEN);
  expect(fake.news).toEqual([[0, 0, 0, 0, 1]]);
  expect(told.lines).toEqual(["bound 10.0.0.9:40000"]);
});

test("datagrams come with where they are from, and whether they were cut", () => {
  const { told, socket } = scene.bind();
  socket.pay(...from([1, 2])).pay(...from([], true));
  expect(told.lines).toEqual(["received 1 2 from 10.0.0.1:1883", "received  from 10.0.0.1:1883 cut"]);
});

test("wrong destinations are refused", () => {
  const { told } = scene.bind();
  const send = (to?: { host: string; port: number }) => (): unknown => told.datagrams.send(Uint8Array.of(1), to);
  expect(send()).toThrow(new TypeError("to is undefined; expected an address, as the socket has no peer"));
  expect(send({ host: "name.test", port: 1 })).toThrow(new TypeError('to.host is "name.test"; expected an IPv4 or IPv6 address'));
  expect(send({ host: "10.0.0.1", port: 0 })).toThrow(new RangeError("to.port is 0; expected 1 to 65535"));
});

describe("as many as the gateway takes unsettled", () => {
  test("are 64, and there is room again when half of them are settled", () => {
    const { told, socket } = scene.bind({ peer });
    const send = (): number => told.datagrams.send(Uint8Array.of(1));
    for (let n = 0; n < 64; n++) expect(send()).toBe(TAKEN);
    expect([send(), send()]).toEqual([FULL, FULL]);
    socket.say({ type: "sent", total: 31 });
    expect(told.news).toEqual(["sent 31"]);
    socket.say({ type: "sent", total: 32 }, { type: "sent", total: 32 }, { type: "sent", total: 64 });
    expect(told.news).toEqual(["sent 32", "drained", "sent 64"]);
    expect(socket.news).toHaveLength(64);
  });

  test("have 262,144 bytes with their headers, and a single one has any size", () => {
    const { told, socket } = scene.bind();
    const send = (length: number): number => told.datagrams.send(new Uint8Array(length), peer);
    for (let n = 0; n < 3; n++) expect(send(65_536)).toBe(TAKEN);
    expect(send(65_536)).toBe(FULL);
    expect(send(65_536 - 4 * 12)).toBe(TAKEN);
    expect(send(0)).toBe(FULL);
    socket.say({ type: "sent", total: 1 });
    expect(told.news).toEqual(["sent 1"]);
    socket.say({ type: "sent", total: 2 });
    expect(told.news).toEqual(["sent 2", "drained"]);
  });
});

test("what is larger than any network takes is cut, to be refused where it stands in line", () => {
  const { told, socket } = scene.bind();
  told.datagrams.send(new Uint8Array(100_000), peer);
  expect(readDatagram(Uint8Array.from(socket.news[0] as number[]), "client")).toMatchObject({ data: { length: 65_536 } });
  socket.say({ type: "failed", fault: { reason: "size" }, nth: 1 }, { type: "sent", total: 1 });
  expect(told.news).toEqual(["failed 1: datagram too large", "sent 1"]);
  socket.say({ type: "failed", fault: { reason: "forbidden", text: "no rule allows udp://10.0.0.1:1" } });
  expect(told.news).toEqual(['failed undefined: not permitted, the gateway "ws://gateway.test/path" says: no rule allows udp://10.0.0.1:1']);
});

test("closing silences all, and takes nothing more", () => {
  const { told, socket } = scene.bind({ peer });
  told.datagrams.send(Uint8Array.of(1));
  told.datagrams.close();
  told.datagrams.close();
  expect(told.datagrams.send(Uint8Array.of(2))).toBe(FULL);
  expect(socket.news).toEqual([[0, 0, 0, 0, 1], "close 1000"]);
  socket.pay(...from([1])).end(1000);
  expect(told.lines).toEqual([]);
});

test("the end is told, and then nothing is taken", () => {
  const { told, socket } = scene.bind({ peer });
  socket.say({ type: "closed", fault: { reason: "link" } });
  expect(told.lines).toEqual(["closed: link"]);
  expect(told.datagrams.send(Uint8Array.of(2))).toBe(FULL);
});

describe("a gateway that breaks the protocol is left", () => {
  test.each([
    [{ type: "sent", total: 0 }, "sent came before bound"],
    [{ type: "failed", fault: { reason: "size" } }, "failed came before bound"],
    [connected, "connected came before bound"],
    [undefined, "payload came before bound"],
  ])("before it is bound: %j", (message, problem) => {
    const told = new Told();
    scene.card.bind({}, told);
    const socket = scene.sockets.last.open();
    if (message === undefined) socket.pay(1);
    else socket.say(message);
    expect(told.lines).toEqual([`closed: broken: ${problem}`]);
    expect(socket.sent.at(-1)).toBe("close 4002");
  });

  test.each([
    [{ type: "bound", local }, "bound came twice"],
    [{ type: "sent", total: 1 }, "sent.total is 1; expected 0 to 0"],
    [{ type: "ended" }, "ended came to a datagram socket"],
    [[0, 0, 0], "the datagram has 3 bytes; expected at least those of its header"],
  ])("after that: %j", (message, problem) => {
    const { told, socket } = scene.bind();
    if (Array.isArray(message)) socket.pay(...message);
    else socket.say(message);
    expect(told.lines).toEqual([`closed: broken: ${problem}`]);
    expect(socket.sent.at(-1)).toBe("close 4002");
  });
});
