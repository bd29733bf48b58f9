import { COPIED, describeFault, FULL, SENT, TAKEN, type Fault } from "@luat/contract";
import { GatewayCard } from "@luat/adapters/websocket";
import { afterEach, describe, expect, test, vi } from "vitest";
import { connected, GatewayScene, local, OFFER, peer } from "./gateway-scene.js";
import { Told } from "./told.js";

/** What messages call the gateway of the scene. */
const GATEWAY = 'the gateway "ws://gateway.test/path"';

let scene = new GatewayScene();
afterEach(() => {
  expect(scene.clock.waiting).toBe(0);
  scene = new GatewayScene();
});

describe("a dialled stream", () => {
  test("is a WebSocket of its own, which says what it is and who it is once it is open", () => {
    scene = new GatewayScene({ token: "secret", window: 5000 });
    const { socket } = scene.dial({ localPort: 7, keepAlive: { idle: 1, interval: 2, count: 3 } });
    expect(socket).toMatchObject({ url: "ws://gateway.test/path", protocols: ["luat-gateway.v1"], binaryType: "arraybuffer", sent: [] });
    socket.open();
    expect(socket.sent).toEqual([{ type: "dial", host: "broker.test", port: 1883, localPort: 7, keepAlive: { idle: 1, interval: 2, count: 3 }, window: 5000, token: "secret" }]);
  });

  test("with TLS says the settings, and is open when it is secured", () => {
    const { told, socket } = scene.dial({ secure: { ...scene.secure({ verify: false, ca: Uint8Array.of(1) }), name: "broker.test", alpn: ["mqtt"], resume: false } });
    socket.open();
    expect(socket.news).toEqual([
      { type: "dial", host: "broker.test", port: 1883, window: 1_048_576, secure: { config: { verify: false, ca: { base64: "AQ==" } }, name: "broker.test", alpn: ["mqtt"], resume: false } },
    ]);
    socket.say(connected);
    expect(told.stream.send(Uint8Array.of(1))).toBe(FULL);
    socket.say({ type: "secured", info: { protocol: "TLSv1.3", verified: true, resumed: false } });
    expect(told.stream.send(Uint8Array.of(2))).toBe(COPIED);
    expect(socket.news).toEqual([[2]]);
    expect(told.lines).toEqual(["connected 10.0.0.9:40000 to 10.0.0.1:1883", "secured TLSv1.3 true"]);
  });

  test("tells what comes, in order", () => {
    const { told, socket } = scene.connect();
    socket.pay(1, 2).pay(3).say({ type: "ended" }, { type: "closed" });
    expect(told.lines).toEqual(["received 1 2", "received 3", "ended", "closed"]);
    expect(socket.sent).toEqual(["close 1000"]);
    socket.pay(4).end(1000);
    expect(told.lines).toHaveLength(4);
  });

  test("tells the fault that the gateway found", () => {
    const { told, socket } = scene.dial();
    socket.open().say({ type: "closed", fault: { reason: "forbidden", errno: "E", text: "no rule" } });
    expect(told.fault).toEqual({ reason: "forbidden", errno: "E", cause: new Error("no rule") });
  });

  test.each([
    [{ reason: "forbidden", text: "no rule allows tcp://10.0.0.1:1" }, `not permitted, ${GATEWAY} says: no rule allows tcp://10.0.0.1:1`],
    [{ reason: "link", text: "the gateway stops" }, `network link down, ${GATEWAY} says: the gateway stops`],
    [{ reason: "refused", errno: "ECONNREFUSED", text: "connect ECONNREFUSED 10.0.0.1:1" }, "connection refused (ECONNREFUSED)"],
    [{ reason: "tls", tls: "untrusted", text: "self-signed" }, "TLS failure: the peer's certificate leads to no known authority"],
    [{ reason: "unsupported", text: "no names" }, "not supported by this card: no names"],
    [{ reason: "timeout" }, "timed out"],
  ])("says of %j whether it is the gateway's own doing", (fault, text) => {
    const { told, socket } = scene.dial();
    socket.open().say({ type: "closed", fault });
    expect(describeFault(told.fault as Fault)).toBe(text);
  });
});

describe("sending", () => {
  test("goes no further than the gateway has room for, in messages of at most 65,536 bytes", () => {
    const { told, socket } = scene.connect();
    expect(told.stream.send(new Uint8Array(150_000))).toBe(TAKEN);
    const lengths = (): number[] => socket.news.map((bytes) => (bytes as number[]).length);
    expect(lengths()).toEqual([65_536, 34_464]);
    expect(told.stream.queued).toBe(150_000);
    socket.say({ type: "sent", total: 10 });
    expect(lengths()).toEqual([10]);
    socket.say({ type: "sent", total: 100_010 });
    expect(lengths()).toEqual([49_990]);
    expect(told.stream.queued).toBe(49_990);
    expect(told.news).toEqual(["sent 10", "sent 100010"]);
    socket.say({ type: "sent", total: 100_010 });
    expect(told.news).toEqual([]);
  });

  test("takes nothing while a window of bytes is queued, and tells once when half of it is free", () => {
    scene = new GatewayScene({ window: 1000 });
    const { told, socket } = scene.connect();
    expect(told.stream.send(new Uint8Array(1500))).toBe(COPIED);
    for (let n = 0; n < 2; n++) expect(told.stream.send(Uint8Array.of(1))).toBe(FULL);
    expect(told.stream.send(new Uint8Array(0))).toBe(TAKEN);
    socket.say({ type: "sent", total: 999 });
    expect(told.news).toEqual(["sent 999"]);
    socket.say({ type: "sent", total: 1000 }, { type: "sent", total: 1500 });
    expect(told.news).toEqual(["sent 1000", "drained", "sent 1500"]);
    expect(told.stream.send(new Uint8Array(0))).toBe(SENT);
  });

  test("ends behind what is queued", () => {
    const { told, socket } = scene.connect();
    told.stream.send(new Uint8Array(100_001));
    told.stream.finish();
    told.stream.finish();
    expect(told.stream.send(Uint8Array.of(1))).toBe(FULL);
    expect(socket.news).toHaveLength(2);
    socket.say({ type: "sent", total: 1 });
    expect(socket.news).toEqual([[0], { type: "finish" }]);
  });
});

describe("receiving", () => {
  test("is told to the gateway by halves of the window", () => {
    scene = new GatewayScene({ window: 8 });
    const { socket } = scene.connect();
    socket.pay(1);
    expect(socket.news).toEqual([]);
    socket.pay(2, 3).pay(4).pay(5, 6, 7, 8, 9);
    expect(socket.news).toEqual([{ type: "taken", total: 4 }, { type: "taken", total: 9 }]);
  });

  test("waits while the stream is paused, and what follows too", async () => {
    scene = new GatewayScene({ window: 8 });
    const { told, socket } = scene.connect();
    told.stream.pause();
    socket.pay(1, 2).pay(3).say({ type: "ended" }, { type: "closed" });
    expect(told.lines).toEqual([]);
    expect(told.stream.send(Uint8Array.of(1))).toBe(TAKEN);
    told.stream.finish();
    told.stream.resume();
    expect(told.lines).toEqual([]);
    await scene.clock.run();
    expect(told.lines).toEqual(["received 1 2", "received 3", "ended", "closed"]);
    expect(socket.news).toEqual(["close 1000"]);
    expect(told.stream.send(Uint8Array.of(1))).toBe(FULL);
  });

  test("does not wait where there are no bytes", () => {
    const { told, socket } = scene.connect();
    told.stream.pause();
    socket.say({ type: "ended" }, { type: "closed", fault: { reason: "reset" } });
    expect(told.lines).toEqual(["ended", "closed: reset"]);
  });

  test("over TLS brings no more at once than a record holds", () => {
    const { told, socket } = scene.dial({ secure: scene.secure() });
    socket.open().say(connected, { type: "secured", info: { protocol: "TLSv1.3", verified: true, resumed: false } });
    void told.news;
    socket.pay(...new Array<number>(40_000).fill(7));
    expect(told.lines).toEqual(["received 16384 bytes", "received 16384 bytes", "received 7232 bytes"]);
  });

  test("stops where its user pauses inside it, and goes on with the rest", async () => {
    const { told, socket } = scene.dial({ secure: scene.secure() });
    socket.open().say(connected, { type: "secured", info: { protocol: "TLSv1.3", verified: true, resumed: false } });
    void told.news;
    told.onReceived = () => told.stream.pause();
    socket.pay(...new Array<number>(16_385).fill(7));
    expect(told.news).toEqual(["received 16384 bytes"]);
    told.stream.resume();
    told.stream.pause();
    await scene.clock.run();
    expect(told.news).toEqual([]);
    told.stream.resume();
    await scene.clock.run();
    expect(told.news).toEqual(["received 7"]);
  });
});

describe("destroying", () => {
  test.each(["abort", "reset"] as const)("says %s, closes, and silences all", (how) => {
    const { told, socket } = scene.connect();
    told.stream.send(new Uint8Array(200_000));
    void socket.news;
    told.stream.destroy(how);
    told.stream.destroy();
    expect(socket.news).toEqual([{ type: "destroy", how }, "close 1000"]);
    expect(told.stream.queued).toBe(0);
    socket.pay(1).say({ type: "closed" }).end(1000);
    expect(told.lines).toEqual([]);
  });

  test("while it dials, closes the WebSocket", () => {
    const { told, socket } = scene.dial();
    told.stream.destroy();
    expect(socket.sent).toEqual(["close 1000"]);
    socket.end(1006);
    expect(told.lines).toEqual([]);
  });

  test("of an accepted stream waits until the gateway has given its client away, which would wait there otherwise", () => {
    const { told, socket: listener } = scene.listen();
    listener.say({ type: "offered", offer: OFFER, from: peer, local });
    const accepted = new Told();
    const stream = told.offers[0]?.accept(accepted);
    const socket = scene.sockets.last;
    stream?.destroy("reset");
    stream?.destroy();
    socket.open();
    expect(socket.news).toEqual([{ type: "accept", offer: OFFER, window: 1_048_576 }]);
    socket.say(connected).pay(1);
    expect(socket.news).toEqual([{ type: "destroy", how: "reset" }, "close 1000"]);
    expect(accepted.lines).toEqual([]);
  });
});

describe("a gateway that breaks the protocol", () => {
  const info = { protocol: "TLSv1.3", verified: true, resumed: false };

  test.each([
    [[connected, connected], "connected came twice"],
    [[connected, { type: "secured", info }], "secured came, and no handshake is under way"],
    [[{ type: "ended" }], "ended came before the stream was open"],
    [[connected, { type: "sent", total: 1 }], "sent.total is 1; expected 0 to 0"],
    [[{ type: "listening", local }], "listening came to a stream"],
    [[{ type: "bound", local }], "bound came to a stream"],
    [[{ type: "connectd" }], 'type is "connectd"; expected one of "connected",'],
    [[{ ...connected, window: 0 }], "connected.window is 0; expected"],
  ])("is left: %j", (messages, problem) => {
    const { told, socket } = scene.dial();
    socket.open().say(...messages);
    expect(told.lines.at(-1)).toContain(`closed: broken: ${problem}`);
    expect(socket.sent.at(-1)).toBe("close 4002");
  });

  test.each([
    ["payload before it is connected", [1], "payload came before the stream was open"],
    ["an empty payload", [connected, []], "payload of 0 bytes came; expected 1 to 65536"],
    ["too much at once", [connected, new Array<number>(65_537).fill(1)], "payload of 65537 bytes came; expected 1 to 65536"],
  ])("is left: %s", (_what, [first, second], problem) => {
    const { told, socket } = scene.dial();
    socket.open();
    if (typeof first === "number") socket.pay(first);
    else socket.say(first as object).pay(...(second as number[]));
    expect(told.lines.at(-1)).toBe(`closed: broken: ${problem}`);
    expect(socket.sent.at(-1)).toBe("close 4002");
  });

  test("is left when it sends more than there is room for", () => {
    scene = new GatewayScene({ window: 8 });
    const { told, socket } = scene.connect();
    told.stream.pause();
    socket.pay(1, 2, 3, 4, 5, 6, 7, 8).pay(9);
    expect(socket.sent).toEqual(["close 4002"]);
    told.stream.resume();
    return scene.clock.run().then(() => expect(told.lines).toEqual(["received 1 2 3 4 5 6 7 8", "closed: broken: 9 bytes came; expected at most 8"]));
  });

  test("is left when it sends what is too large, with a code of its own", () => {
    const { told, socket } = scene.connect();
    socket.text("x".repeat(262_145));
    expect(told.lines).toEqual(["closed: broken: the message is longer than 262144 bytes"]);
    expect(socket.sent).toEqual(["close 4009"]);
  });

  test("is left when it speaks another protocol", () => {
    const { told, socket } = scene.dial();
    socket.open("mqtt");
    expect(told.lines).toEqual(['closed: broken: the server speaks "mqtt"; expected "luat-gateway.v1"']);
    expect(told.fault?.note).toBe(`${GATEWAY} breaks the protocol: the server speaks "mqtt"; expected "luat-gateway.v1"`);
    expect(socket.sent).toEqual(["close 4002"]);
  });

  test("is left when its WebSocket gives what it should not", () => {
    const { told, socket } = scene.connect();
    socket.onmessage?.({ data: { size: 3 } });
    expect(told.lines).toEqual(["closed: broken: the WebSocket was closed with code 1003: a message is neither a text nor an ArrayBuffer"]);
    expect(socket.sent).toEqual(["close 4002"]);
  });
});

describe("a WebSocket that ends without a word", () => {
  test("before it was open, was refused", () => {
    const { told, socket } = scene.dial();
    socket.onerror?.({ message: "connect ECONNREFUSED 127.0.0.1:9", error: { code: "ECONNREFUSED" } });
    socket.end(1006);
    expect(told.lines).toEqual(["closed: refused: the WebSocket cannot be opened: connect ECONNREFUSED 127.0.0.1:9"]);
    expect(told.fault?.errno).toBe("ECONNREFUSED");
    expect(describeFault(told.fault as Fault)).toBe(`connection refused (ECONNREFUSED), ${GATEWAY} cannot be reached`);
  });

  test("before it was open, and whose class tells nothing more, was refused", () => {
    const { told, socket } = scene.dial();
    socket.onerror?.({});
    socket.end(1006);
    expect(told.lines).toEqual(["closed: refused: the WebSocket cannot be opened"]);
    expect(told.fault?.errno).toBeUndefined();
    expect(describeFault(told.fault as Fault)).toBe(`connection refused, ${GATEWAY} cannot be reached`);
  });

  test("before it was open, and whose class tells nothing more, may be for the origin of the page", () => {
    vi.stubGlobal("origin", "http://localhost:8099");
    try {
      const { told, socket } = scene.dial();
      socket.onerror?.({});
      socket.end(1006);
      expect(describeFault(told.fault as Fault)).toBe(`connection refused, ${GATEWAY} cannot be reached, or does not let in pages of the origin http://localhost:8099`);
    } finally {
      vi.unstubAllGlobals();
    }
  });

  test("before it was open, is told with what the gateway answered, where the class tells that", () => {
    const { told, socket } = scene.dial();
    socket.onerror?.({ message: "Unexpected server response: 404" });
    socket.end(1006);
    expect(describeFault(told.fault as Fault)).toBe(`connection refused, ${GATEWAY} cannot be reached: Unexpected server response: 404`);
  });

  test("is told with the gateway, and without the query of its address, which may be secret", () => {
    const { told, socket } = new GatewayScene({ url: "wss://gateway.test:8443/path?key=secret" }).dial();
    socket.open().end(1006);
    expect(describeFault(told.fault as Fault)).toBe('connection reset, the WebSocket to the gateway "wss://gateway.test:8443/path" was cut off');
  });

  test.each([
    [1000, "", "reset: the WebSocket was closed with code 1000"],
    [1001, "gone", "reset: the WebSocket was closed with code 1001: gone"],
    [1005, "", "reset: the WebSocket was closed with code 1005"],
    [1006, "", "reset: the WebSocket was cut off"],
    [1002, "", "broken: the WebSocket was closed with code 1002"],
    [1008, "", "forbidden: the WebSocket was closed with code 1008"],
    [1009, "", "broken: the WebSocket was closed with code 1009"],
    [1011, "oops", "broken: the WebSocket was closed with code 1011: oops"],
    [1013, "", "limit: the WebSocket was closed with code 1013"],
    [3000, "", "forbidden: the WebSocket was closed with code 3000"],
  ])("with code %i", (code, reason, expected) => {
    const { told, socket } = scene.connect();
    socket.end(code, reason);
    expect(told.lines).toEqual([`closed: ${expected}`]);
    expect(told.fault?.note).toBe(expected.replace(/^[a-z]+: the WebSocket/, `the WebSocket to ${GATEWAY}`));
  });

  test("is told what the host says of an error", () => {
    const { told, socket } = scene.connect();
    socket.onerror?.({ message: "read ETIMEDOUT" });
    socket.end(1006);
    expect(told.lines).toEqual(["closed: reset: the WebSocket was cut off: read ETIMEDOUT"]);
  });
});

test("what the class of the WebSocket throws is the fault of the dial, after the call", async () => {
  class Broken {
    readonly bufferedAmount = 0;
    readonly protocol = "";
    readonly readyState = 0;
    constructor() {
      throw new Error("insecure");
    }
    close(): void {}
  }
  const card = new GatewayCard({ url: "ws://gateway.test", WebSocket: Broken, clock: scene.clock });
  const told = new Told();
  card.dial({ host: "h", port: 1 }, {}, told);
  card.dial({ host: "h", port: 1 }, {}, new Told()).destroy();
  expect(told.lines).toEqual([]);
  await scene.clock.run();
  expect(told.lines).toEqual(["closed: refused: insecure"]);
  expect(told.fault?.note).toBe('the gateway "ws://gateway.test/" cannot be reached: insecure');
});
