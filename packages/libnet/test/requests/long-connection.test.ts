import { describe, expect, it, vi } from "vitest";
import { frames, json, type Frames } from "../../src/frames/index.js";
import { BrokenError, ClosedError, TimeoutError, type Connection, type Device } from "../../src/index.js";
import { longConnection, SendError, type LongConnection, type LongConnectionSettings } from "../../src/long-connection/index.js";
import { requests, type IdOptions, type Requests, type RequestsOptions } from "../../src/requests/index.js";
import { SERVER, simulate, type Simulated } from "../simulated.js";

const PORT = 502;
interface Message {
  readonly id?: number;
  readonly text: string;
}
const codec = json({ parse: (value) => value as Message });
const byId: IdOptions<Message, Message> = { requestId: ({ id }) => id, answerId: ({ id }) => id };

interface Scene extends Simulated {
  readonly long: LongConnection<Message, Message>;
  readonly rpc: Requests<Message>;
  /** What the server was asked, with the number of the connection. */
  readonly asked: string[];
  /** The server's ends. */
  readonly clients: Array<Frames<Message>>;
  readonly unmatched: string[];
  listen(): Promise<void>;
  pass(ms: number): Promise<void>;
  end(): Promise<void>;
}

/** A server that answers each request after the time that its text says, `"30 x"`; `"never"`: not at all. */
function serve(device: Device, asked: string[], clients: Array<Frames<Message>>): (connection: Connection) => void {
  return (connection) => {
    const client = frames(connection, codec);
    const number = clients.push(client);
    client
      .consume(({ id, text }) => {
        asked.push(`${number} ${text}`);
        if (text.startsWith("never")) return;
        void device.sys.wait(1 + (Number.parseInt(text, 10) || 0)).then(() => client.tx({ ...(id === undefined ? {} : { id }), text: `${text}!` })).catch(() => undefined);
      })
      .catch(() => undefined);
  };
}

async function scene(settings: Omit<LongConnectionSettings<Message, Message>, "frames"> = {}, options: RequestsOptions<Message, Message> = byId, listens = true): Promise<Scene> {
  const simulated = simulate({}, { latency: 5 });
  const { net, client, server, run } = simulated;
  const asked: string[] = [];
  const clients: Array<Frames<Message>> = [];
  const unmatched: string[] = [];
  const welcome = serve(server, asked, clients);
  const listen = async (): Promise<void> => {
    const listening = await server.listen({ port: PORT });
    void (async () => {
      for await (const connection of listening) welcome(connection);
    })();
  };
  if (listens) await run(listen);
  const long = longConnection({ host: SERVER, port: PORT, retry: 1_000, ...settings, frames: codec }, client);
  const rpc = requests(long, { onUnmatched: ({ text }, reason) => unmatched.push(`${reason} ${text}`), ...options });
  return {
    ...simulated,
    ...{ long, rpc, asked, clients, unmatched },
    listen: () => run(listen),
    pass: (ms) => net.clock.advance(ms),
    end: async () => {
      await run(() => long.stop({ deadline: 0 }));
      client.assertIdle();
      await run(() => Promise.all([client.stop(), server.stop()]));
      await net.clock.advance(60_000);
      expect([net.openStreams, net.clock.waiting]).toEqual([0, 0]);
    },
  };
}

/** What became of requests, in words. */
const outcome = (promise: Promise<Message>): Promise<string> =>
  promise.then(
    ({ text }) => text,
    (error: { name: string; reason?: string; code?: string; withdrawn?: boolean }) => `${error.name} ${error.reason ?? error.code ?? ""} ${error.withdrawn === undefined ? "" : error.withdrawn ? "never sent" : "sent"}`,
  );

describe("requests over a long connection", () => {
  it("wait for the connection, and get their answers", async () => {
    const s = await scene({}, byId, false);
    const all = [1, 2, 3].map((id) => s.rpc.request({ id, text: `${50 - id * 10} r` }));
    await s.pass(500);
    expect([s.rpc.inFlight, s.long.status().queued.items]).toEqual([3, 3]);
    await s.listen();
    expect((await s.run(() => Promise.all(all))).map(({ text }) => text)).toEqual(["40 r!", "30 r!", "20 r!"]);
    await s.end();
  });

  it("that a connection has taken reject when it breaks, and the others go out over the next one", async () => {
    const s = await scene({}, { ...byId, inFlight: 2 });
    await s.run(() => s.long.online());
    const all = [1, 2, 3, 4].map((id) => s.rpc.request({ id, text: id < 3 ? `never ${id}` : `${id}` }));
    await s.pass(100);
    s.net.reset(SERVER);
    const first = all[0]?.catch((error: unknown) => error);
    expect(await s.run(() => Promise.all(all.map(outcome)))).toEqual(["BrokenError reset sent", "BrokenError reset sent", "3!", "4!"]);
    expect(await first).toMatchObject({ op: "get an answer", endpoint: `${SERVER}:${PORT}`, cause: expect.any(BrokenError) as unknown, message: `Cannot get an answer from "${SERVER}:${PORT}": connection reset (ECONNRESET), after the request had gone out` });
    expect(s.asked).toEqual(["1 never 1", "1 never 2", "2 3", "2 4"]);
    await s.end();
  });

  it("reject at once when the peer ends, though the connection is still being closed", async () => {
    const s = await scene();
    await s.run(() => s.long.online());
    const request = s.rpc.request({ id: 1, text: "never" });
    await s.pass(100);
    const { now } = s.net.clock;
    const before = now.call(s.net.clock);
    const closing = s.clients[0]?.connection.close();
    await expect(s.run(() => request)).rejects.toMatchObject({ name: "BrokenError", withdrawn: false, message: `Cannot get an answer from "${SERVER}:${PORT}": connection broken, the peer has ended it after the request had gone out` });
    expect(now.call(s.net.clock) - before).toBeLessThan(20);
    await s.run(() => closing ?? Promise.resolve());
    await s.end();
  });

  it("never take the answer to a request of the connection before", async () => {
    const s = await scene();
    await s.run(() => s.long.online());
    const first = outcome(s.rpc.request({ id: 1, text: "never 1" }));
    await s.pass(100);
    s.net.reset(SERVER);
    await s.pass(2_000);
    // A server that keeps what it has to say for whoever comes.
    const second = s.rpc.request({ id: 2, text: "100 two" });
    await s.run(() => s.clients[1]?.tx({ id: 1, text: "old" }) ?? Promise.resolve());
    expect(await first).toBe("BrokenError reset sent");
    expect(await s.run(() => outcome(second))).toBe("100 two!");
    expect(s.unmatched).toEqual(["unknown old"]);
    await s.end();
  });

  it("in order begin anew with each connection: nothing late is awaited of the one before", async () => {
    const s = await scene({}, { timeout: 100 });
    await s.run(() => s.long.online());
    expect(await s.run(() => outcome(s.rpc.request({ text: "never" })))).toBe("TimeoutError timeout sent");
    expect(await s.run(() => outcome(s.rpc.request({ text: "waits" })))).toBe("TimeoutError timeout never sent");
    s.net.reset(SERVER);
    await s.pass(1_500);
    expect(s.rpc.inFlight).toBe(0);
    expect(await s.run(() => outcome(s.rpc.request({ text: "next" })))).toBe("next!");
    await s.end();
  });

  it("whose time is up while there is no connection are taken back, and never go out", async () => {
    const s = await scene({}, byId, false);
    const drops: unknown[] = [];
    s.long.on("drop", (bytes) => drops.push(bytes));
    const early = expect(s.rpc.request({ id: 1, text: "early" }, { timeout: 300 })).rejects.toMatchObject({ name: "TimeoutError", withdrawn: true, message: `Cannot get an answer from "${SERVER}:${PORT}": timed out after 300 ms, not sent, as no connection has taken it` });
    const abort = new AbortController();
    const aborted = s.rpc.request({ id: 2, text: "aborted" }, { signal: abort.signal });
    const last = s.rpc.request({ id: 1 + 2, text: "last" });
    await s.pass(400);
    abort.abort(new Error("enough"));
    await early;
    await expect(aborted).rejects.toThrow("enough");
    await s.listen();
    expect(await s.run(() => outcome(last))).toBe("last!");
    expect([s.asked, drops, s.rpc.inFlight]).toEqual([["1 last"], [], 0]);
    await s.end();
  });

  it.each<[string, LongConnectionSettings["queue"], string[]]>([
    ["fail", { policy: "fail" }, ["SendError offline never sent", "SendError offline never sent", "SendError offline never sent"]],
    ["keep", { maxItems: 2 }, ["1!", "2!", "SendError full never sent"]],
    ["dropOldest", { policy: "dropOldest", maxItems: 2 }, ["SendError dropped never sent", "2!", "3!"]],
  ])("follow the policy %s of the queue", async (_, queue, expected) => {
    const s = await scene({ queue }, byId, false);
    const all = Promise.all([1, 2, 3].map((id) => outcome(s.rpc.request({ id, text: `${id}` }))));
    await s.pass(10);
    await s.listen();
    expect(await s.run(() => all)).toEqual(expected);
    expect(new SendError("full", {}).withdrawn).toBe(true);
    await s.end();
  });

  it("are neither saved nor sent again, as nobody would wait for the answers", async () => {
    const saves: number[] = [];
    const s = await scene({ queue: { atLeastOnce: true, store: { load: () => [], save: (items) => void saves.push(items.length) } } }, byId);
    await s.run(() => s.long.online());
    const full = s.net.fillBuffers({ from: "10.0.0.2" });
    // The first goes out and is lost; the second is with the connection, but not with the system.
    const uncertain = [1, 2].map((id) => outcome(s.rpc.request({ id, text: `uncertain ${id}` })));
    await s.pass(1);
    const waits = outcome(s.rpc.request({ id: 3, text: "waits" }));
    const item = s.long.tx({ text: "an item" }).catch((error: unknown) => error);
    await s.pass(100);
    s.net.reset(SERVER);
    full.remove();
    await s.pass(3_000);
    expect(await Promise.all([...uncertain, waits])).toEqual(["BrokenError reset sent", "BrokenError reset sent", "waits!"]);
    expect(s.asked).toEqual(["2 waits", "2 an item"]);
    expect(await item).toBeUndefined();
    expect(Math.max(...saves)).toBeLessThanOrEqual(1);
    await s.end();
  });

  it("reject when it is paused, stopped or given up, and say whether they went out", async () => {
    const s = await scene();
    await s.run(() => s.long.online());
    const first = s.rpc.request({ id: 1, text: "never" });
    await s.pass(50);
    await s.run(() => Promise.all([s.long.pause(), expect(first).rejects.toMatchObject({ name: "ClosedError", withdrawn: false, message: expect.stringContaining("you paused or stopped the long connection, after the request had gone out") as unknown })]));
    const second = outcome(s.rpc.request({ id: 2, text: "paused" }));
    s.long.resume();
    expect(await s.run(() => second)).toBe("paused!");
    const third = s.rpc.request({ id: 3, text: "never" });
    await s.pass(50);
    const stopping = s.rpc.close();
    await expect(s.run(() => third)).rejects.toMatchObject({ name: "ClosedError", withdrawn: false });
    await s.run(() => stopping);
    await expect(s.rpc.request({ id: 4, text: "too late" })).rejects.toMatchObject({ name: "ClosedError", withdrawn: true, message: `Cannot get an answer from "${SERVER}:${PORT}": you stopped the long connection` });
    expect(s.long.state.kind).toBe("stopped");
    await s.end();
  });

  it("reject with the error that ended it for good", async () => {
    const s = await scene({ retry: { delay: 100, maxTries: 2 } }, byId, false);
    const request = s.rpc.request({ id: 1, text: "x" });
    await expect(s.run(() => request)).rejects.toMatchObject({ code: "refused" });
    await expect(s.rpc.request({ id: 2, text: "x" })).rejects.toMatchObject({ code: "refused" });
    expect(() => requests(s.long, byId)).toThrow(TypeError);
    await s.end();
  });

  it("are read by nobody else", async () => {
    const s = await scene();
    const session = await s.run(() => s.long.online());
    const refusal = new TypeError("requests read here; expected no other reader");
    await expect(s.long.rx()).rejects.toEqual(refusal);
    await expect(s.long[Symbol.asyncIterator]().next()).rejects.toEqual(refusal);
    await expect(session.rx()).rejects.toEqual(refusal);
    expect(() => requests(s.long, byId)).toThrow(refusal);
    expect(() => requests(session, byId)).toThrow(refusal);
    await s.end();
  });

  it("refuse a long connection that is read already, in whole or in part", async () => {
    const s = simulate();
    await s.run(() => s.server.listen({ port: PORT }));
    const long = longConnection({ host: SERVER, port: PORT, frames: codec }, s.client);
    const reading = long.rx();
    expect(() => requests(long)).toThrow("a read is waiting already; expected one reader at a time");
    const session = await s.run(() => long.online());
    const other = longConnection({ host: SERVER, port: PORT, frames: codec }, s.client);
    const part = (await s.run(() => other.online())).rx();
    expect(() => requests(other)).toThrow("a connection of the long connection is read already; expected no other reader");
    expect(() => frames(session as unknown as Connection, codec)).toThrow("connection is a long connection, or a session of one; expected a connection");
    await s.run(() => Promise.all([long.stop(), other.stop()]));
    expect([await reading, await part]).toEqual([undefined, undefined]);
    await s.run(() => Promise.all([s.client.stop(), s.server.stop()]));
  });

  it("get all that was unread, and what a login left", async () => {
    const s = simulate({}, { latency: 5 });
    const unsolicited: string[] = [];
    const listening = await s.run(() => s.server.listen({ port: PORT }));
    const long = longConnection({ host: SERVER, port: PORT, frames: codec, login: (session) => session.rx() }, s.client);
    const there = frames((await s.run(() => listening.accept())) as Connection, codec);
    await s.run(() => Promise.all(["hello", "one", "two"].map((text) => there.tx({ text }))));
    await s.net.clock.advance(100);
    requests(long, { ...byId, onUnsolicited: ({ text }) => unsolicited.push(text) });
    await s.net.clock.advance(1);
    expect([unsolicited, long.status().unread.bytes]).toEqual([["one", "two"], 0]);
    await s.run(() => long.stop());
    await s.run(() => Promise.all([s.client.stop(), s.server.stop()]));
  });

  it("outlast what the program's functions throw, which costs the connection", async () => {
    const mistake = new Error("mine");
    const s = await scene({}, { ...byId, answerId: ({ id, text }) => { if (text === "bad!") throw mistake; return id; } });
    const bad = s.rpc.request({ id: 1, text: "bad" });
    await expect(s.run(() => bad)).rejects.toMatchObject({ name: "BrokenError", withdrawn: false, cause: mistake });
    expect(await s.run(() => outcome(s.rpc.request({ id: 2, text: "good" })))).toBe("good!");
    expect(s.long.status()).toMatchObject({ successes: 2, lastError: mistake });
    await s.end();
  });
});

describe("requests over one connection of a long connection", () => {
  it("serve a login, and let go of it when they are closed", async () => {
    const told = vi.fn();
    const s = await scene({
      login: async (session) => {
        const rpc = requests(session, { ...byId, timeout: 1_000 });
        await expect(session.rx()).rejects.toThrow("requests read here; expected no other reader");
        told((await rpc.request({ id: 1, text: "login" })).text);
        await rpc.close();
        await expect(rpc.request({ id: 2, text: "x" })).rejects.toThrow(ClosedError);
      },
    });
    expect(await s.run(() => outcome(s.rpc.request({ id: 1, text: "data" })))).toBe("data!");
    expect(told.mock.calls).toEqual([["login!"]]);
    await s.end();
  });

  it("of a login that keeps them end when those of the long connection begin to read", async () => {
    let kept: Requests<Message> | undefined;
    const s = await scene({ login: async (session) => { kept = requests(session, byId); await kept.request({ id: 1, text: "login" }); } });
    expect(await s.run(() => outcome(s.rpc.request({ id: 1, text: "data" })))).toBe("data!");
    await expect(kept?.request({ id: 2, text: "x" })).rejects.toThrow(ClosedError);
    await s.end();
  });

  it("end with it, and leave the next one to others", async () => {
    const s = simulate({}, { latency: 5 });
    const asked: string[] = [];
    const clients: Array<Frames<Message>> = [];
    const listening = await s.run(() => s.server.listen({ port: PORT }));
    const welcome = serve(s.server, asked, clients);
    void (async () => { for await (const connection of listening) welcome(connection); })();
    const long = longConnection({ host: SERVER, port: PORT, frames: codec, retry: 1_000 }, s.client);
    const told: string[] = [];
    const using = (async () => {
      for await (const session of long.connections()) {
        const rpc = requests(session, byId);
        told.push(await outcome(rpc.request({ id: 1, text: "one" })), await outcome(rpc.request({ id: 2, text: "never" })), await outcome(rpc.request({ id: 3, text: "after" })));
      }
    })();
    await s.net.clock.advance(500);
    s.net.reset(SERVER);
    await s.net.clock.advance(2_000);
    await s.run(() => long.stop());
    await using;
    expect(told).toEqual(["one!", "BrokenError reset sent", "BrokenError reset never sent", "one!", "ClosedError closed sent", "ClosedError closed never sent"]);
    expect(asked).toEqual(["1 one", "1 never", "2 one", "2 never"]);
    await s.run(() => Promise.all([s.client.stop(), s.server.stop()]));
  });
});

it("requests refuse what has no messages, and say what is wanted", async () => {
  const s = simulate();
  const { here } = await s.pair();
  const long = longConnection({ host: SERVER, port: 1883 }, s.client);
  expect(() => requests(here as never)).toThrow(new TypeError("frames is a connection; expected frames(connection, codec)"));
  expect(() => requests(long)).toThrow(new TypeError("the long connection has no frames; expected a long connection with the option frames"));
  const session = await s.run(() => long.online());
  expect(() => requests(session)).toThrow(new TypeError("the session has no frames; expected a long connection with the option frames"));
  expect(new TimeoutError(1, { op: "send" }).withdrawn).toBe(false);
  await s.run(() => long.stop());
  await s.run(() => Promise.all([s.client.stop(), s.server.stop()]));
});
