import type { Stream, StreamSink } from "@luat/contract";
import { beforeEach, describe, expect, it } from "vitest";
import { createAuthority } from "../../../src/certs/index.js";
import { bytes, type FakeClient, HERE, NOTHING_LEFT, Stage, text, THERE } from "../stage.js";

const PORT = 9_000;

let stage: Stage;

beforeEach(() => {
  stage = new Stage({ allow: [`listen://*:${PORT}`] });
});

/** Who connects to the gateway's listener. */
class Visitor implements StreamSink {
  readonly stream: Stream;
  heard = "";
  readonly events: string[] = [];

  constructor(port = PORT) {
    this.stream = stage.net.host(THERE).dial({ host: HERE, port }, {}, this);
  }

  connected(): void {
    this.events.push("connected");
  }
  secured(): void {}
  received(data: Uint8Array, length: number): void {
    this.heard += text(data.slice(0, length));
  }
  sent(): void {}
  drained(): void {}
  ended(): void {
    this.events.push("ended");
  }
  closed(fault?: { readonly reason: string }): void {
    this.events.push(`closed ${fault?.reason ?? "in order"}`);
  }
}

async function listening(backlog = 8): Promise<FakeClient> {
  const listener = stage.client().say({ type: "listen", port: PORT, backlog });
  await stage.settle();
  expect(listener.line.last("listening").local).toEqual({ host: HERE, port: PORT });
  return listener;
}

describe("a listener", () => {
  it("offers its clients; who takes and accepts one talks with it over a channel of its own", async () => {
    const listener = await listening();
    const visitor = new Visitor();
    await stage.settle();
    visitor.stream.send(bytes("early"));
    const { offer, from, local } = listener.line.last("offered");
    expect([from.host, local]).toEqual([THERE, { host: HERE, port: PORT }]);
    expect(offer).toMatch(/^[\w-]{22}$/);
    listener.say({ type: "take", offer });
    await stage.settle();
    const accepted = stage.client().say({ type: "accept", offer, window: 100 });
    expect(accepted.line.last("connected")).toMatchObject({ peer: from, local });
    await stage.settle();
    expect(text(accepted.line.take())).toBe("early");
    accepted.send("welcome");
    await stage.settle();
    expect(visitor.heard).toBe("welcome");
    // It outlives its listener.
    listener.leave();
    accepted.say({ type: "finish" });
    await stage.settle();
    visitor.stream.finish();
    await stage.settle();
    expect(accepted.line.types).toEqual(["connected", "sent", "ended", "closed"]);
    accepted.leave();
    await stage.settle();
    expect(stage.left).toEqual(NOTHING_LEFT);
    expect(stage.tally.opened).toMatchObject({ listen: 1, accept: 1 });
  });

  it("an offer is good once, and its name is unlike that of others", async () => {
    const listener = await listening();
    const visitors = [new Visitor(), new Visitor()];
    await stage.settle();
    const names = listener.line.messages.flatMap((message) => (message.type === "offered" ? [message.offer] : []));
    expect(new Set(names).size).toBe(2);
    const [offer = ""] = names;
    listener.say({ type: "take", offer });
    const [first, second] = [0, 1].map(() => stage.client().say({ type: "accept", offer, window: 1 }));
    expect(first?.line.types).toEqual(["connected"]);
    expect(second?.line.last("closed").fault?.reason).toBe("reset");
    const guessed = stage.client().say({ type: "accept", offer: "x".repeat(22), window: 1 });
    expect(guessed.line.last("closed").fault?.reason).toBe("reset");
    for (const visitor of visitors) visitor.stream.destroy();
  });

  it("accept before take works as well, as the two come over different WebSockets", async () => {
    const listener = await listening();
    const visitor = new Visitor();
    await stage.settle();
    const { offer } = listener.line.last("offered");
    const accepted = stage.client().say({ type: "accept", offer, window: 1 });
    listener.say({ type: "take", offer });
    expect(accepted.line.types).toEqual(["connected"]);
    visitor.stream.destroy();
  });

  it("what is taken and not fetched in time is reset", async () => {
    const listener = await listening();
    const visitor = new Visitor();
    await stage.settle();
    const { offer } = listener.line.last("offered");
    listener.say({ type: "take", offer });
    await stage.settle(10_000);
    expect(visitor.events).toEqual(["connected", "closed reset"]);
    expect(stage.client().say({ type: "accept", offer, window: 1 }).line.last("closed").fault?.reason).toBe("reset");
    expect(stage.offers.size).toBe(0);
  });

  it("the end of a client that was taken is told when it is fetched", async () => {
    const listener = await listening();
    const visitor = new Visitor();
    await stage.settle();
    const { offer } = listener.line.last("offered");
    listener.say({ type: "take", offer });
    visitor.stream.send(bytes("and off"));
    visitor.stream.finish();
    await stage.settle();
    const accepted = stage.client().say({ type: "accept", offer, window: 100 });
    await stage.settle();
    expect(text(accepted.line.take())).toBe("and off");
    expect(accepted.line.types).toEqual(["connected", "ended"]);
    accepted.leave();
  });

  it("refuses those that it is told to, and all that wait when it closes", async () => {
    const listener = await listening();
    const [first, second] = [new Visitor(), new Visitor()];
    await stage.settle();
    listener.say({ type: "refuse", offer: listener.line.last("offered").offer });
    await stage.settle();
    expect([first.events.length, second.events.at(-1)]).toEqual([1, "closed reset"]);
    listener.leave();
    await stage.settle();
    expect(first.events.at(-1)).toBe("closed reset");
    expect(stage.left).toEqual(NOTHING_LEFT);
  });

  it("cannot refuse what another one was offered", async () => {
    stage = new Stage({ allow: ["listen://*:*"] });
    const mine = stage.client().say({ type: "listen", port: PORT, backlog: 1 });
    const other = stage.client().say({ type: "listen", port: PORT + 1, backlog: 1 });
    const visitor = new Visitor();
    await stage.settle();
    const { offer } = mine.line.last("offered");
    other.say({ type: "refuse", offer }).say({ type: "take", offer });
    await stage.settle();
    expect(visitor.events).toEqual(["connected"]);
    expect(stage.client().say({ type: "accept", offer, window: 1 }).line.types).toEqual(["connected"]);
    visitor.stream.destroy();
  });

  it("lets no more wait than the gateway wants", async () => {
    stage = new Stage({ allow: ["listen://*:*"], limits: { backlog: 2 } });
    const listener = await listening(1_000_000);
    const visitors = [new Visitor(), new Visitor(), new Visitor()];
    await stage.settle();
    expect(visitors.map(({ events }) => events.at(-1))).toEqual(["connected", "connected", "closed refused"]);
    expect(stage.offers.size).toBe(2);
    listener.leave();
  });

  it.each([
    ["a port that no rule allows", { port: PORT + 1 }],
    ["any free port, where none was named", { port: 0 }],
    ["an address that is none", { port: PORT, host: "localhost" }],
  ])("%s is forbidden", (_title, where) => {
    const client = stage.client().say({ type: "listen", backlog: 1, ...where });
    expect(client.line.last("closed").fault?.reason).toBe("forbidden");
    expect(client.line.code).toBe(1008);
  });

  it("a port that is taken is the fault of the card", async () => {
    await listening();
    const second = stage.client().say({ type: "listen", port: PORT, backlog: 1 });
    await stage.settle();
    expect(second.line.last("closed").fault?.reason).toBe("in-use");
  });
});

it("a listener with TLS tells what the handshake settled, who was rejected, and takes new settings", async () => {
  const authority = createAuthority({ now: stage.net.clock.wall(), keyType: "ec" });
  const [first, second] = [authority.issue({ names: ["first.test"] }), authority.issue({ names: ["second.test"] })];
  const secure = { config: { verify: false, ...first } };
  const listener = stage.client().say({ type: "listen", port: PORT, backlog: 4, secure });
  await stage.settle();
  const visit = async (name: string): Promise<void> => {
    const card = stage.net.host(THERE);
    const credentials = card.credentials({ verify: true, ca: authority.cert });
    if ("reason" in credentials) throw new Error(credentials.reason);
    const sink = { connected: () => undefined, secured: () => undefined, received: () => undefined, sent: () => undefined, drained: () => undefined, ended: () => undefined, closed: () => undefined };
    card.dial({ host: HERE, port: PORT }, { secure: { credentials, name } }, sink);
    await stage.settle();
  };
  await visit("first.test");
  expect(listener.line.last("offered").secure?.protocol).toBe("TLSv1.3");
  const visitor = new Visitor();
  await stage.settle();
  visitor.stream.send(bytes("this is no TLS at all"));
  await stage.settle();
  expect(listener.line.last("rejected").fault.reason).toBe("tls");
  listener.say({ type: "renew", secure: { config: { verify: false, ...second } } });
  await visit("second.test");
  expect(listener.line.types.filter((type) => type === "offered").length).toBe(2);
  listener.say({ type: "renew", secure: { config: { verify: false, cert: "no certificate" } } });
  expect(listener.line.code).toBeUndefined();
  expect(stage.lines.at(-1)?.text).toContain("renew failed");
  listener.leave();
});
