import { describeFault, FULL, SENT, TAKEN, type Credentials, type DialOptions, type DnsAnswer, type Endpoint, type Fault, type TlsConfig } from "@luat/contract";
import { VirtualClock } from "@luat/adapters/mock";
import { DirectCard, type DirectCardOptions, type DirectDialOptions } from "@luat/adapters/websocket";
import { beforeEach, describe, expect, test } from "vitest";
import { FakeWebSockets, type FakeWebSocket } from "./fake-web-sockets.js";
import { Told } from "./told.js";

let clock = new VirtualClock();
let sockets = new FakeWebSockets();
beforeEach(() => {
  clock = new VirtualClock();
  sockets = new FakeWebSockets();
});

const TO = { host: "broker.test", port: 1883 };
const url = ({ host, port }: Endpoint, { isSecure }: DirectDialOptions): string => `${isSecure ? "wss" : "ws"}://${host}/mqtt?port=${port}`;

function makeCard(options: Partial<DirectCardOptions> = {}): DirectCard {
  return new DirectCard({ url, WebSocket: sockets.Class, clock, ...options });
}

function dial(card = makeCard(), options: DialOptions = {}): { readonly told: Told; readonly socket: FakeWebSocket } {
  const told = new Told();
  told.stream = card.dial(TO, options, told);
  return { told, socket: sockets.last };
}

function connect(options: Partial<DirectCardOptions> = {}): { readonly told: Told; readonly socket: FakeWebSocket } {
  const { told, socket } = dial(makeCard(options));
  socket.open();
  void told.news;
  return { told, socket };
}

async function failure(card: DirectCard, options: DialOptions = {}): Promise<string> {
  const told = new Told();
  card.dial(TO, options, told);
  card.dial(TO, options, new Told()).destroy();
  expect(told.lines).toEqual([]);
  await clock.run();
  expect(told.lines).toHaveLength(1);
  return describeFault(told.fault as Fault);
}

describe("options", () => {
  const good = { url };
  const names = "url, protocols, WebSocket, clock, name, highWater, pauseLimit, address";

  test.each([
    [undefined, `options of DirectCard is undefined; expected an object with ${names}`],
    [{ ...good, protocol: "mqtt" }, `protocol is no option of DirectCard; expected one of ${names}`],
    [{}, "url is undefined; expected a function"],
    [{ url: "wss://x" }, 'url is "wss://x"; expected a function'],
    [{ ...good, protocols: "mqtt" }, 'protocols is "mqtt"; expected an array of texts'],
    [{ ...good, protocols: ["mqtt", ""] }, 'protocols[1] is ""; expected a text'],
    [{ ...good, WebSocket: {} }, "WebSocket is an object; expected a function"],
    [{ ...good, name: 1 }, "name is 1; expected a text"],
    [{ ...good, highWater: 0 }, "highWater is 0; expected a whole number of 1 to"],
    [{ ...good, pauseLimit: 1.5 }, "pauseLimit is 1.5; expected a whole number of 1 to"],
    [{ ...good, address: { ip: "x", mask: "x", gateway: "x" } }, 'address.ip is "x"; expected an IPv4 or IPv6 address'],
  ])("%j are refused", (options, message) => {
    expect(() => new DirectCard(options as unknown as DirectCardOptions)).toThrow(message);
  });

  test("say what the card tells of itself", () => {
    const address = { ip: "10.0.0.2", mask: "255.0.0.0", gateway: "10.0.0.1" };
    const card = new DirectCard({ ...good, name: "direct", clock, address });
    expect(card).toMatchObject({ name: "direct", clock });
    expect(card.address()).toBe(address);
    expect(new DirectCard(good)).toMatchObject({ name: "websocket", clock: undefined });
  });
});

describe("a dial", () => {
  test("opens a WebSocket where the function leads, with the subprotocols", () => {
    const { told, socket } = dial(makeCard({ protocols: ["mqtt", "mqttv3.1"] }));
    expect(socket).toMatchObject({ url: "ws://broker.test/mqtt?port=1883", protocols: ["mqtt", "mqttv3.1"], binaryType: "arraybuffer" });
    expect(told.lines).toEqual([]);
    socket.open();
    expect(told.lines).toEqual(["connected 0.0.0.0:49152 to broker.test:1883"]);
  });

  test("has a local port that tells it from the others", () => {
    const card = makeCard();
    const lines = [dial(card), dial(card)].map(({ told, socket }) => socket.open() && told.lines.join());
    expect(lines).toEqual(["connected 0.0.0.0:49152 to broker.test:1883", "connected 0.0.0.0:49153 to broker.test:1883"]);
  });

  test("takes a URL as well as a text", () => {
    expect(dial(makeCard({ url: () => new URL("ws://proxy.test/x") })).socket.url).toBe("ws://proxy.test/x");
  });

  test.each([
    ["what the function throws", (): string => { throw new Error("no way to there"); }, "no way to there"],
    ["an address of another kind", (): string => "http://broker.test/", 'what url() gave is "http://broker.test/"; expected an address that begins with ws:// or wss://'],
    ["no address", (): string => undefined as unknown as string, "what url() gave is undefined; expected an address that begins with ws:// or wss://"],
  ])("tells %s as unsupported, after the call", async (_what, wrong, expected) => {
    expect(await failure(makeCard({ url: wrong }))).toBe(`not supported by this card: ${expected}`);
  });

  test("tells what the class of the WebSocket throws as unsupported", async () => {
    class Strict {
      readonly bufferedAmount = 0;
      readonly protocol = "";
      readonly readyState = 0;
      constructor(_url: string, protocols?: string[]) {
        throw new SyntaxError(`the subprotocol ${protocols?.join()} is invalid`);
      }
      close(): void {}
    }
    expect(await failure(makeCard({ WebSocket: Strict, protocols: ["a b"] }))).toBe("not supported by this card: the subprotocol a b is invalid");
  });

  test("can choose no local port; 0 chooses none", async () => {
    expect(await failure(makeCard(), { localPort: 7 })).toBe("not supported by this card: the local port of a WebSocket cannot be chosen");
    expect(dial(makeCard(), { localPort: 0 }).socket.url).toContain("ws://");
  });

  test.each([
    ['to.host is ""; expected a name or an address', { host: "", port: 1 }, {}],
    ["to.port is 65536; expected 0 to 65535", { host: "h", port: 65_536 }, {}],
    ["localPort is -1; expected 0 to 65535", TO, { localPort: -1 }],
  ])("%s", (message, to, options) => {
    expect(() => makeCard().dial(to, options, new Told())).toThrow(message);
  });
});

describe("TLS", () => {
  const secureWith = (card: DirectCard, config: TlsConfig = { verify: true }): { credentials: Credentials } => ({ credentials: card.credentials(config) as Credentials });

  test("is that of the WebSocket, and opaque", () => {
    const card = makeCard();
    const { told, socket } = dial(card, { secure: { ...secureWith(card), name: "broker.test" } });
    expect(socket.url).toBe("wss://broker.test/mqtt?port=1883");
    socket.open();
    expect(told.news).toEqual(["connected 0.0.0.0:49152 to broker.test:1883", "secured opaque true"]);
    socket.pay(...new Array<number>(16_385).fill(1));
    expect(told.news).toEqual(["received 16384 bytes", "received 1"]);
    expect(told.stream.send(Uint8Array.of(1))).toBe(SENT);
  });

  test("is never secured for who destroys the stream when it is connected", () => {
    const card = makeCard();
    const { told, socket } = dial(card, { secure: secureWith(card) });
    told.connected = () => told.stream.destroy();
    socket.open();
    expect(told.lines).toEqual([]);
  });

  test("takes no address that is not wss://", async () => {
    const card = makeCard({ url: () => "ws://proxy.test:81/x" });
    expect(await failure(card, { secure: secureWith(card) })).toBe(
      "not supported by this card: a dial with TLS leads to ws://proxy.test:81; expected an address that begins with wss://",
    );
  });

  test.each([{ verify: false }, { verify: false, maxVersion: "TLSv1.2" }, { verify: true, minVersion: "TLSv1.2" }] as const)("does more than %j asks for", (config) => {
    expect(makeCard().credentials(config)).toBe(makeCard().credentials({ verify: true }));
  });

  test.each(["ca", "crl", "cert", "key"] as const)("takes no %s", (part) => {
    const fault = makeCard().credentials({ verify: true, [part]: "PEM" }) as Fault;
    expect(describeFault(fault)).toBe(`not supported by this card: a WebSocket verifies with the authorities of its host alone, and takes no ${part}`);
  });

  test.each([{ psk: { identity: "i", key: "k" } }, { minVersion: "TLSv1.3" }] as const)("takes no %j", (part) => {
    expect(makeCard().credentials({ verify: true, ...part })).toMatchObject({ reason: "unsupported" });
  });

  test("takes no other name than those of the target and of the address", async () => {
    const card = makeCard({ url: () => "wss://proxy.test/x" });
    const secure = secureWith(card);
    expect(await failure(card, { secure: { ...secure, name: "other.test" } })).toBe('not supported by this card: a WebSocket verifies that the certificate is for "proxy.test", and takes no other name');
    for (const name of ["broker.test", "proxy.test"]) expect(dial(card, { secure: { ...secure, name } }).socket.url).toBe("wss://proxy.test/x");
  });

  test("takes no application protocols, and no credentials of others", async () => {
    const card = makeCard();
    expect(await failure(card, { secure: { ...secureWith(card), alpn: ["mqtt"] } })).toBe("not supported by this card: a WebSocket takes no application protocols for its TLS; expected no alpn");
    expect(() => dial(card, { secure: { credentials: {} as Credentials } })).toThrow("secure.credentials is an object; expected what credentials() of this card gave");
  });
});

describe("what it does not do", () => {
  test("is told after the call, unless that is ended before", async () => {
    const card = makeCard();
    const [listened, bound] = [new Told(), new Told()];
    const answers: DnsAnswer[] = [];
    card.listen({ port: 1, backlog: 1 }, new Told()).close();
    card.resolve("name.test", {}, () => expect.unreachable())();
    card.listen({ port: 1, backlog: 1 }, listened);
    card.bind({}, bound);
    card.resolve("name.test", {}, (answer) => answers.push(answer));
    expect([listened.lines, bound.lines, answers]).toEqual([[], [], []]);
    await clock.run();
    expect(listened.lines).toEqual(["closed: unsupported: a WebSocket can only dial"]);
    expect(bound.lines).toEqual(["closed: unsupported: a WebSocket carries no datagrams"]);
    expect(answers).toMatchObject([{ fault: { reason: "unsupported" } }]);
  });
});

describe("receiving", () => {
  test("takes text messages as their UTF-8, and empty ones as nothing", () => {
    const { told, socket } = connect();
    socket.text("é!").text("").pay().pay(1);
    expect(told.lines).toEqual(["received 195 169 33", "received 1"]);
  });

  test("waits while the stream is paused, and what follows too", async () => {
    const { told, socket } = connect();
    told.stream.pause();
    socket.pay(1).end(1000);
    expect(told.lines).toEqual([]);
    expect(told.stream.send(Uint8Array.of(1))).toBe(TAKEN);
    told.stream.finish();
    told.stream.resume();
    await clock.run();
    expect(told.lines).toEqual(["received 1", "ended", "closed"]);
    expect(socket.sent).toEqual([]);
    expect(told.stream.send(Uint8Array.of(1))).toBe(FULL);
  });

  test("while it is paused has a limit, beyond which the stream ends with a fault behind what came", async () => {
    const { told, socket } = connect({ pauseLimit: 4 });
    told.stream.pause();
    socket.pay(1, 2).pay(3, 4);
    expect(socket.sent).toEqual([]);
    socket.pay(5).pay(6);
    expect(socket.sent).toEqual(["close 4009"]);
    told.stream.resume();
    await clock.run();
    expect(told.lines).toEqual([
      ...["received 1 2", "received 3 4", "received 5"],
      "closed: limit: more than 4 bytes came while the stream was paused, which a WebSocket cannot be; read sooner, or choose a larger pauseLimit",
    ]);
  });

  test("that was paused before the WebSocket was open stops at the network when it is", () => {
    const calls: string[] = [];
    const { told, socket } = dial();
    Object.assign(socket, { pause: () => calls.push("pause") });
    told.stream.pause();
    expect(calls).toEqual([]);
    socket.open();
    expect(calls).toEqual(["pause"]);
  });

  test("stops at the network where the class can do that, and never before the WebSocket is open", () => {
    const calls: string[] = [];
    const { told, socket } = dial();
    Object.assign(socket, { pause: () => calls.push("pause"), resume: () => calls.push("resume") });
    told.stream.pause();
    told.stream.resume();
    expect(calls).toEqual([]);
    socket.open();
    told.stream.pause();
    told.stream.resume();
    told.stream.pause();
    told.stream.finish();
    expect(calls).toEqual(["pause", "resume", "pause", "resume"]);
    socket.end(1000);
    told.stream.pause();
    expect(calls).toHaveLength(4);
  });
});

describe("sending", () => {
  test("is done at once where nothing stays in the WebSocket, in messages of at most 65,536 bytes", () => {
    const { told, socket } = connect();
    expect(told.stream.send(new Uint8Array(65_537))).toBe(SENT);
    expect(socket.news.map((bytes) => (bytes as number[]).length)).toEqual([65_536, 1]);
    expect(told.stream.send(new Uint8Array(0))).toBe(SENT);
    expect(socket.news).toEqual([]);
    expect(clock.waiting).toBe(0);
  });

  test("is looked after while something stays there, more and more rarely without progress", async () => {
    const { told, socket } = connect();
    socket.bufferedAmount = 1000;
    expect(told.stream.send(new Uint8Array(1000))).toBe(TAKEN);
    expect(told.stream.queued).toBe(1000);
    const looks: number[] = [];
    Object.defineProperty(socket, "bufferedAmount", {
      get: () => {
        looks.push(clock.now());
        return clock.now() < 200 ? 1000 : clock.now() < 300 ? 400 : 0;
      },
    });
    await clock.run();
    expect(looks).toEqual([1, 3, 7, 15, 31, 63, 127, 191, 255, 256, 258, 262, 270, 286, 318]);
    expect(told.lines).toEqual(["sent 600", "sent 1000"]);
    expect(told.stream.queued).toBe(0);
    expect(clock.waiting).toBe(0);
  });

  test("takes nothing at the high-water mark, and tells once when half of that is free", async () => {
    const { told, socket } = connect({ highWater: 1000 });
    socket.bufferedAmount = 1000;
    expect(told.stream.send(new Uint8Array(1000))).toBe(TAKEN);
    for (let n = 0; n < 2; n++) expect(told.stream.send(Uint8Array.of(1))).toBe(FULL);
    socket.bufferedAmount = 501;
    await clock.advance(1);
    expect(told.news).toEqual(["sent 499"]);
    socket.bufferedAmount = 500;
    await clock.advance(1);
    expect(told.news).toEqual(["sent 500", "drained"]);
    socket.bufferedAmount = 0;
    await clock.run();
    expect(told.news).toEqual(["sent 1000"]);
  });

  test("is not looked after any more where the class tells by itself", async () => {
    const { told, socket } = connect();
    const written: Array<(error?: Error) => void> = [];
    socket.send = (_data: unknown, callback?: (error?: Error) => void) => void written.push(callback as () => void);
    socket.bufferedAmount = 5;
    told.stream.send(new Uint8Array(5));
    expect(clock.waiting).toBe(1);
    socket.bufferedAmount = 2;
    written[0]?.();
    expect(told.news).toEqual(["sent 3"]);
    expect(clock.waiting).toBe(0);
    socket.bufferedAmount = 4;
    told.stream.send(new Uint8Array(2));
    expect(clock.waiting).toBe(0);
    socket.bufferedAmount = 0;
    written[1]?.(new Error("lost"));
    expect(told.news).toEqual([]);
    written[1]?.();
    expect(told.news).toEqual(["sent 7"]);
  });

  test("never goes back where frames are counted too", async () => {
    const { told, socket } = connect();
    socket.bufferedAmount = 1006;
    told.stream.send(new Uint8Array(1000));
    await clock.advance(1);
    expect(told.news).toEqual([]);
    socket.bufferedAmount = 900;
    await clock.advance(2);
    socket.bufferedAmount = 1910;
    told.stream.send(new Uint8Array(1000));
    await clock.advance(10);
    expect(told.news).toEqual(["sent 100"]);
    told.stream.destroy();
    expect(clock.waiting).toBe(0);
  });

  test("is not told of a WebSocket that is being lost", async () => {
    const { told, socket } = connect();
    socket.bufferedAmount = 10;
    told.stream.send(new Uint8Array(10));
    Object.assign(socket, { readyState: 2, bufferedAmount: 0 });
    await clock.run();
    socket.end(1006);
    expect(told.lines).toEqual(["closed: reset: the WebSocket was cut off"]);
    expect(told.stream.queued).toBe(0);
  });
});

describe("ending", () => {
  test("sends what is queued first, and is over when the peer has answered", async () => {
    const { told, socket } = connect();
    socket.bufferedAmount = 10;
    told.stream.send(new Uint8Array(10));
    told.stream.finish();
    told.stream.finish();
    expect(told.stream.send(Uint8Array.of(1))).toBe(FULL);
    expect(socket.news.slice(1)).toEqual(["close 1000"]);
    socket.bufferedAmount = 0;
    await clock.run();
    socket.end(1000);
    expect(told.lines).toEqual(["sent 10", "ended", "closed"]);
    expect(clock.waiting).toBe(0);
  });

  test.each(["abort", "reset"] as const)("at once closes, and silences all: %s", (how) => {
    const { told, socket } = connect();
    socket.bufferedAmount = 10;
    told.stream.send(new Uint8Array(10));
    told.stream.destroy(how);
    told.stream.destroy(how);
    expect(socket.news.slice(1)).toEqual(["close 1000"]);
    expect(told.stream.queued).toBe(0);
    socket.pay(1).end(1006);
    expect(told.lines).toEqual([]);
    expect(clock.waiting).toBe(0);
  });

  test("before it is open closes the WebSocket; it cannot be finished by then", () => {
    const { told, socket } = dial();
    told.stream.finish();
    expect(socket.sent).toEqual([]);
    told.stream.destroy();
    expect(socket.sent).toEqual(["close 1000"]);
  });

  test("inside ended() is silent", () => {
    const { told, socket } = connect();
    told.ended = () => told.stream.destroy();
    socket.end(1000);
    expect(told.lines).toEqual([]);
  });

  test.each([
    [1000, "", ["ended", "closed"]],
    [1001, "", ["ended", "closed"]],
    [1005, "", ["ended", "closed"]],
    [1006, "", ["closed: reset: the WebSocket was cut off"]],
    [1008, "no", ["closed: forbidden: the WebSocket was closed with code 1008: no"]],
    [1009, "", ["closed: broken: the WebSocket was closed with code 1009"]],
    [1011, "", ["closed: broken: the WebSocket was closed with code 1011"]],
    [1013, "", ["closed: limit: the WebSocket was closed with code 1013"]],
    [3003, "", ["closed: forbidden: the WebSocket was closed with code 3003"]],
    [4321, "own", ["closed: broken: the WebSocket was closed with code 4321: own"]],
  ])("with the peer's code %i", (code, reason, expected) => {
    const { told, socket } = connect();
    socket.end(code, reason);
    expect(told.lines).toEqual(expected);
  });

  test.each([1000, 1006, 1015])("before it was open is being refused, with any code: %i", (code) => {
    const { told, socket } = dial();
    socket.end(code);
    expect(told.lines).toEqual(["closed: refused: the WebSocket cannot be opened"]);
    expect(told.fault?.note).toMatch(/^the server "wss?:\/\/.*" cannot be reached$/);
  });
});
