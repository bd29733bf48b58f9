import type { LogPort } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { logDiagnostics, metrics, observe } from "../../src/diagnostics/index.js";
import { longConnection, type LongConnectionSettings } from "../../src/long-connection/index.js";
import { CLIENT, SERVER } from "../simulated.js";
import { PORT, rig } from "./rig.js";

describe("a heartbeat", () => {
  it("of an interval is sent so often, whatever else is", async () => {
    const r = await rig({ heartbeat: { interval: 10_000, data: "." } });
    await r.pass(15_000);
    await r.run(() => r.long.tx("data"));
    await r.pass(20_000);
    expect(r.received).toEqual([".data.."]);
    await r.end();
  });

  it("of idleness is sent only when nothing else was for so long", async () => {
    const r = await rig({ heartbeat: { idle: 10_000, data: "." } });
    for (let n = 0; n < 3; n++) {
      await r.pass(9_000);
      await r.run(() => r.long.tx("data"));
    }
    await r.pass(25_000);
    expect(r.received).toEqual(["datadatadata.."]);
    await r.end();
  });

  it.each<[string, LongConnectionSettings["heartbeat"], string]>([
    ["a function", { interval: 1_000, data: (() => { let n = 0; return () => `${++n}`; })() }, "123"],
    ["an async function", { interval: 1_000, data: async () => Promise.resolve(Uint8Array.of(0x2e)) }, "..."],
    ["a function that leaves some out", { interval: 1_000, data: (() => { let n = 0; return () => (++n % 2 === 0 ? undefined : `${n}`); })() }, "13"],
    ["an async function that never answers", { interval: 1_000, data: () => new Promise(() => undefined) }, ""],
  ])("is made by %s", async (_, heartbeat, expected) => {
    const r = await rig({ heartbeat });
    await r.pass(3_500);
    expect(r.received).toEqual([expected]);
    await r.end();
  });

  it("that was being made when the connection broke is not sent over the next one", async () => {
    const r = await rig({ heartbeat: { interval: 5_000, data: async () => { await r.client.sys.wait(3_000); return "."; } } });
    await r.pass(6_000);
    r.net.reset(SERVER);
    await r.pass(4_000);
    expect(r.received).toEqual(["", ""]);
    await r.pass(6_000);
    expect(r.received).toEqual(["", "."]);
    await r.end();
  });

  it("whose function fails is told to onTaskError, and tried again", async () => {
    let fails = true;
    const r = await rig({ heartbeat: { interval: 1_000, data: () => { if (fails) throw new Error("no data"); return "."; } } });
    await expect(r.pass(1_500)).rejects.toThrow("no data");
    fails = false;
    await r.pass(1_000);
    expect(r.received).toEqual(["."]);
    await r.end();
  });

  it("does not pile up while there is no room", async () => {
    const r = await rig({ heartbeat: { interval: 1_000, data: "." } });
    await r.pass(10);
    const full = r.net.fillBuffers({ from: CLIENT });
    await r.pass(60_000);
    full.remove();
    await r.pass(10);
    expect(r.received).toEqual([".."]);
    await r.end();
  });
});

describe("a receive time-out", () => {
  it("cuts a connection over which nothing came, and makes another", async () => {
    const r = await rig({ receiveTimeout: 30_000 });
    await r.pass(20_000);
    await r.run(() => r.accepted[0]?.tx("x") ?? Promise.resolve());
    await r.pass(29_999);
    expect(r.long.state.kind).toBe("online");
    await r.pass(2);
    expect(String(r.long.status().lastError)).toBe(`BrokenError: Cannot receive from "${SERVER}:${PORT}": timed out, nothing came for 30000 ms`);
    await r.pass(1_000);
    expect(r.long.state).toMatchObject({ kind: "online", number: 2 });
    await r.end();
  });

  it("notices a router that has forgotten the connection", async () => {
    const r = await rig({ receiveTimeout: 30_000, heartbeat: { idle: 10_000, data: "ping" } });
    await r.pass(1_000);
    const hole = r.net.blackhole(SERVER);
    await r.pass(60_000);
    hole.remove();
    await r.pass(60_000);
    expect(r.long.state.kind).toBe("online");
    expect(r.long.status().successes).toBeGreaterThan(1);
    await r.end();
  });
});

describe("a watchdog", () => {
  it("bites after its time without received bytes, again and again, and counts", async () => {
    const bites: number[] = [];
    const r = await rig({ watchdog: { timeout: 180_000, onBite: (n) => bites.push(n) } });
    await r.pass(100_000);
    await r.run(() => r.accepted[0]?.tx("x") ?? Promise.resolve());
    await r.run(() => r.long.tx("what is sent is no food"));
    await r.pass(179_999);
    expect(bites).toEqual([]);
    await r.pass(181_000);
    expect(bites).toEqual([1, 2]);
    await r.run(() => r.accepted[0]?.tx("x") ?? Promise.resolve());
    await r.pass(180_000);
    expect(bites).toEqual([1, 2, 1]);
    await r.end();
  });

  it("takes what was sent as food where that is wanted", async () => {
    const bites: number[] = [];
    const r = await rig({ watchdog: { timeout: 180_000, onBite: (n) => bites.push(n), feedOnSend: true } });
    for (let n = 0; n < 3; n++) {
      await r.pass(170_000);
      await r.run(() => r.long.tx("data"));
    }
    expect(bites).toEqual([]);
    await r.end();
  });

  it("bites also when there is no network and no server, and sleeps while paused", async () => {
    const bites: number[] = [];
    const r = await rig({ watchdog: { timeout: 180_000, onBite: (n) => bites.push(n) } }, { listens: false });
    r.net.host(CLIENT).setLink(false);
    await r.pass(200_000);
    expect(bites).toEqual([1]);
    await r.long.pause();
    await r.pass(1_000_000);
    expect(bites).toEqual([1]);
    r.long.resume();
    await r.pass(180_000);
    expect(bites).toEqual([1, 1]);
    await r.end();
  });

  it.each([
    ["throws", () => { throw new Error("ouch"); }],
    ["rejects", () => Promise.reject(new Error("ouch"))],
  ])("whose action %s is told to onTaskError", async (_, onBite) => {
    const r = await rig({ watchdog: { timeout: 1_000, onBite } });
    await expect(r.pass(1_500)).rejects.toThrow("ouch");
    await r.end();
  });
});

describe("a jump of the time of day", () => {
  it.each([3_600_000, -3_600_000])("of %i ms changes nothing but the times that are told", async (ms) => {
    const r = await rig({ receiveTimeout: 30_000, heartbeat: { interval: 10_000, data: "." } });
    await r.pass(5_000);
    const before = r.long.status();
    r.net.clock.jump(ms);
    const after = r.long.status();
    expect(after.since - before.since).toBe(ms);
    await r.pass(5_001);
    expect(r.received).toEqual(["."]);
    expect(r.long.state).toEqual(before.state);
    await r.end();
  });

  it("tells when it connects next by the new time", async () => {
    const r = await rig({}, { listens: false });
    await r.pass(10);
    r.net.clock.jump(1_000_000);
    expect(r.long.status().nextTryAt).toBe(r.net.clock.wall() + 990);
    await r.end();
  });
});

describe("the errors of listeners", () => {
  it("go to onTaskError, and break nothing", async () => {
    const r = await rig();
    const long = longConnection({ host: SERVER, port: PORT }, r.client);
    long.once("state", () => { throw new Error("listener"); });
    await expect(r.pass(10)).rejects.toThrow("listener");
    await r.pass(10);
    expect(long.state.kind).toBe("online");
    await r.run(() => long.stop());
    await r.end();
  });
});

describe("a silence that ends the connection", () => {
  it("is in the log, and counted for what it is", async () => {
    const r = await rig({ receiveTimeout: 5_000 });
    const lines: string[] = [];
    const log: LogPort = { write: (level, _, parts) => { if (level === "warn") lines.push(parts.join(" ")); } };
    const stop = observe(logDiagnostics(log), r.client);
    const counters = metrics(r.client);
    await r.pass(5_100);
    expect(r.long.state).toMatchObject({ kind: "waiting-to-retry", cause: { code: "timeout" } });
    expect(lines).toEqual([`#1 ${SERVER}:${PORT} broken: timed out`]);
    expect(counters.snapshot()).toMatchObject({ closed: { timeout: 1 }, openConnections: 0 });
    stop();
    await r.end();
  });
});
