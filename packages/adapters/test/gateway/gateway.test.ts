import { once } from "node:events";
import { createSocket } from "node:dgram";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { LogPort } from "@luat/contract";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Gateway } from "../../src/gateway/index.js";
import { VirtualClock } from "../../src/mock/index.js";
import { nodeAdapter } from "../../src/node/index.js";
import { readDatagram, WireError, writeDatagram } from "../../src/wire/index.js";
import { Client, closeAll, dial, get, raw, run, tcpServer } from "./loopback.js";

const TOKEN = "sixteen-letters!";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** The bytes in buffers that somebody can still read. */
function heldInBuffers(): number {
  collect();
  return process.memoryUsage().arrayBuffers;
}

afterEach(closeAll);

describe("over real sockets", () => {
  it("bytes go both ways, with half-close, and the ends in order", async () => {
    const { gateway, port } = await run();
    const to = await tcpServer((socket) => socket.pipe(socket));
    const client = await dial(port, to);
    client.ws.send(Buffer.from("hello"));
    client.say({ type: "finish" });
    await client.message("closed");
    expect(client.text).toBe("hello");
    expect(client.messages.map(({ type }) => type).filter((type) => type !== "sent")).toEqual(["connected", "ended", "closed"]);
    await client.until(({ code }) => code === 1000);
    await vi.waitFor(() => expect(gateway.status()).toMatchObject({ opened: { tcp: 1 }, bytes: { up: 5, down: 5 }, open: { tcp: 0 } }));
  });

  it("a reset goes through, either way", async () => {
    const { port } = await run();
    const to = await tcpServer((socket) => {
      socket.once("data", () => socket.resetAndDestroy());
    });
    const client = await dial(port, to);
    client.ws.send(Buffer.from("x"));
    expect((await client.message("closed")).fault).toMatchObject({ reason: "reset", errno: "ECONNRESET" });
    const errors: unknown[] = [];
    const back = await tcpServer((socket) => {
      socket.resume().on("close", () => errors.push(socket.errored));
    });
    const other = await dial(port, back);
    other.say({ type: "destroy", how: "reset" });
    await other.until(({ code }) => code === 1000);
    await vi.waitFor(() => expect(errors).toMatchObject([{ code: "ECONNRESET" }]));
  });

  it("bulk arrives whole and in order both ways", async () => {
    const { port } = await run({ limits: { window: 1_048_576 } });
    const to = await tcpServer((socket) => socket.pipe(socket));
    const client = await dial(port, to);
    const piece = (round: number): Buffer => Buffer.from(Uint8Array.from({ length: 65_536 }, (_, i) => (i + 7 * round) % 251));
    const rounds = 64;
    let taken = 0;
    client.keeps = false;
    const answers: Buffer[] = [];
    client.ws.on("message", (data: Buffer, isBinary) => {
      if (!isBinary) return;
      answers.push(Buffer.from(data));
      client.say({ type: "taken", total: (taken += data.length) });
    });
    for (let i = 0; i < rounds; i++) {
      await client.until(({ messages }) => {
        const last = messages.findLast((message) => message.type === "sent");
        return i % 8 <= 3 || (i + 1) * 65_536 - (last?.type === "sent" ? last.total : 0) <= 262_144;
      });
      client.ws.send(piece(i));
      // While it does not read, what is on the way stays as it is.
      if (i % 8 === 0) client.ws.pause();
      if (i % 8 === 3) client.ws.resume();
    }
    await client.until(({ received }) => received === rounds * 65_536);
    const all = Buffer.concat(answers);
    for (let i = 0; i < rounds; i++) expect(all.subarray(i * 65_536, (i + 1) * 65_536).equals(piece(i))).toBe(true);
  });

  it("datagrams go both ways", async () => {
    const server = createSocket("udp4", (message, from) => server.send(`re: ${message.toString()}`, from.port, from.address));
    server.bind(0, "127.0.0.1");
    await once(server, "listening");
    const to = { host: "127.0.0.1", port: server.address().port };
    const { port } = await run({ allow: ["udp://127.0.0.1:*"] });
    const client = await new Client(port).opened();
    client.say({ type: "bind" });
    await client.message("bound");
    client.ws.send(writeDatagram(to, Buffer.from("hi")));
    await client.until(({ pieces }) => pieces.length > 0);
    const answer = readDatagram(client.pieces[0] ?? new Uint8Array(), "gateway");
    if (answer instanceof WireError) throw answer;
    expect([answer.endpoint, Buffer.from(answer.data).toString()]).toEqual([to, "re: hi"]);
    server.close();
  });

  it("listeners offer clients, and their bytes wait for whoever accepts them", async () => {
    const { port } = await run({ allow: ["listen://127.0.0.1:*"] });
    const listener = await new Client(port).opened();
    listener.say({ type: "listen", host: "127.0.0.1", port: 0, backlog: 4 });
    const { local } = await listener.message("listening");
    const visitor = raw(local.port);
    visitor.write("early");
    const { offer } = await listener.message("offered");
    listener.say({ type: "take", offer });
    const accepted = await new Client(port).opened();
    accepted.say({ type: "accept", offer, window: 100 });
    await accepted.until(({ received }) => received === 5);
    accepted.ws.send(Buffer.from("welcome"));
    expect(String((await once(visitor, "data"))[0])).toBe("welcome");
    visitor.end();
    await accepted.message("ended");
  });

  it("a thousand channels at once, and each has its own bytes", async () => {
    const { gateway, port } = await run({ limits: { channelsPerClient: 1_000, upgradeBurst: 1_000 } });
    const to = await tcpServer((socket) => socket.pipe(socket));
    const clients: Client[] = [];
    for (let i = 0; i < 1_000; i += 100) clients.push(...(await Promise.all(Array.from({ length: 100 }, () => dial(port, to, 1_000)))));
    expect(gateway.status().open.tcp).toBe(1_000);
    for (const [i, client] of clients.entries()) client.ws.send(Buffer.from(`channel ${i}`));
    await Promise.all(clients.map((client, i) => client.until(({ text }) => text === `channel ${i}`)));
    for (const client of clients) client.ws.terminate();
    await vi.waitFor(() => expect(gateway.status().open.tcp).toBe(0));
  });
});

describe("slow readers", () => {
  it("a client that does not read its socket costs no more than the window, whatever it says it has taken", async () => {
    const { gateway, port } = await run({ limits: { window: 65_536 } });
    let written = 0;
    const to = await tcpServer((socket) => {
      const piece = Buffer.alloc(65_536);
      const more = (): void => {
        while (written < 64 * 1_048_576 && socket.write(piece)) written += piece.length;
      };
      socket.on("drain", more);
      more();
    });
    const client = await dial(port, to, 16_777_216);
    client.ws.pause();
    const before = heldInBuffers();
    // What fills the buffers of the systems between them goes through; then nothing does.
    let last = -1;
    while (gateway.status().bytes.down !== last) {
      last = gateway.status().bytes.down;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(last).toBeLessThan(16_777_216);
    expect(heldInBuffers() - before).toBeLessThan(8 * 1_048_576);
  });

  it("a peer that does not read costs no more than the window", async () => {
    const { port } = await run({ limits: { window: 1_048_576 } });
    const to = await tcpServer((socket) => socket.pause());
    const client = await dial(port, to);
    const { window } = await client.message("connected");
    let sent = 0;
    let told = 0;
    for (let quiet = 0; quiet < 3; ) {
      for (; sent - told < window; sent += 65_536) client.ws.send(Buffer.alloc(65_536));
      await new Promise((resolve) => setTimeout(resolve, 20));
      const last = client.messages.findLast((message) => message.type === "sent");
      const total = last?.type === "sent" ? last.total : 0;
      quiet = total === told ? quiet + 1 : 0;
      told = total;
    }
    expect(sent - told).toBe(window);
    expect(client.code).toBeUndefined();
  });
});

describe("upgrades", () => {
  it.each([
    ["another path", { path: "/other" }, 404],
    ["no subprotocol", { protocols: [] }, 400],
    ["another version", { protocols: ["luat-gateway.v2"] }, 400],
    ["another origin", { headers: { Origin: "https://evil.example" } }, 403],
    ["an origin that begins alike", { headers: { Origin: "https://app.example.evil.example" } }, 403],
    ["another scheme", { headers: { Origin: "http://app.example" } }, 403],
    ["no page at all, but its origin said", { headers: { Origin: "null" } }, 403],
  ])("%s is refused", async (_title, options, status) => {
    const { gateway, port } = await run({ origins: ["https://app.example"] });
    await expect(new Client(port, options).opened()).rejects.toThrow(`answered ${status}`);
    expect(Object.values(gateway.status().refused).reduce((sum, count) => sum + count)).toBe(1);
  });

  it("the log says which origin was refused, and which are allowed", async () => {
    const lines: string[] = [];
    const log: LogPort = { write: (_level, _tag, parts) => void lines.push(parts.join(" ")) };
    const origins = ["https://app.example", ...Array.from({ length: 5 }, (_, n) => `https://${n}.example`)];
    const { port } = await run({ origins, log });
    await expect(new Client(port, { headers: { Origin: "http://localhost:8099" } }).opened()).rejects.toThrow("answered 403");
    expect(lines.filter((line) => line.includes("refused"))).toEqual([
      "an upgrade of 127.0.0.1 was refused: origin http://localhost:8099 (allowed: https://app.example, https://0.example, https://1.example, https://2.example, https://3.example and 1 more)",
    ]);
  });

  it.each([["the page"], ["no page"]])("%s may come in", async (who) => {
    const { port } = await run({ origins: ["https://app.example"] });
    const client = await new Client(port, { headers: who === "the page" ? { Origin: "https://app.example" } : {} }).opened();
    expect(client.ws.protocol).toBe("luat-gateway.v1");
    expect(client.ws.extensions).toBe("");
  });

  it("the token may come with the upgrade, or with the first message", async () => {
    const { port } = await run({ tokens: [TOKEN] });
    const to = await tcpServer((socket) => socket.end("hi"));
    const target = { type: "dial", host: "127.0.0.1", port: to, window: 100 } as const;
    const bearer = await new Client(port, { headers: { Authorization: `Bearer ${TOKEN}` } }).opened();
    bearer.say(target);
    const inside = await new Client(port).opened();
    inside.say({ ...target, token: TOKEN });
    await Promise.all([bearer, inside].map((client) => client.message("ended")));
    const wrong = await new Client(port, { headers: { Authorization: `Bearer ${TOKEN}!` } }).opened();
    wrong.say(target);
    await wrong.until(({ code }) => code === 1008);
  });

  it("a flood of one client is refused with 503, and others come in", async () => {
    const { gateway, port } = await run({ limits: { upgradeBurst: 10, upgradesPerSecond: 1 }, trustProxy: true });
    const headers = { "X-Forwarded-For": "203.0.113.9, 198.51.100.1" };
    const tries = await Promise.allSettled(Array.from({ length: 50 }, () => new Client(port, { headers }).opened()));
    expect(tries.filter(({ status }) => status === "fulfilled").length).toBe(10);
    expect(gateway.status().refused.rate).toBe(40);
    await new Client(port, { headers: { "X-Forwarded-For": "198.51.100.2" } }).opened();
  });

  it("a port in X-Forwarded-For belongs to no address", async () => {
    const { port } = await run({ limits: { channelsPerClient: 1 }, trustProxy: true });
    const of = (address: string): Promise<Client> => new Client(port, { headers: { "X-Forwarded-For": address } }).opened();
    await of("198.51.100.1:5001");
    await of("198.51.100.2:5001");
    await of("[2001:db8::1]:5001");
    for (const same of ["198.51.100.1:5002", "198.51.100.2", "[2001:db8::2]:7", "[2001:db8::1]", "2001:db8::1"]) await expect(of(same)).rejects.toThrow("answered 503");
  });

  it("X-Forwarded-For is not believed without trustProxy", async () => {
    const { port } = await run({ limits: { channelsPerClient: 1 } });
    await new Client(port, { headers: { "X-Forwarded-For": "198.51.100.1" } }).opened();
    await expect(new Client(port, { headers: { "X-Forwarded-For": "198.51.100.2" } }).opened()).rejects.toThrow("answered 503");
  });

  it("more channels than there may be are refused, until one is closed", async () => {
    const { gateway, port } = await run({ limits: { channels: 2 } });
    const [first] = await Promise.all([new Client(port).opened(), new Client(port).opened()]);
    await expect(new Client(port).opened()).rejects.toThrow("answered 503");
    first.ws.close();
    await first.until(({ code }) => code !== undefined);
    await new Client(port).opened();
    expect(gateway.status()).toMatchObject({ refused: { limit: 1 }, open: { waiting: 2 } });
  });

  it("a first message that comes in slow pieces does not hold a channel beyond its time", async () => {
    const clock = new VirtualClock();
    const { gateway, port } = await run({ clock });
    const socket = raw(port);
    socket.write(
      ["GET /gateway HTTP/1.1", "Host: x", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Protocol: luat-gateway.v1", "", ""].join("\r\n"),
    );
    await once(socket, "data");
    socket.write(Buffer.of(0x81, 0xfe, 0xff, 0xff, 0, 0, 0, 0)); // a text of 65,535 bytes
    for (let i = 0; i < 9; i++) {
      socket.write("{");
      await clock.advance(1_000);
    }
    expect(gateway.status().open.waiting).toBe(1);
    await clock.advance(1_000);
    expect(gateway.status().refused.silent).toBe(1);
  });

  it("a client that breaks WebSocket itself is cut, and nothing else happens", async () => {
    const { gateway, port } = await run();
    const to = await tcpServer((socket) => socket.pipe(socket));
    const good = await dial(port, to);
    for (const frame of [Buffer.of(0xff, 0xff), Buffer.of(0x81, 0x01, 0x41), Buffer.of(0x82, 0xff, 0, 0, 0, 0, 0xff, 0, 0, 0, 1, 2, 3, 4), Buffer.of(0x88, 0x81, 0, 0, 0, 0, 1)]) {
      const bad = await new Client(port).opened();
      (bad.ws as unknown as { _socket: { write(bytes: Buffer): void } })._socket.write(frame);
      await bad.until(({ code }) => code !== undefined);
    }
    good.ws.send(Buffer.from("still"));
    await good.until(({ text }) => text === "still");
    expect(gateway.status().open).toMatchObject({ waiting: 0, tcp: 1 });
  });

  it("other upgrades of the server are left to whoever else listens to them", async () => {
    const { server, port } = await run();
    server.on("upgrade", (request, socket) => {
      if (request.url === "/other") socket.end("HTTP/1.1 418 I'm a teapot\r\n\r\n");
    });
    await expect(new Client(port, { path: "/other" }).opened()).rejects.toThrow("answered 418");
    await new Client(port).opened();
  });

  it("a path of a server is one gateway's, and what is none's is answered once", async () => {
    const { gateway, server, port } = await run();
    const second = new Gateway({ card: nodeAdapter(), allow: [] });
    for (const one of [gateway, second]) {
      expect(() => one.attach(server, { path: "/gateway" })).toThrow(new Error('path is "/gateway", at which this server has a gateway; expected another one'));
    }
    const detach = second.attach(server, { path: "/second" });
    await new Client(port).opened();
    await new Client(port, { path: "/second" }).opened();
    await expect(new Client(port, { path: "/third" }).opened()).rejects.toThrow("answered 404");
    expect([gateway, second].map((one) => one.status().refused.path)).toEqual([1, 0]);
    await second.stop({ deadline: 0 });
    detach();
    detach();
    await expect(new Client(port, { path: "/second" }).opened()).rejects.toThrow("answered 404");
    gateway.attach(server, { path: "/second" })();
  });
});

describe("stopping", () => {
  it("listeners end at once, streams may end by themselves, and nobody new comes in", async () => {
    const { gateway, port } = await run({ allow: ["tcp://127.0.0.1:*", "listen://127.0.0.1:*"] });
    const to = await tcpServer((socket) => socket.pipe(socket));
    const client = await dial(port, to);
    const listener = await new Client(port).opened();
    listener.say({ type: "listen", host: "127.0.0.1", port: 0, backlog: 1 });
    await listener.message("listening");
    const waiting = await new Client(port).opened();
    const stopped = gateway.stop({ deadline: 60_000 });
    await Promise.all([listener, waiting].map((one) => one.until(({ code }) => code === 1001)));
    expect((await listener.message("closed")).fault?.reason).toBe("link");
    await expect(new Client(port).opened()).rejects.toThrow("answered 503");
    expect((await get(port, "/healthz")).status).toBe(503);
    client.ws.send(Buffer.from("bye"));
    await client.until(({ text }) => text === "bye");
    client.say({ type: "finish" });
    await client.until(({ code }) => code === 1000);
    await stopped;
  });

  it("what is open at the deadline is closed with 1001, and who does not close is cut", async () => {
    const clock = new VirtualClock();
    const { gateway, port } = await run({ clock });
    const to = await tcpServer(() => undefined);
    const [polite, rude] = [await dial(port, to), await dial(port, to)];
    rude.ws.pause();
    const stopped = gateway.stop({ deadline: 10 });
    await clock.advance(10);
    await polite.until(({ code }) => code !== undefined);
    expect(gateway.status().open.tcp).toBeGreaterThan(0);
    await clock.advance(2_000);
    await stopped;
    expect(polite.code).toBe(1001);
    expect((await polite.message("closed")).fault).toMatchObject({ reason: "link", cause: new Error("the gateway stops") });
    expect(gateway.status()).toMatchObject({ isStopping: true, open: { tcp: 0 } });
    await gateway.stop();
  });
});

describe("pages", () => {
  it("/healthz says ok, /metrics has the numbers, and others are left to the server", async () => {
    const { port } = await run();
    expect(await get(port, "/healthz")).toMatchObject({ status: 200, body: "ok\n" });
    expect(await get(port, "/healthz", {}, "HEAD")).toMatchObject({ status: 200, body: "" });
    expect(await get(port, "/healthz", {}, "POST")).toMatchObject({ status: 405 });
    expect(await get(port, "/gateway")).toMatchObject({ status: 404 });
    const to = await tcpServer((socket) => socket.pipe(socket));
    const client = await dial(port, to);
    client.ws.send(Buffer.from("12345"));
    await client.until(({ received }) => received === 5);
    const { body, headers } = await get(port, "/metrics");
    expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    for (const line of [
      ...["# HELP luat_gateway_open_channels Channels that are open.", "# TYPE luat_gateway_open_channels gauge", 'luat_gateway_open_channels{kind="tcp"} 1'],
      ...["# TYPE luat_gateway_opened_total counter", 'luat_gateway_opened_total{kind="tcp"} 1', 'luat_gateway_refused_total{reason="origin"} 0'],
      ...['luat_gateway_bytes_total{direction="up"} 5', 'luat_gateway_bytes_total{direction="down"} 5', 'luat_gateway_dropped_datagrams_total{why="slow"} 0'],
    ]) expect(body.split("\n")).toContain(line);
    expect(body.endsWith("\n")).toBe(true);
  });

  it("/metrics needs a token where clients do, and /healthz does not", async () => {
    const { port } = await run({ tokens: [TOKEN] });
    expect(await get(port, "/metrics")).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer" } });
    expect(await get(port, "/metrics", { Authorization: "Bearer sixteen-letters?" })).toMatchObject({ status: 401 });
    expect(await get(port, "/metrics", { Authorization: `bearer ${TOKEN}` })).toMatchObject({ status: 200 });
    expect(await get(port, "/healthz")).toMatchObject({ status: 200 });
  });
});

describe("options that are wrong are refused, and which and why is said", () => {
  const card = nodeAdapter();
  it.each([
    [{}, "allow is undefined; expected a list of rules such as \"tcp://broker.example.com:1883\""],
    [{ allow: "tcp://*:80" }, 'allow is "tcp://*:80"; expected a list of rules such as "tcp://broker.example.com:1883"'],
    [{ allow: [80] }, 'allow has 80; expected "tcp://host:ports", "tls://…", "udp://…" or "listen://…"'],
    [{ allow: [], card: {} }, "card is an object; expected a network card, such as nodeAdapter()"],
    [{ allow: [], token: "x" }, "token is no option of Gateway; expected one of card, allow, tokens, origins, trustProxy, limits, clock, log"],
    [{ allow: [], tokens: [] }, "tokens is empty; expected at least one, or nothing at all to let everybody in"],
    [{ allow: [], tokens: "sixteen-letters!" }, "tokens is a text; expected a list of texts"],
    [{ allow: [], tokens: ["short"] }, "tokens has one of 5 characters; expected 16 to 4096"],
    [{ allow: [], tokens: ["with blanks in between"] }, "tokens has one with blanks or other characters than printable ASCII; expected none"],
    [{ allow: [], tokens: [7] }, "tokens has 7; expected texts"],
    [{ allow: [], origins: ["https://app.example/"] }, 'origins has "https://app.example/"; expected an origin such as "https://app.example.com"'],
    [{ allow: [], origins: ["app.example"] }, 'origins has "app.example"; expected an origin such as "https://app.example.com"'],
    [{ allow: [], origins: ["*"] }, 'origins has "*"; expected an origin such as "https://app.example.com"'],
    [{ allow: [], trustProxy: 1 }, "trustProxy is 1; expected true or false"],
    [{ allow: [], log: console.log }, "log is a function; expected a log port"],
    [{ allow: [], limits: { window: 1 } }, "limits.window is 1; expected a whole number from 65536 to 16777216"],
    [{ allow: [], limits: { channels: 1.5 } }, "limits.channels is 1.5; expected a whole number from 1 to 2147483647"],
    [{ allow: [], limits: { sockets: 1 } }, "limits.sockets is no limit; expected one of channels, channelsPerClient, upgradesPerSecond, upgradeBurst, window, backlog, handshakeTimeout, dialTimeout, idleTimeout, pingInterval"],
    [{ allow: [], limits: 5 }, "limits is 5; expected an object"],
  ])("%j", (options, message) => {
    expect(() => new Gateway({ card, ...options } as never)).toThrow(message);
  });

  it("of attach and stop", async () => {
    const { gateway, server } = await run();
    expect(() => gateway.attach(server, { path: "gateway" })).toThrow('path is "gateway"; expected a path such as "/gateway"');
    expect(() => gateway.attach(undefined as never)).toThrow(new TypeError("server is undefined; expected a server of node:http or node:https"));
    expect(() => gateway.stop({ deadline: -1 })).toThrow("deadline is -1; expected milliseconds of at least 0");
  });
});
