import { FULL, TAKEN } from "@luat/contract";
import { afterEach, expect, test } from "vitest";
import { connected, GatewayScene, local, OFFER, peer } from "./gateway-scene.js";
import { Told } from "./told.js";

let scene = new GatewayScene();
afterEach(() => {
  expect(scene.clock.waiting).toBe(0);
  scene = new GatewayScene();
});

const offered = { type: "offered", offer: OFFER, from: peer, local };

test("a listener says what it wants, and tells where it listens", () => {
  const told = new Told();
  scene.card.listen({ port: 0, host: "10.0.0.9", backlog: 3, keepAlive: { idle: 1, interval: 2, count: 3 } }, told);
  const socket = scene.sockets.last.open().say({ type: "listening", local });
  expect(socket.sent).toEqual([{ type: "listen", port: 0, host: "10.0.0.9", backlog: 3, keepAlive: { idle: 1, interval: 2, count: 3 } }]);
  expect(told.lines).toEqual(["listening 10.0.0.9:40000"]);
});

test("a client is taken at once, and fetched over a WebSocket of its own", () => {
  const { told, socket } = scene.listen();
  socket.say(offered);
  const accepted = new Told();
  const stream = told.offers[0]?.accept(accepted);
  expect(socket.news).toEqual([{ type: "take", offer: OFFER }]);
  expect(stream?.send(Uint8Array.of(1))).toBe(TAKEN);
  stream?.finish();
  expect(stream?.send(Uint8Array.of(2))).toBe(FULL);
  const fetching = scene.sockets.last.open();
  expect(fetching.news).toEqual([{ type: "accept", offer: OFFER, window: 1_048_576 }]);
  fetching.say(connected).pay(3);
  expect(fetching.news).toEqual([[1], { type: "finish" }]);
  expect(accepted.lines).toEqual(["received 3"]);
});

test("a client of a listener with TLS is secured from the start", () => {
  const { told, socket } = scene.listen({ secure: scene.secure({ verify: false, cert: "C", key: "K" }) });
  socket.say({ ...offered, secure: { protocol: "TLSv1.3", verified: false, resumed: false } });
  expect(told.offers[0]?.secure).toEqual({ protocol: "TLSv1.3", verified: false, resumed: false });
  const accepted = new Told();
  told.offers[0]?.accept(accepted);
  scene.sockets.last
    .open()
    .say(connected)
    .pay(...new Array<number>(20_000).fill(1));
  expect(accepted.lines).toEqual(["received 16384 bytes", "received 3616 bytes"]);
});

test("a client can be refused, and answered once", () => {
  const { told, socket } = scene.listen();
  socket.say(offered);
  const [offer] = told.offers;
  offer?.refuse();
  offer?.refuse();
  expect(socket.news).toEqual([{ type: "refuse", offer: OFFER }]);
  expect(() => offer?.accept(new Told())).toThrow("the offer of 10.0.0.1:1883 was accepted or refused before");
});

test("a client that the gateway does not have any more ends with what that says", () => {
  const { told, socket } = scene.listen();
  socket.say(offered);
  const accepted = new Told();
  told.offers[0]?.accept(accepted);
  scene.sockets.last.open().say({ type: "closed", fault: { reason: "reset", text: "too late" } });
  expect(accepted.lines).toEqual(["closed: reset: too late"]);
});

test("closing leaves those who wait to the gateway, and those who were accepted alone", () => {
  const { told, socket } = scene.listen();
  socket.say(offered, { ...offered, offer: `${OFFER}2` });
  const accepted = new Told();
  told.offers[0]?.accept(accepted);
  told.listener.close();
  told.listener.close();
  expect(socket.news).toEqual([{ type: "take", offer: OFFER }, "close 1000"]);
  expect(() => told.offers[1]?.accept(new Told())).toThrow("was accepted or refused before");
  scene.sockets.last.open().say(connected).pay(1);
  expect(accepted.lines).toEqual(["received 1"]);
});

test("a listener that is lost tells why, and its clients can be refused still", () => {
  const { told, socket } = scene.listen();
  socket.say(offered).end(1006);
  expect(told.news).toEqual(["offered 10.0.0.1:1883", "closed: reset: the WebSocket was cut off"]);
  told.offers[0]?.refuse();
  expect(socket.news).toEqual([]);
});

test("a client of a listener that is lost is asked for still", () => {
  const { told, socket } = scene.listen();
  socket.say(offered).end(1006);
  told.offers[0]?.accept(new Told());
  expect(socket.news).toEqual([]);
  expect(scene.sockets.last.open().sent).toEqual([{ type: "accept", offer: OFFER, window: 1_048_576 }]);
});

test("rejected clients are told with their fault", () => {
  const { told, socket } = scene.listen();
  socket.say({ type: "rejected", from: peer, fault: { reason: "tls", tls: "protocol" } });
  expect(told.lines).toEqual(["rejected 10.0.0.1:1883: TLS failure: the peer does not speak TLS, or none that this side does"]);
});

test("new settings are said at once, or when it listens", () => {
  const [cert, other] = [{ verify: false, cert: "C" }, { verify: false, cert: "D" }];
  const told = new Told();
  const listener = scene.card.listen({ port: 1, backlog: 1, secure: scene.secure(cert) }, told);
  expect(listener.renew?.(scene.secure(other))).toBeUndefined();
  const socket = scene.sockets.last.open();
  expect(socket.news).toHaveLength(1);
  socket.say({ type: "listening", local });
  expect(socket.news).toEqual([{ type: "renew", secure: { config: other } }]);
  expect(listener.renew?.({ ...scene.secure(cert), alpn: ["x"] })).toBeUndefined();
  expect(socket.news).toEqual([{ type: "renew", secure: { config: cert, alpn: ["x"] } }]);
  listener.close();
  expect(listener.renew?.(scene.secure(cert))).toBeUndefined();
  expect(socket.news).toEqual(["close 1000"]);
});

test("new settings that will not do stay here", () => {
  const { told, socket } = scene.listen({ secure: scene.secure({ verify: false, cert: "C" }) });
  expect(told.listener.renew?.(scene.secure({ verify: false }))).toMatchObject({ reason: "tls", tls: "certificate" });
  expect(told.listener.renew?.(scene.secure({ verify: true, cert: "C" }))).toMatchObject({ reason: "tls", tls: "ca" });
  expect(told.listener.renew?.(scene.secure({ verify: true, psk: { identity: "i", key: "k" } }))).toBeUndefined();
  expect(socket.news).toHaveLength(1);
  const plain = scene.listen();
  expect(() => plain.told.listener.renew?.(scene.secure({ verify: false, cert: "C" }))).toThrow("renew() of a listener without TLS; expected one with it");
});

test("a gateway that breaks the protocol is left", () => {
  for (const wrong of [connected, { type: "sent", total: 0 }, undefined]) {
    const { told, socket } = scene.listen();
    if (wrong === undefined) socket.pay(1);
    else socket.say(wrong);
    expect(told.lines).toEqual([`closed: broken: ${wrong?.type ?? "payload"} came to a listener`]);
    expect(socket.sent).toEqual(["close 4002"]);
  }
});
