import type { Offer, Stream, StreamSink } from "@luat/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { MAX_PAYLOAD } from "../../../src/wire/index.js";
import { bytes, HERE, NOTHING_LEFT, Stage, text, THERE } from "../stage.js";

let stage: Stage;

beforeEach(() => {
  stage = new Stage();
});

/** A server's side of one connection, which keeps what it is told. */
class Server implements StreamSink {
  stream!: Stream;
  came = 0;
  heard = "";
  events: string[] = [];

  connected(): void {}
  secured(): void {}
  received(data: Uint8Array, length: number): void {
    this.came += length;
    if (length < 100) this.heard += text(data.subarray(0, length));
  }
  sent(): void {}
  drained(): void {
    this.events.push("drained");
  }
  ended(): void {
    this.events.push("ended");
  }
  closed(fault?: { readonly reason: string }): void {
    this.events.push(`closed ${fault?.reason ?? "in order"}`);
  }
}

/** Listens at THERE; gives what its clients will be, in order. */
function serve(port: number, on: Stage = stage): Server[] {
  const servers: Server[] = [];
  const offered = (offer: Offer): void => {
    const server = new Server();
    server.stream = offer.accept(server);
    servers.push(server);
  };
  on.net.host(THERE).listen({ port, backlog: 16 }, { listening: () => undefined, offered, rejected: () => undefined, closed: () => undefined });
  return servers;
}

describe("a dialled stream", () => {
  it("is connected, carries bytes both ways, and ends in order", async () => {
    stage.net.peer(THERE, 80).expect("hello").reply("welcome").end().expectEnd();
    const client = stage.dial(80);
    await stage.settle();
    expect(client.line.last("connected")).toMatchObject({ local: { host: HERE }, peer: { host: THERE, port: 80 }, window: 262_144 });
    client.send("hello");
    await stage.settle();
    expect(client.line.last("sent")).toEqual({ type: "sent", total: 5 });
    expect(text(client.line.take())).toBe("welcome");
    expect(client.line.types).toEqual(["connected", "sent", "ended"]);
    client.say({ type: "finish" });
    await stage.settle();
    expect(client.line.last("closed").fault).toBeUndefined();
    expect(client.line.code).toBe(1000);
    client.leave();
    expect(stage.left).toEqual({ ...NOTHING_LEFT, listeners: 1 });
    expect(stage.tally.status(false)).toMatchObject({ opened: { tcp: 1 }, bytes: { up: 5, down: 7 }, failed: {} });
    expect(stage.lines.map(({ level, text: line }) => `${level} ${line}`)).toEqual([
      `info #1 tcp ${THERE}:80 of 192.0.2.1 is open at ${THERE}:80`,
      `info #1 tcp ${THERE}:80 of 192.0.2.1 is closed: done; 5 bytes up, 7 bytes down, 20 ms`,
    ]);
    expect(stage.lines[1]?.fields).toEqual({ event: "closed", channel: 1, client: "192.0.2.1", kind: "tcp", target: `${THERE}:80`, reason: "done", up: 5, down: 7, ms: 20 });
  });

  it("goes on receiving after finish, and sending after the peer's end", async () => {
    const [server] = await connected(serve(80));
    const client = clients[0];
    client?.say({ type: "finish" });
    await stage.settle();
    expect(server?.events).toEqual(["ended"]);
    server?.stream.send(bytes("late"));
    await stage.settle();
    expect(text(client?.line.take() ?? new Uint8Array())).toBe("late");
    server?.stream.finish();
    await stage.settle();
    expect(client?.line.types).toEqual(["connected", "ended", "closed"]);
    client?.leave();
    expect(server?.events).toEqual(["ended", "closed in order"]);
  });

  it.each([
    ["reset", "closed reset"],
    ["abort", "ended"],
  ] as const)("destroy with %s is what the peer sees", async (how, event) => {
    const [server] = await connected(serve(80));
    clients[0]?.say({ type: "destroy", how });
    await stage.settle();
    expect(server?.events[0]).toBe(event);
    expect(clients[0]?.line.code).toBe(1000);
    server?.stream.destroy();
  });

  it("a client that closes its WebSocket aborts it", async () => {
    const [server] = await connected(serve(80));
    clients[0]?.leave();
    await stage.settle();
    expect(server?.events[0]).toBe("ended");
    expect(stage.lines.at(-1)?.fields).toMatchObject({ event: "closed", reason: "left" });
    server?.stream.destroy();
    await stage.settle(1_000);
    expect(stage.left).toEqual({ ...NOTHING_LEFT, listeners: 1 });
  });

  it("a reset of the peer arrives as the same fault, after the bytes before it", async () => {
    const [server] = await connected(serve(80), 4);
    server?.stream.send(bytes("12345678"));
    await stage.settle();
    stage.net.reset(THERE);
    await stage.settle();
    const client = clients[0];
    client?.say({ type: "taken", total: 4 }); // there was room for four
    await stage.settle();
    expect(text(client?.line.take() ?? new Uint8Array())).toBe("12345678");
    expect(client?.line.last("closed").fault).toMatchObject({ reason: "reset", errno: "ECONNRESET" });
    expect(stage.tally.failed).toEqual({ reset: 1 });
  });

  it.each([
    ["nobody listens", 81, "refused"],
    ["the port says nothing", 82, "timeout"],
  ])("where %s, that is the fault", async (_title, port, reason) => {
    stage.net.host(THERE);
    stage.net.blackhole(THERE, 82);
    const client = stage.dial(port);
    await stage.settle(30_000);
    expect(client.line.last("closed").fault?.reason).toBe(reason);
    expect(client.line.code).toBe(1000);
    client.leave();
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("a local port of one's own choice needs a rule, as that of a listener does", async () => {
    const from = (localPort: number, allow: readonly string[]): string | undefined => {
      const client = new Stage({ allow: [`tcp://${THERE}:*`, ...allow] }).client();
      return client.say({ type: "dial", host: THERE, port: 80, localPort, window: 1 }).line.messages.map((message) => (message.type === "closed" ? String(message.fault?.cause) : message.type))[0];
    };
    expect(from(5_000, ["listen://*:9000-9009", "listen://127.0.0.1:5000"])).toBe("Error: no rule allows listen://*:5000");
    expect(from(9_009, ["listen://*:9000-9009"])).toBeUndefined();
    expect(from(0, [])).toBeUndefined();
  });

  it("nothing happens to one when another one's target is forbidden", async () => {
    const [server] = await connected(serve(80));
    const evil = stage.client().say({ type: "dial", host: "127.0.0.1", port: 80, window: 1 });
    expect(evil.line.last("closed").fault).toMatchObject({ reason: "forbidden", cause: new Error("no rule allows tcp://127.0.0.1:80") });
    expect(evil.line.code).toBe(1008);
    clients[0]?.send("still");
    await stage.settle();
    expect(server?.heard).toBe("still");
  });
});

describe("back-pressure", () => {
  it("gives a client no more than its window, and goes on when it has taken some", async () => {
    const [server] = await connected(serve(80), 10_000);
    server?.stream.send(new Uint8Array(50_000));
    await stage.settle();
    const client = clients[0];
    expect(client?.line.take().length).toBe(10_000);
    client?.say({ type: "taken", total: 4_000 });
    await stage.settle();
    expect(client?.line.take().length).toBe(4_000);
    for (let total = 14_000; total < 50_000; total += 4_000) {
      client?.say({ type: "taken", total });
      await stage.settle();
    }
    client?.say({ type: "taken", total: 50_000 });
    await stage.settle();
    expect(stage.tally.bytes.down).toBe(50_000);
  });

  it("a client that takes nothing makes the sender wait", async () => {
    const [server] = await connected(serve(80), 65_536);
    for (let i = 0; i < 10; i++) {
      server?.stream.send(new Uint8Array(65_536));
      await stage.settle();
    }
    expect(clients[0]?.line.take().length).toBe(65_536);
    expect(server?.stream.queued).toBeGreaterThan(0);
    expect(server?.events).toEqual([]);
  });

  it("a WebSocket that is not read gets little more than the gateway's own window, however large the client's is", async () => {
    stage = new Stage({ limits: { window: 65_536 } });
    const [server] = await connected(serve(80), 16_777_216);
    const client = clients[0];
    if (client !== undefined) client.line.isRead = false;
    let given = 0;
    for (let i = 0; i < 200; i++) {
      if (server?.stream.send(new Uint8Array(65_536)) !== 0) given += 65_536;
      await stage.settle(1);
    }
    expect(client?.line.queued).toBeLessThanOrEqual(2 * 65_536);
    client?.read();
    for (let i = 0; i < 200; i++) {
      await stage.settle(1);
      client?.read();
    }
    expect(stage.tally.bytes.down).toBe(given);
  });

  it("what the peer does not read is kept up to the window, and not told as sent", async () => {
    stage = new Stage({ limits: { window: 100_000 } });
    const servers = serve(80);
    const [server] = await connected(servers);
    server?.stream.pause();
    const client = clients[0];
    let told = 0;
    let sent = 0;
    for (let i = 0; i < 1_000; i++) {
      const room = 100_000 - (sent - told);
      if (room < 1_000) break;
      client?.send(new Uint8Array(1_000));
      sent += 1_000;
      await stage.settle(1);
      told = client?.line.types.includes("sent") === true ? client.line.last("sent").total : 0;
    }
    expect(sent - told).toBeGreaterThan(99_000);
    expect(sent).toBeLessThan(400_000); // the networks' and streams' own buffers
    server?.stream.resume();
    await stage.settle(1_000);
    expect(client?.line.last("sent").total).toBe(sent);
    expect(server?.came).toBe(sent);
  });

  it("a client that sends beyond the window is cut", async () => {
    stage = new Stage({ limits: { window: 65_536 } });
    const [server] = await connected(serve(80));
    server?.stream.pause();
    const client = clients[0];
    for (let i = 0; i < 10 && client?.line.code === undefined; i++) client?.send(new Uint8Array(MAX_PAYLOAD));
    expect(client?.line.last("closed").fault?.cause).toEqual(new Error("payload came beyond the window of 65536 bytes"));
    expect(client?.line.code).toBe(1002);
    expect(stage.tally.failed).toEqual({ protocol: 1 });
  });

  it("finish waits for what is not with the system yet", async () => {
    const [server] = await connected(serve(80));
    server?.stream.pause();
    const client = clients[0];
    for (let i = 0; i < 4; i++) client?.send(new Uint8Array(60_000));
    client?.say({ type: "finish" });
    await stage.settle();
    server?.stream.resume();
    await stage.settle();
    expect([server?.came, server?.events]).toEqual([240_000, ["ended"]]);
  });
});

describe("names", () => {
  const HOST = "broker.test";

  it("are looked up once, and only a good address of theirs is dialled", async () => {
    stage = new Stage({ allow: ["tcp://broker.test:80", "tcp://10.0.0.7:80"] });
    stage.net.name(HOST, ["127.0.0.1", "10.0.0.1", "10.0.0.7", "169.254.169.254"]);
    serve(80);
    const peer = stage.net.peer("10.0.0.7", 80).expect("hi");
    const client = stage.client().say({ type: "dial", host: HOST, port: 80, window: 1 });
    // From now on the name means something else.
    await stage.settle(0);
    stage.net.name(HOST, ["127.0.0.1"]);
    await stage.settle();
    expect(client.line.last("connected").peer).toEqual({ host: "10.0.0.7", port: 80 });
    client.send("hi");
    await stage.net.play();
    expect(peer).toBeDefined();
  });

  it.each([
    ["localhost", "127.0.0.1"],
    [HOST, "127.0.0.1"],
    [HOST, "10.0.0.1"],
    [HOST, "169.254.169.254"],
    [HOST, "0.0.0.0"],
  ])("%s leads nowhere when it means %s", async (host, address) => {
    stage = new Stage({ allow: ["tcp://*:*", "tcp://localhost:80", `tcp://${HOST}:80`] });
    if (host !== "localhost") stage.net.name(host, [address]);
    serve(80);
    const client = stage.client().say({ type: "dial", host, port: 80, window: 1 });
    await stage.settle();
    expect(client.line.last("closed").fault?.reason).toBe("forbidden");
    expect(client.line.code).toBe(1008);
    expect(stage.tally.refused.forbidden).toBe(1);
    expect(stage.tally.opened.tcp).toBe(0);
    // The client need not learn what the name means here; whoever reads the log does.
    expect(String(client.line.last("closed").fault?.cause)).not.toContain(address);
    if (host !== "localhost") expect(stage.lines.at(-1)?.text).toContain(address);
  });

  it.each(["127.1", "0x7f.1", "2130706433", "0177.0.0.1", "[::1]", "::1%lo", "a b".replace(" ", "\u3000x"), "..", "10.0.0.1."])("%s is neither a name nor an address", async (host) => {
    stage = new Stage({ allow: ["tcp://*:*", "tcp://127.0.0.0/8:*", "tcp://10.0.0.0/8:*", "tcp://[::1]:*"] });
    const client = stage.client().raw(JSON.stringify({ type: "dial", host, port: 80, window: 1 }));
    await stage.settle();
    expect(client.line.code).toBe(host.includes("\u3000") ? 1002 : 1008);
    expect(client.line.types).toEqual(["closed"]);
  });

  it("that no rule allows are not even looked up", () => {
    stage = new Stage({ allow: ["tcp://*.broker.test:80"] });
    const client = stage.client().say({ type: "dial", host: HOST, port: 80, window: 1 });
    expect(client.line.last("closed").fault?.reason).toBe("forbidden");
  });

  it("that do not exist are the fault name", async () => {
    stage = new Stage({ allow: ["tcp://*:80"] });
    const client = stage.client().say({ type: "dial", host: HOST, port: 80, window: 1 });
    await stage.settle();
    expect(client.line.last("closed").fault).toMatchObject({ reason: "name", errno: "ENOTFOUND" });
    expect(client.line.code).toBe(1000);
  });

  it("with several addresses are dialled in turn, each with its share of the time", async () => {
    stage = new Stage({ allow: ["tcp://10.0.0.0/24:80"], limits: { dialTimeout: 9_000 } });
    stage.net.name(HOST, ["10.0.0.7", "10.0.0.8", "10.0.0.9"]);
    stage.net.blackhole("10.0.0.7");
    stage.net.host("10.0.0.8"); // refuses
    stage.net.peer("10.0.0.9", 80).expectEnd();
    const client = stage.client().say({ type: "dial", host: HOST, port: 80, window: 1 });
    await stage.settle(2_999);
    expect(client.line.types).toEqual([]);
    await stage.settle(10);
    expect(client.line.last("connected").peer.host).toBe("10.0.0.9");
    client.leave();
    await stage.net.play();
    expect(stage.left).toEqual({ ...NOTHING_LEFT, listeners: 1 });
  });

  it("with only silent addresses fail when the time is over", async () => {
    stage = new Stage({ allow: ["tcp://10.0.0.0/24:80"], limits: { dialTimeout: 9_000 } });
    stage.net.name(HOST, ["10.0.0.7", "10.0.0.8"]);
    stage.net.blackhole("10.0.0.7");
    stage.net.blackhole("10.0.0.8");
    const client = stage.client().say({ type: "dial", host: HOST, port: 80, window: 1 });
    await stage.settle(8_999);
    expect(client.line.types).toEqual([]);
    await stage.settle(1);
    expect(client.line.last("closed").fault?.reason).toBe("timeout");
  });

  it("a slow look-up counts, and a client that leaves ends it", async () => {
    stage = new Stage({ allow: ["tcp://*:80"], limits: { dialTimeout: 5_000 } });
    using _slow = stage.net.delayName(HOST, 60_000);
    stage.net.name(HOST, ["10.0.0.7"]);
    const [patient, hasty] = [stage.client(), stage.client()].map((client) => client.say({ type: "dial", host: HOST, port: 80, window: 1 }));
    hasty?.leave();
    await stage.settle(5_000);
    expect(patient?.line.last("closed").fault?.reason).toBe("timeout");
    patient?.leave();
    expect(stage.left).toMatchObject({ open: 0, streams: 0 });
  });

  it("need a card that looks them up", () => {
    const { net } = new Stage();
    stage = new Stage({ allow: ["tcp://*:80"], card: net.host("10.0.0.3", { names: "opaque" }), clock: net.clock });
    const client = stage.client().say({ type: "dial", host: HOST, port: 80, window: 1 });
    expect(client.line.last("closed").fault?.reason).toBe("unsupported");
  });
});

let clients: ReturnType<Stage["dial"]>[] = [];

/** Dials port 80, and gives the servers when it is connected. */
async function connected(servers: Server[], window = 65_536): Promise<Server[]> {
  clients = [stage.dial(80, { window })];
  await stage.settle();
  return servers;
}
