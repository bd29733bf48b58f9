import { MockNet } from "@luat/adapters/mock";
import { describe, expect, it } from "vitest";
import { createDevice } from "../../src/index.js";
import { longConnection, type Session } from "../../src/long-connection/index.js";
import { CLIENT, SERVER, simulate, text } from "../simulated.js";
import { PORT, RETRY, outcomes, rig } from "./rig.js";

type Plain = Session<Uint8Array, string>;
const quiet = <T extends Promise<unknown>>(promise: T): T => {
  promise.catch(() => undefined);
  return promise;
};

describe("the network", () => {
  it("is waited for, and lost and found again", async () => {
    const r = await rig();
    r.net.host(CLIENT).setLink(false);
    await r.run(() => r.long.stop({ deadline: 0 }));
    const long = longConnection({ host: SERVER, port: PORT, retry: RETRY }, r.client);
    const kinds: string[] = [];
    long.on("state", ({ kind }) => kinds.push(kind));
    await r.pass(60_000);
    r.net.host(CLIENT).setLink(true);
    await r.pass(20_000);
    r.net.host(CLIENT).setLink(false);
    await r.pass(5_000);
    r.net.host(CLIENT).setLink(true);
    await r.pass(10);
    expect(kinds).toEqual(["waiting-for-network", "connecting", "online", "waiting-for-network", "connecting", "online"]);
    expect(long.status()).toMatchObject({ lastError: { code: "link" } });
    await r.run(() => long.stop());
    await r.end();
  });
});

describe("a wait", () => {
  it("is told once, whatever comes of other cards meanwhile", async () => {
    const net = new MockNet();
    const device = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.3"), LWIP_GP: net.host(CLIENT) } });
    net.host(SERVER);
    const long = longConnection({ host: SERVER, port: PORT, retry: 5_000 }, device);
    const kinds: string[] = [];
    long.on("state", ({ kind }) => kinds.push(kind));
    for (let n = 0; n < 6; n++) {
      await net.clock.advance(500);
      net.host("10.0.0.3").setLink(n % 2 === 1);
    }
    expect(kinds).toEqual(["connecting", "waiting-to-retry"]);
    net.host(CLIENT).setLink(false);
    await net.clock.advance(100);
    net.host(CLIENT).setLink(true);
    await net.clock.advance(2_000);
    expect(kinds.slice(2)).toEqual(["waiting-for-network", "waiting-to-retry", "connecting", "waiting-to-retry"]);
    await device.stop();
  });
});

describe("a login", () => {
  const login = async (session: Plain): Promise<void> => {
    await session.tx("user\n");
    const answer = text(await session.rx({ timeout: 5_000 }));
    if (answer !== "ok\n") throw new Error(`refused: ${answer}`);
  };

  it("comes before all that is queued, and leaves what it did not read to others", async () => {
    const r = await rig({ login });
    const sent = r.long.tx("data\n");
    await r.pass(10);
    expect(r.received).toEqual(["user\n"]);
    expect(r.long.state).toEqual({ kind: "logging-in", attempt: 1, endpoint: `${SERVER}:${PORT}` });
    await r.accepted[0]?.tx("ok\n");
    await r.pass(1);
    await r.accepted[0]?.tx("more\n");
    await r.pass(10);
    expect(await outcomes([sent])).toEqual(["sent"]);
    expect(text(await r.long.rx())).toBe("more\n");
    await r.end();
  });

  it.each([
    ["rejects", () => Promise.reject(new Error("refused")), "Error: refused", 0],
    ["throws", () => { throw new Error("refused"); }, "Error: refused", 0],
    ["takes too long", () => new Promise(() => undefined), `TimeoutError: Cannot log in with "${SERVER}:${PORT}": timed out after 3000 ms`, 3_000],
  ])("that %s ends the connection, and another is made", async (_, failing, message, after) => {
    const r = await rig({ login: failing, loginTimeout: 3_000 });
    await r.pass(after + 1);
    expect(r.long.state).toMatchObject({ kind: "waiting-to-retry", delay: 1_000, attempt: 2 });
    expect(String(r.long.status().lastError)).toBe(message);
    expect(r.net.host(CLIENT).openStreams).toBe(0);
    await r.pass(after + 1_000);
    expect(r.accepted).toHaveLength(2);
    expect(r.kinds()).not.toContain("online");
    await r.end();
  });

  it("whose connection breaks fails with what broke it", async () => {
    const r = await rig({ login });
    await r.pass(10);
    r.net.reset(SERVER);
    await r.pass(1);
    expect(r.long.state).toMatchObject({ kind: "waiting-to-retry", cause: { code: "reset" } });
    await r.end();
  });

  it("with a final error ends it for good, and all that waits with that error", async () => {
    const r = await rig({ login, isFinal: (error, during) => during === "login" && String(error).includes("refused") });
    const sent = quiet(r.long.tx("data"));
    const read = quiet(r.long.rx());
    const online = quiet(r.long.online());
    await r.pass(10);
    await r.accepted[0]?.tx("no\n");
    await r.pass(10);
    expect(r.long.state).toMatchObject({ kind: "stopped", cause: new Error("refused: no\n") });
    expect(await outcomes([sent, read, online, r.long.tx("more"), r.long.rx(), r.long.online()])).toEqual(Array(6).fill("refused: no\n"));
    await expect(r.long.connections().next()).rejects.toThrow("refused");
    r.client.assertIdle();
    await r.end();
  });
});

describe("a state", () => {
  it("is told before the promise that waits for it resolves", async () => {
    const r = await rig();
    const seen: string[] = [];
    r.long.on("state", ({ kind }) => seen.push(kind));
    const sending = r.long.tx("data").then(() => seen.push("sent"));
    const waiting = r.long.online().then(() => seen.push("is online"));
    await r.run(async () => {
      await Promise.all([sending, waiting]);
      await r.long.pause().then(() => seen.push("rests"));
      await r.long.stop().then(() => seen.push("has stopped"));
    });
    expect(seen).toEqual(["connecting", "online", "is online", "sent", "closing", "paused", "rests", "stopped", "has stopped"]);
    await r.end();
  });

  it("is told before a cut returns, too", async () => {
    const r = await rig();
    await r.pass(10);
    await r.run(() => r.long.stop({ deadline: 0 }));
    expect(r.kinds()).toEqual(["connecting", "online", "stopped"]);
    await r.end();
  });

  it("lets items be sent by who hears that it is on line, whatever the policy is", async () => {
    const r = await rig({ queue: { policy: "fail" } });
    const sent: Array<Promise<void>> = [];
    r.long.on("state", ({ kind }) => {
      if (kind === "online") sent.push(r.long.tx("hello"));
    });
    await r.pass(10);
    expect(await outcomes(sent)).toEqual(["sent"]);
    await r.end();
  });

  it("that ends while its listeners are told has its items sent by the next connection", async () => {
    const r = await rig();
    r.long.on("state", (state) => {
      if (state.kind === "online" && state.number === 1) void r.long.pause().then(() => {
        r.long.resume();
      });
    });
    const sent = r.long.tx("data");
    await r.pass(5_000);
    expect(await outcomes([sent])).toEqual(["sent"]);
    expect(r.received.join("")).toBe("data");
    await r.end();
  });
});

describe("attempts", () => {
  it("end with the last error when the most of them was made", async () => {
    const r = await rig({ retry: { ...RETRY, maxTries: 3 } }, { listens: false });
    const sent = quiet(r.long.tx("data"));
    await r.pass(60_000);
    expect(r.long.state).toMatchObject({ kind: "stopped", cause: { code: "refused" } });
    expect(r.long.status().attempts).toBe(3);
    expect(await outcomes([sent])).toEqual(["refused"]);
    await r.end();
  });

  it("come at the same times on a mock network of the same seed, and at others with another, though they are jittered", async () => {
    const times = async (seed: number): Promise<number[]> => {
      const net = new MockNet({ seed });
      const device = createDevice({ adapters: { LWIP_GP: net.host(CLIENT) } });
      net.host(SERVER);
      const long = longConnection({ host: SERVER, port: PORT, retry: { delay: 100, max: 1_000 } }, device);
      const at: number[] = [];
      long.on("state", ({ kind }) => {
        if (kind === "connecting") at.push(net.clock.now());
      });
      await net.clock.advance(5_000);
      await device.stop();
      return at;
    };
    const [first = [], again, other] = [await times(7), await times(7), await times(8)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first.map((at, n) => at - (first[n - 1] ?? 0))).size).toBeGreaterThan(5);
  });

  it("come at times that are told in whole milliseconds", async () => {
    const r = await rig({ retry: { delay: 1_000, random: () => 0.3333333 } }, { listens: false });
    await r.pass(0.25);
    expect(r.long.state).toMatchObject({ kind: "waiting-to-retry", delay: 333 });
    const { since, nextTryAt = 0 } = r.long.status();
    expect([since, nextTryAt]).toEqual([r.net.clock.wall() - 0.25, Math.round(nextTryAt)]);
    await r.end();
  });

  it("begin anew in number and delay only after a connection that was stable", async () => {
    const r = await rig();
    for (let n = 0; n < 3; n++) {
      await r.run(() => r.long.online());
      r.net.reset(SERVER);
      await r.pass(1);
    }
    expect(r.long.state).toMatchObject({ delay: 4_000, attempt: 4 });
    await r.pass(4_000 + 10_000);
    r.net.reset(SERVER);
    await r.pass(1);
    expect(r.long.state).toMatchObject({ delay: 1_000, attempt: 1 });
    await r.end();
  });

  it("go to one server until it fails, and then to the next", async () => {
    const { net, client, run } = simulate();
    const tried: string[] = [];
    const long = longConnection({ endpoints: ["10.0.0.7", "10.0.0.8", "10.0.0.9"].map((host) => ({ host, port: 1 })), retry: 1_000 }, client);
    long.on("state", (state) => state.kind === "connecting" && tried.push(`${state.endpoint}`));
    for (const host of ["10.0.0.7", "10.0.0.8", "10.0.0.9"]) net.host(host);
    net.peer("10.0.0.9", 1).wait(20_000).reset().nextConnection().wait(1_000).reset();
    await net.clock.advance(26_000);
    expect(tried.slice(0, 5)).toEqual(["10.0.0.7:1", "10.0.0.8:1", "10.0.0.9:1", "10.0.0.9:1", "10.0.0.7:1"]);
    await run(() => long.stop());
    await client.stop();
  });

  it("go where a function says, which is told why, and counts as one of them when it fails or does not answer", async () => {
    const { net, client, run } = simulate();
    net.host("10.0.0.9");
    const questions: unknown[] = [];
    const long = longConnection({
      endpoints: async (question) => {
        questions.push(question);
        if (questions.length === 1) throw new Error("no directory");
        return questions.length === 2 ? new Promise(() => undefined) : { host: "10.0.0.9", port: 1 };
      },
      timeout: 5_000,
      retry: 1_000,
    }, client);
    await net.clock.advance(7_001);
    expect(questions).toEqual([{ attempt: 1, cause: undefined }, { attempt: 2, cause: new Error("no directory") }, { attempt: 3, cause: expect.objectContaining({ code: "timeout" }) }]);
    expect(long.state).toMatchObject({ kind: "waiting-to-retry", cause: { code: "refused" } });
    await run(() => long.stop());
    await client.stop();
  });

  it("end for good with a server that is none", async () => {
    const { net, client } = simulate();
    const long = longConnection({ endpoints: () => ({ host: "10.0.0.9", port: 0 }) }, client);
    await net.clock.advance(1);
    expect(long.state).toEqual({ kind: "stopped", cause: new RangeError("the chosen endpoint.port is 0; expected 1 to 65535") });
    client.assertIdle();
    await client.stop();
  });
});

describe("pause and resume", () => {
  it("end the connection in order, keep what is queued, and connect at once", async () => {
    const r = await rig({}, { latency: 10 });
    await r.pass(100);
    await r.run(() => r.long.pause());
    expect(r.net.host(CLIENT).openStreams).toBe(0);
    const sent = r.long.tx("later");
    await r.pass(60_000);
    expect(r.kinds()).toEqual(["connecting", "online", "closing", "paused"]);
    r.long.resume();
    await r.run(() => sent);
    await r.pass(100);
    expect(r.received).toEqual(["", "later"]);
    await r.end();
  });

  it.each([
    ["connecting", 5, {}],
    ["logging-in", 100, { login: () => new Promise(() => undefined) }],
  ])("end an attempt that is %s", async (kind, ms, settings) => {
    const r = await rig(settings, { latency: 10 });
    await r.pass(ms);
    expect(r.long.state.kind).toBe(kind);
    await r.long.pause();
    expect(r.long.state.kind).toBe("paused");
    expect(r.net.host(CLIENT).openStreams).toBe(0);
    r.long.resume();
    await r.pass(100);
    expect(r.long.status().attempts).toBe(2);
    await r.end();
  });

  it("may be called in any order at the same moment: there is never a second connection", async () => {
    const r = await rig({}, { latency: 10 });
    for (let ms = 0; ms < 60; ms++) {
      void r.long.pause();
      r.long.resume();
      void r.long.pause();
      r.long.resume();
      await r.pass(1);
      expect(r.net.host(CLIENT).openStreams).toBeLessThanOrEqual(1);
    }
    await r.pass(6_000);
    expect(r.long.state.kind).toBe("online");
    await r.end();
  });
});

describe("a connection that comes on line in the moment in which it is not wanted any more", () => {
  it.each(Array.from({ length: 12 }, (_, jobs) => jobs))("is cut, %i promise jobs later", async (jobs) => {
    const net = new MockNet({ latency: 10 });
    const pausing = async (): Promise<void> => {
      for (let n = 0; n < jobs; n++) await Promise.resolve();
      await long.pause();
    };
    const device = createDevice({ adapters: { LWIP_GP: net.host(CLIENT) }, diagnostics: ({ kind }) => { if (kind === "connected") void pausing(); } });
    net.peer(SERVER, PORT).stall();
    const long = longConnection({ host: SERVER, port: PORT }, device);
    await net.clock.advance(5_100);
    expect(long.state.kind).toBe("paused");
    expect(net.host(CLIENT).openStreams).toBe(0);
    await long.stop();
    device.assertIdle();
    await device.stop();
  });
});

describe("a stop", () => {
  it("sends what is queued first, over a new connection if need be", async () => {
    const r = await rig({}, { listens: false });
    const sent = r.long.tx("last words");
    const stopping = r.long.stop({ deadline: 60_000 });
    const late = quiet(r.long.tx("too late"));
    await r.pass(500);
    await r.listen();
    await r.run(() => stopping);
    expect(await outcomes([sent, late])).toEqual(["sent", "closed"]);
    await r.pass(10);
    expect(r.received).toEqual(["last words"]);
    expect(r.long.state).toEqual({ kind: "stopped", cause: undefined });
    await r.end();
  });

  it("gives up at its deadline, and a later one may shorten it", async () => {
    const r = await rig({}, { listens: false });
    const sent = quiet(r.long.tx("last words"));
    const stopping = r.long.stop({ deadline: Infinity });
    void r.long.stop({ deadline: 60_000 });
    await r.pass(10_000);
    expect(r.long.state.kind).not.toBe("stopped");
    void r.long.stop({ deadline: 3_000 });
    await r.pass(3_000);
    await stopping;
    expect(await outcomes([sent])).toEqual(["closed"]);
    await r.end();
  });

  it("at once cuts and settles all before it returns", async () => {
    const r = await rig();
    await r.pass(10);
    r.net.fillBuffers({ from: CLIENT });
    const waiting = [r.long.tx("one"), r.long.tx("two"), r.long.rx()].map(quiet);
    await r.pass(10);
    void r.long.stop({ deadline: 0 });
    expect(r.long.state).toEqual({ kind: "stopped", cause: undefined });
    expect(r.net.host(CLIENT).openStreams).toBe(0);
    expect(await outcomes(waiting)).toEqual(["unknown", "closed", "sent"]);
    await r.end();
  });

  it("by a signal rejects all that waits with its reason", async () => {
    const abort = new AbortController();
    const r = await rig({ signal: abort.signal }, { listens: false });
    const waiting = [r.long.tx("one"), r.long.rx(), r.long.online()].map(quiet);
    await r.pass(10);
    abort.abort(new Error("the user left"));
    expect(await outcomes(waiting)).toEqual(Array(3).fill("the user left"));
    expect(r.long.state).toEqual({ kind: "stopped", cause: new Error("the user left") });
    expect(() => longConnection({ host: SERVER, port: PORT, signal: abort.signal }, r.client)).toThrow("the user left");
    await r.end();
  });

  it("of the device ends it, with the time to send that it is given", async () => {
    const r = await rig({}, { latency: 10 });
    await r.pass(100);
    const sent = quiet(r.long.tx("x".repeat(200_000)));
    await r.run(() => r.client.stop({ deadline: 5_000 }));
    expect(await outcomes([sent])).toEqual(["sent"]);
    expect(r.received[0]).toHaveLength(200_000);
    expect(() => longConnection({ host: SERVER, port: PORT }, r.client)).toThrow("the device was stopped");
    await r.end();
  });

  it("of the device ends it at once otherwise", async () => {
    const r = await rig({}, { listens: false });
    const waiting = [r.long.tx("one"), r.long.online(), r.long.rx()].map(quiet);
    await r.pass(10);
    await r.run(() => r.client.stop());
    expect(await outcomes(waiting)).toEqual(["stopped", "stopped", "sent"]);
    await r.end();
  });
});

describe("what a device has open", () => {
  it("names a long connection and who waits for it, once, and not the connection in it", async () => {
    const r = await rig();
    await r.pass(10);
    r.net.fillBuffers({ from: CLIENT });
    void [r.long.tx("one"), r.long.tx("two", { timeout: 9_000 }), r.long.rx()].map(quiet);
    void quiet(r.long.connections().next());
    await r.pass(10);
    let message = "";
    try {
      r.client.assertIdle();
    } catch (error) {
      message = String(error);
    }
    const lines = message.split("\n").slice(1).map((line) => line.replace(/ \(at .*/, ""));
    expect(lines).toEqual([
      `- long connection to ${SERVER}:${PORT}`,
      `- rx of the long connection to ${SERVER}:${PORT}, begun 10 ms ago, without a limit`,
      `- tx of the long connection to ${SERVER}:${PORT}, begun 10 ms ago, without a limit`,
      `- tx of the long connection to ${SERVER}:${PORT}, begun 10 ms ago, for 9000 ms`,
    ]);
    expect(message).toMatch(/long connection to .*\(at .*rig\.ts/);
    await r.end();
  });
});
