import { describe, expect, it } from "vitest";
import type { ClientMessage } from "../../../src/wire/index.js";
import { bytes, type FakeClient, NOTHING_LEFT, Stage, THERE, type StageOptions } from "../stage.js";

const TOKEN = "sixteen-letters!";
const dial = { type: "dial", host: THERE, port: 80, window: 1 } as const;

/** What a first message leads to. */
function say(message: ClientMessage, options?: StageOptions): FakeClient {
  return new Stage(options).client().say(message);
}

describe("the token", () => {
  it.each([
    ["none", undefined, "a token is needed"],
    ["a wrong one", "sixteen-letters?", "the token is wrong"],
    ["a longer one", `${TOKEN}!`, "the token is wrong"],
    ["a shorter one", TOKEN.slice(1), "the token is wrong"],
  ])("%s is refused, and the target not looked at", (_title, token, why) => {
    const client = say({ ...dial, host: "127.0.0.1", token }, { tokens: [TOKEN] });
    expect(client.line.messages).toEqual([{ type: "closed", fault: { reason: "forbidden", cause: new Error(why) } }]);
    expect(client.line.code).toBe(1008);
  });

  it.each([[[TOKEN]], [[TOKEN, "another-token-of-sixteen"]], [["another-token-of-sixteen", TOKEN]]])("one of %j lets in", async (tokens) => {
    const stage = new Stage({ tokens });
    stage.net.host(THERE);
    const client = stage.client().say({ ...dial, token: TOKEN });
    await stage.settle();
    expect(client.line.last("closed").fault?.reason).toBe("refused");
  });

  it("is in no line of the log", () => {
    const stage = new Stage({ tokens: [TOKEN] });
    stage.client().say({ ...dial, token: `${TOKEN}-wrong` });
    expect(JSON.stringify(stage.lines)).not.toContain("sixteen");
    expect(stage.lines[0]).toMatchObject({ level: "warn", text: "#1 waiting of 192.0.2.1 was refused: the token is wrong", fields: { event: "refused", reason: "token" } });
  });
});

it("who says nothing is cut after the handshake time, and who says it later is not heard", async () => {
  const stage = new Stage({ limits: { handshakeTimeout: 5_000 } });
  const client = stage.client();
  await stage.settle(4_999);
  expect(client.line.types).toEqual([]);
  await stage.settle(1);
  expect(client.line.last("closed").fault?.reason).toBe("timeout");
  expect(client.line.code).toBe(1008);
  client.say(dial).send("x");
  expect(client.line.types).toEqual(["closed"]);
  client.leave();
  expect(stage.left).toEqual(NOTHING_LEFT);
  expect(stage.tally.refused.silent).toBe(1);
});

it("a client that leaves at once leaves nothing", () => {
  const stage = new Stage();
  stage.client().leave();
  expect(stage.left).toEqual(NOTHING_LEFT);
});

describe("what is no first message is refused, and why is said", () => {
  it.each([
    ["{", "the message is no JSON; expected one object"],
    ["[]", "the message is an array; expected an object"],
    ['{"type":"finish"}', "the first message is finish; expected dial, listen, accept or bind"],
    ['{"type":"dial","host":"a","port":80}', "dial.window is absent; expected a whole number from 1 to 16777216"],
    ['{"type":"dial","host":"a","port":80,"window":1,"more":1}', "dial.more is no field; expected host, port, localPort, keepAlive, secure, window, token"],
  ])("%s", (source, why) => {
    const client = new Stage().client().raw(source);
    expect(client.line.messages).toEqual([{ type: "closed", fault: { reason: "broken", cause: new Error(why) } }]);
    expect(client.line.code).toBe(1002);
  });

  it("payload", () => {
    expect(new Stage().client().send("x").line.code).toBe(1002);
  });

  it("bytes that are no UTF-8", () => {
    const client = new Stage().client();
    client.channel.text(Uint8Array.of(0x7b, 0xff, 0x7d));
    expect(client.line.code).toBe(1002);
  });

  it("a message that is too large", () => {
    const client = new Stage().client();
    client.channel.text(bytes(`{"type":"${"x".repeat(262_144)}"}`));
    expect(client.line.code).toBe(1009);
  });
});

it("what a client writes cannot make lines of its own in the log", () => {
  const stage = new Stage();
  stage.client().raw(JSON.stringify({ type: "dial", "x\n12:00:00 * all is well\u001b[2J": 1 }));
  expect(stage.lines[0]?.text).toContain("dial.x\\u{a}12:00:00 * all is well\\u{1b}[2J is no field");
});

it("a flood of refusals is told in part, and how many were left out", async () => {
  const stage = new Stage();
  for (let i = 0; i < 100; i++) stage.client().send("x");
  expect(stage.lines.length).toBe(20);
  await stage.settle(1_000);
  stage.client().send("x");
  expect(stage.lines.slice(20).map(({ text }) => text)).toEqual(["80 more lines left out", "#101 waiting of 192.0.2.1 was refused: payload came before the first message"]);
});

describe("what does not fit what a channel is", () => {
  const listen: ClientMessage = { type: "listen", port: 90, backlog: 1 };
  const bind: ClientMessage = { type: "bind" };
  const messages: ClientMessage[] = [
    ...[dial, listen, bind, { type: "accept", offer: "x".repeat(22), window: 1 }, { type: "taken", total: 1 }, { type: "finish" }] as const,
    ...[{ type: "destroy", how: "abort" }, { type: "refuse", offer: "x".repeat(22) }, { type: "take", offer: "x".repeat(22) }] as const,
    { type: "renew", secure: { config: { verify: false } } },
  ];
  const fits: Readonly<Record<string, readonly string[]>> = { dial: ["finish", "destroy"], listen: ["refuse", "take"], bind: [] };

  for (const first of [dial, listen, bind]) {
    it.each(messages.map((message) => [message.type, message] as const))(`${first.type}, then %s`, async (type, message) => {
      const stage = new Stage({ allow: [`tcp://${THERE}:*`, "listen://*:*"] });
      stage.net.peer(THERE, 80).expectEnd();
      const client = stage.client().say(first);
      await stage.settle();
      expect(client.line.code).toBeUndefined();
      const [opening] = client.line.types;
      client.say(message);
      const isFine = fits[first.type]?.includes(type);
      expect(client.line.code).toBe(isFine === true ? (type === "destroy" ? 1000 : undefined) : 1002);
      if (isFine !== true) expect(client.line.types).toEqual([opening, "closed"]);
      client.leave();
      await stage.net.play().catch(() => undefined);
      expect(stage.left).toMatchObject({ open: 0, datagrams: 0, offers: 0 });
    });
  }

  it("payload to a listener, or before a stream is connected", async () => {
    const stage = new Stage({ allow: [`tcp://${THERE}:*`, "listen://*:*"] });
    const [listener, stream] = [listen, dial].map((message) => stage.client().say(message).send("x"));
    expect([listener?.line.code, stream?.line.code]).toEqual([1002, 1002]);
    await stage.settle();
    for (const client of [listener, stream]) client?.leave();
    await stage.settle();
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("finish twice, payload after it, and bytes taken that were not sent", async () => {
    const stage = new Stage();
    stage.net.host(THERE).listen({ port: 80, backlog: 9 }, { listening: () => undefined, offered: () => undefined, rejected: () => undefined, closed: () => undefined });
    const clients = [0, 1, 2, 3].map(() => stage.client().say(dial));
    await stage.settle();
    const [twice, after, taken, large] = clients;
    twice?.say({ type: "finish" }).say({ type: "finish" });
    after?.say({ type: "finish" }).send("x");
    taken?.say({ type: "taken", total: 1 });
    large?.send(new Uint8Array(65_537));
    expect(clients.map(({ line }) => line.code)).toEqual([1002, 1002, 1002, 1009]);
  });
});

it("TLS settings that are wrong are a fault of the channel", () => {
  const client = say({ ...dial, secure: { config: { verify: true, ca: "no certificate" } } }, { allow: [`tls://${THERE}:80`] });
  expect(client.line.last("closed").fault).toMatchObject({ reason: "tls", tls: "ca" });
  expect(client.line.code).toBe(1000);
});

it("what makes a card throw ends this channel alone", () => {
  const { net } = new Stage();
  const card = net.host("10.0.0.9");
  card.dial = () => {
    throw new RangeError("localPort is 70000; expected 0 to 65535");
  };
  const client = say(dial, { card, clock: net.clock });
  expect(client.line.last("closed").fault).toMatchObject({ reason: "broken", cause: new Error("localPort is 70000; expected 0 to 65535") });
});

it("a client that answers no ping is dropped, and one that does is not", async () => {
  const stage = new Stage({ limits: { pingInterval: 1_000 } });
  stage.net.peer(THERE, 80).expectEnd();
  stage.net.peer(THERE, 81).expectEnd();
  const [dead, alive] = [stage.dial(80), stage.dial(81)];
  await stage.settle(999);
  expect([dead.line.pings, alive.line.pings]).toEqual([0, 0]);
  await stage.settle(1);
  expect([dead.line.pings, alive.line.pings]).toEqual([1, 1]);
  alive.channel.alive();
  await stage.settle(1_000);
  expect([dead.line.isTerminated, alive.line.isTerminated]).toEqual([true, false]);
  expect(stage.tally.failed).toEqual({ lost: 1 });
  alive.leave();
  await stage.net.play();
});

it("a stream on which nothing goes either way is closed after the idle time", async () => {
  const stage = new Stage({ limits: { idleTimeout: 10_000 }, allow: [`tcp://${THERE}:*`, "listen://*:*"] });
  stage.net.peer(THERE, 80).expect("x").expectEnd();
  const client = stage.dial(80);
  const listener = stage.client().say({ type: "listen", port: 90, backlog: 1 });
  await stage.settle(9_000);
  client.send("x");
  await stage.settle(9_900);
  expect(client.line.code).toBeUndefined();
  await stage.settle(200);
  expect(client.line.last("closed").fault).toMatchObject({ reason: "timeout", cause: new Error("nothing went either way for 10000 ms") });
  expect(stage.lines.at(-1)?.text).toMatch(/ is closed: timed out, nothing went either way for 10000 ms; 1 bytes up/);
  expect(client.line.code).toBe(1008);
  expect(listener.line.code).toBeUndefined(); // waiting is what listeners do
  expect(stage.tally.failed).toEqual({ idle: 1 });
  await stage.net.play();
});

it("a client that reads nothing cannot make the gateway keep what it tells", async () => {
  const stage = new Stage({ allow: ["udp://10.0.0.0/8:*"], limits: { window: 65_536 } });
  const client = stage.client().say({ type: "bind" });
  await stage.settle();
  client.line.isRead = false;
  const forbidden = Uint8Array.of(0, 9, ...bytes("127.0.0.1"), 0, 53, 1);
  for (let i = 0; i < 100_000 && !client.isGone; i++) {
    client.send(forbidden);
    if (i % 32 === 0) await stage.settle(1);
    if (client.line.code !== undefined) break;
  }
  expect(client.line.queued).toBeLessThan(3_000_000);
  expect(client.line.code ?? client.isGone).toBeTruthy();
});
