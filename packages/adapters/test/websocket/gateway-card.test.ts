import { describeFault, type Credentials, type DnsAnswer, type Fault } from "@luat/contract";
import { MockNet } from "@luat/adapters/mock";
import { GatewayCard, type GatewayCardOptions } from "@luat/adapters/websocket";
import { describe, expect, test } from "vitest";
import { FakeWebSockets } from "./fake-web-sockets.js";
import { GatewayScene } from "./gateway-scene.js";
import { Told } from "./told.js";

const WebSocket = new FakeWebSockets().Class;
const NEEDS_TLS = 'not supported by this card: TLS through a gateway needs the option tls, which checks the settings: pass checkTls of "@luat/adapters/certs"';

describe("options", () => {
  const good = { url: "wss://gateway.test/", WebSocket };

  test.each([
    [undefined, "options of GatewayCard is undefined; expected an object with url, token, WebSocket, tls, clock, name, window, address"],
    [{ ...good, tocken: "x" }, "tocken is no option of GatewayCard; expected one of url, token, WebSocket, tls, clock, name, window, address"],
    [{ WebSocket }, "url is undefined; expected an address that begins with ws:// or wss://"],
    [{ ...good, url: "gateway.test" }, 'url is "gateway.test"; expected an address that begins with ws:// or wss://'],
    [{ ...good, url: new URL("https://gateway.test/x") }, 'url is "https://gateway.test/x"; expected an address that begins with ws:// or wss://'],
    [{ ...good, url: "wss://gateway.test/#x" }, "url is an address with #, a user or a password; expected none of them"],
    [{ ...good, url: "wss://me:secret@gateway.test/" }, "url is an address with #, a user or a password; expected none of them"],
    [{ ...good, token: "" }, 'token is ""; expected a text'],
    [{ ...good, token: 7 }, "token is 7; expected a text"],
    [{ ...good, WebSocket: "ws" }, 'WebSocket is "ws"; expected a function'],
    [{ ...good, tls: true }, "tls is true; expected a function"],
    [{ ...good, name: "" }, 'name is ""; expected a text'],
    [{ ...good, window: 0 }, "window is 0; expected a whole number of 1 to 16777216"],
    [{ ...good, window: 16_777_217 }, "window is 16777217; expected a whole number of 1 to 16777216"],
    [{ ...good, address: { ip: "10.0.0.1", mask: "x", gateway: "10.0.0.1" } }, 'address.mask is "x"; expected an IPv4 or IPv6 address'],
    [{ ...good, address: { ip: "10.0.0.1", mask: "255.0.0.0", gateway: "10.0.0.1", ipv6: "x" } }, 'address.ipv6 is "x"; expected an IPv4 or IPv6 address'],
  ])("%j are refused", (options, message) => {
    expect(() => new GatewayCard(options as unknown as GatewayCardOptions)).toThrow(message);
  });

  test("say what the card tells of itself", () => {
    const { clock } = new MockNet();
    const address = { ip: "10.0.0.2", mask: "255.0.0.0", gateway: "10.0.0.1" };
    const card = new GatewayCard({ ...good, name: "tunnel", clock, address });
    expect(card).toMatchObject({ name: "tunnel", clock });
    expect(card.address()).toBe(address);
    const plain = new GatewayCard(good);
    expect(plain.name).toBe("gateway");
    expect(plain.address()).toEqual({ ip: "0.0.0.0", mask: "0.0.0.0", gateway: "0.0.0.0" });
    expect(plain.clock).toBeUndefined();
  });

  test("have no class of WebSockets on Node.js, as that of ws is there", () => {
    expect(new GatewayCard({ url: "ws://gateway.test" }).isReady()).toBe(true);
  });
});

describe("without the option tls", () => {
  test("the card has no TLS, and says what is missing", async () => {
    const { card, clock } = new GatewayScene({ tls: undefined });
    expect(card.traits).toMatchObject({ tls: false, psk: false });
    expect(describeFault(card.credentials({ verify: true }) as Fault)).toBe(NEEDS_TLS);
    const secure = { credentials: {} as Credentials };
    const told = new Told();
    card.dial({ host: "h", port: 1 }, { secure }, told);
    card.listen({ port: 0, backlog: 1, secure }, told);
    await clock.run();
    expect(told.lines.map((line) => line.slice(0, 20))).toEqual(["closed: unsupported:", "closed: unsupported:"]);
    expect(describeFault(told.fault as Fault)).toBe(NEEDS_TLS);
  });
});

describe("with the option tls", () => {
  test("settings are what that says, and good ones are for this card alone", () => {
    const fault: Fault = { reason: "tls", tls: "ca" };
    const { card, secure } = { card: new GatewayScene({ tls: () => fault }).card, secure: new GatewayScene().secure() };
    expect(card.traits).toMatchObject({ tls: true, psk: true, dtls: false });
    expect(card.credentials({ verify: true })).toBe(fault);
    const other = new GatewayScene();
    expect(() => other.dial({ secure })).toThrow("secure.credentials is an object; expected what credentials() of this card gave");
    expect(() => other.dial({ secure: { ...other.secure(), alpn: ["h2", ""] } })).toThrow('secure.alpn holds ""; expected names of 1 to 255 bytes');
    expect(() => other.dial({ secure: { ...other.secure(), alpn: ["é".repeat(128)] } })).toThrow("expected names of 1 to 255 bytes");
  });

  test("settings stay as they were when they were checked", () => {
    const scene = new GatewayScene();
    const config = { verify: true, ca: "A" };
    const secure = scene.secure(config);
    config.ca = "B";
    expect(scene.dial({ secure }).socket.open().sent[0]).toMatchObject({ secure: { config: { ca: "A" } } });
  });

  test("settings that are too large to be sent are a fault of the limit", async () => {
    const scene = new GatewayScene();
    const told = new Told();
    scene.card.dial({ host: "h", port: 1 }, { secure: scene.secure({ verify: true, ca: "x".repeat(262_144) }) }, told);
    await scene.clock.run();
    expect(told.lines).toEqual(["closed: limit: dial is longer than 262144 bytes"]);
    expect(describeFault(told.fault as Fault)).toBe("out of sockets, ports or memory, dial is longer than 262144 bytes");
    expect(scene.sockets.made).toHaveLength(0);
  });
});

describe("wrong arguments", () => {
  const { card } = new GatewayScene();
  const told = new Told();
  const datagrams = (): unknown => card.bind({ host: "10.0.0.9", peer: { host: "fd00::1", port: 1 } }, told);

  test.each([
    ['to.host is ""; expected a name or an address', () => card.dial({ host: "", port: 1 }, {}, told)],
    ['to.host is "a b"; expected a name or an address', () => card.dial({ host: "a b", port: 1 }, {}, told)],
    ["to.port is 70000; expected 0 to 65535", () => card.dial({ host: "h", port: 70_000 }, {}, told)],
    ["localPort is -1; expected 0 to 65535", () => card.dial({ host: "h", port: 1 }, { localPort: -1 }, told)],
    ["port is 1.5; expected 0 to 65535", () => card.listen({ port: 1.5, backlog: 1 }, told)],
    ["backlog is 0; expected a whole number of 1 to", () => card.listen({ port: 1, backlog: 0 }, told)],
    ['host is ""; expected a name or an address', () => card.listen({ port: 1, backlog: 1, host: "" }, told)],
    ["port is 65536; expected 0 to 65535", () => card.bind({ port: 65_536 }, told)],
    ['host is "name.test"; expected an IPv4 or IPv6 address', () => card.bind({ host: "name.test" }, told)],
    ['peer.host is "name.test"; expected an IPv4 or IPv6 address', () => card.bind({ peer: { host: "name.test", port: 1 } }, told)],
    ["peer.port is 0; expected 1 to 65535", () => card.bind({ peer: { host: "10.0.0.1", port: 0 } }, told)],
    ['peer.host is "fd00::1"; expected an IPv4 address, as host is one', datagrams],
  ])("%s", (message, call) => {
    expect(call).toThrow(message);
  });
});

test("a look-up, and DTLS, are told as unsupported after the call, unless they are ended before", async () => {
  const { card, clock } = new GatewayScene();
  const answers: DnsAnswer[] = [];
  const told = new Told();
  card.resolve("name.test", {}, () => expect.unreachable())();
  card.bind({ secure: { credentials: {} as Credentials } }, new Told()).close();
  card.resolve("name.test", {}, (answer) => answers.push(answer));
  card.bind({ secure: { credentials: {} as Credentials } }, told);
  expect([answers, told.lines]).toEqual([[], []]);
  await clock.run();
  expect(answers).toMatchObject([{ fault: { reason: "unsupported", cause: new Error("the gateway looks names up when they are dialled") } }]);
  expect(told.lines).toEqual(["closed: unsupported: a gateway has no DTLS"]);
});
