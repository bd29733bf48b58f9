import type { Datagrams, Endpoint } from "@luat/contract";
import { beforeEach, expect, it } from "vitest";
import { readDatagram, WireError, writeDatagram } from "../../../src/wire/index.js";
import { bytes, type FakeClient, HERE, NOTHING_LEFT, Stage, text, THERE } from "../stage.js";

const TO = { host: THERE, port: 53 };

let stage: Stage;
let server: Datagrams;
let heard: string[];
let from: Endpoint;

/** Opens a datagram socket at an address that keeps what it hears. */
function serve(host: string, port: number): Datagrams {
  const own = heard; // the net of a test that has ended may go on
  return stage.net.host(host).bind(
    { port },
    {
      bound: () => undefined,
      received: (data, length, _lent, sender) => {
        own.push(text(data.slice(0, length)));
        from = sender;
      },
      ...{ sent: () => undefined, drained: () => undefined, failed: () => undefined, closed: () => undefined },
    },
  );
}

beforeEach(() => {
  stage = new Stage({ allow: [`udp://${THERE}:53`, "listen://*:5000"] });
  heard = [];
  server = serve(THERE, 53);
});

async function bound(more: { port?: number; peer?: Endpoint } = {}): Promise<FakeClient> {
  const client = stage.client().say({ type: "bind", ...more });
  await stage.settle();
  expect(client.line.types).toEqual(["bound"]);
  return client;
}

/** What came to the client, as address and text. */
function came(client: FakeClient): string[] {
  return client.line.payloads.splice(0).map((payload) => {
    const datagram = readDatagram(payload, "gateway");
    if (datagram instanceof WireError) throw datagram;
    return `${datagram.endpoint?.host}:${datagram.endpoint?.port} ${text(datagram.data)}`;
  });
}

it("datagrams go to addresses that are allowed, and come from them", async () => {
  const client = await bound();
  client.send(writeDatagram(TO, bytes("one"))).send(writeDatagram(TO, bytes("")));
  await stage.settle();
  expect(heard).toEqual(["one", ""]);
  expect(client.line.last("sent").total).toBe(2);
  server.send(bytes("answer"), from);
  await stage.settle();
  expect(came(client)).toEqual([`${THERE}:53 answer`]);
  client.leave();
  server.close();
  await stage.settle();
  expect(stage.left).toEqual(NOTHING_LEFT);
  expect(stage.tally.status(false)).toMatchObject({ opened: { udp: 1 }, datagrams: { up: 2, down: 1 }, bytes: { up: 3, down: 6 } });
});

it("with a peer, no address is needed", async () => {
  const client = await bound({ peer: TO });
  client.send(writeDatagram(undefined, bytes("hi")));
  await stage.settle();
  expect(heard).toEqual(["hi"]);
});

it("one without an address and a peer ends the channel, as it means nothing", async () => {
  const client = await bound();
  client.send(writeDatagram(undefined, bytes("hi")));
  expect(client.line.code).toBe(1002);
});

it.each([
  ["a peer that no rule allows", { peer: { host: "10.0.0.9", port: 53 } }],
  ["a port of the peer that no rule allows", { peer: { host: THERE, port: 54 } }],
  ["a mapped loopback", { peer: { host: "::ffff:127.0.0.1", port: 53 } }],
  ["a local port that no rule allows", { port: 5_001 }],
  ["a local address that no rule allows", { host: HERE }],
])("%s is forbidden", (_title, where) => {
  const client = stage.client().say({ type: "bind", ...where });
  expect(client.line.last("closed").fault?.reason).toBe("forbidden");
  expect(client.line.code).toBe(1008);
});

it("a local port is bound where a listen rule allows it", async () => {
  const client = await bound({ port: 5_000 });
  expect(client.line.last("bound").local.port).toBe(5_000);
});

it("those to elsewhere fail one by one, and are settled in order with the others", async () => {
  const client = await bound();
  const elsewhere = { host: "10.0.0.9", port: 53 };
  for (const to of [elsewhere, TO, elsewhere, elsewhere, TO]) client.send(writeDatagram(to, bytes("x")));
  await stage.settle();
  expect(heard).toEqual(["x", "x"]);
  expect(client.line.messages.flatMap((message) => (message.type === "failed" ? [[message.nth, message.fault.reason]] : []))).toEqual([
    [1, "forbidden"],
    [3, "forbidden"],
    [4, "forbidden"],
  ]);
  expect(client.line.last("sent").total).toBe(5);
});

it("what comes from elsewhere is dropped and counted", async () => {
  const client = await bound({ port: 5_000 });
  const stranger = serve("10.0.0.9", 53);
  await stage.settle();
  stranger.send(bytes("psst"), { host: HERE, port: 5_000 });
  server.send(bytes("hello"), { host: HERE, port: 5_000 });
  await stage.settle();
  expect(came(client)).toEqual([`${THERE}:53 hello`]);
  expect(stage.tally.dropped).toEqual({ slow: 0, forbidden: 1 });
});

it("for a client that reads nothing they are dropped and counted, not kept", async () => {
  const client = await bound({ port: 5_000 });
  client.line.isRead = false;
  for (let i = 0; i < 200; i++) {
    server.send(new Uint8Array(10_000), { host: HERE, port: 5_000 });
    await stage.settle(1);
  }
  expect(client.line.queued).toBeLessThan(1_048_576 + 11_000);
  expect(stage.tally.dropped.slow).toBeGreaterThan(90);
  client.read();
  server.send(bytes("again"), { host: HERE, port: 5_000 });
  await stage.settle();
  expect(came(client).at(-1)).toBe(`${THERE}:53 again`);
});

it.each([
  ["64 datagrams", 1, 64],
  ["256 KiB", 60_000, 4],
])("more than %s without a word of their being sent end the channel", async (_title, length, most) => {
  const client = await bound();
  for (let i = 0; i < most; i++) client.send(writeDatagram(TO, new Uint8Array(length)));
  expect(client.line.code).toBeUndefined();
  client.send(writeDatagram(TO, new Uint8Array(length)));
  expect(client.line.code).toBe(1002);
});

it("a whole window after the other arrives", async () => {
  const client = await bound();
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < 64; i++) client.send(writeDatagram(TO, bytes(`${round}.${i}`)));
    await stage.settle(1);
    expect(client.line.last("sent").total).toBe((round + 1) * 64);
  }
  expect(heard.length).toBe(20 * 64);
});

it("a port where nobody is comes back as a failure, and the socket lives on", async () => {
  stage = new Stage({ allow: [`udp://${THERE}:*`] });
  stage.net.host(THERE);
  const client = await bound({ peer: { host: THERE, port: 99 } });
  client.send(writeDatagram(undefined, bytes("x")));
  await stage.settle();
  expect(client.line.last("failed").fault.reason).toBe("refused");
  expect(client.line.code).toBeUndefined();
});

it.each([
  ["no header", Uint8Array.of(0)],
  ["flags of the future", Uint8Array.of(2, 0, 0, 0)],
  ["a name", Uint8Array.of(0, 9, ...bytes("localhost"), 0, 53)],
  ["port 0", Uint8Array.of(0, 8, ...bytes("10.0.0.1"), 0, 0)],
])("one with %s ends the channel", async (_title, payload) => {
  const client = await bound();
  client.send(payload);
  expect(client.line.code).toBe(1002);
});

it("one before the socket is bound ends the channel", () => {
  expect(stage.client().say({ type: "bind" }).send(writeDatagram(TO, bytes("x"))).line.code).toBe(1002);
});
