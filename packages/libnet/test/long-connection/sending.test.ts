import { describe, expect, it } from "vitest";
import { zbuff } from "@luat/corelib";
import type { ItemStore, SendError } from "../../src/long-connection/index.js";
import { CLIENT, SERVER } from "../simulated.js";
import { outcomes, rig } from "./rig.js";

const kilo = "x".repeat(1_000);
/** The tests' own wait for what they only look at later. */
const quiet = <T extends Promise<unknown>>(promise: T): T => {
  promise.catch(() => undefined);
  return promise;
};

/** A store that gives what it has only when it is told to. */
function late(store: Memory): { readonly store: ItemStore; readonly open: () => void } {
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { store: { load: async () => { await gate; return store.load(); }, save: (items) => store.save(items) }, open };
}

/** A store in memory that keeps what it was given. */
class Memory implements ItemStore {
  readonly saves: string[][] = [];
  constructor(private items: readonly Uint8Array[] = []) {}
  load(): readonly Uint8Array[] {
    return this.items;
  }
  async save(items: readonly Uint8Array[]): Promise<void> {
    this.items = items.map((item) => item.slice());
    this.saves.push(this.texts);
  }
  get texts(): string[] {
    return this.items.map((item) => new TextDecoder().decode(item));
  }
}

describe("items of the policy keep", () => {
  it("wait for the first connection, and go out in order", async () => {
    const r = await rig({}, { listens: false });
    const sent = ["one ", "two ", "three"].map((item) => r.long.tx(item));
    await r.pass(500);
    expect(r.long.status().queued).toEqual({ items: 3, bytes: 13 });
    await r.listen();
    await r.pass(1_000);
    expect(await outcomes(sent)).toEqual(["sent", "sent", "sent"]);
    expect(r.received).toEqual(["one two three"]);
    expect(r.long.status()).toMatchObject({ queued: { items: 0, bytes: 0 }, bytesOut: 13, attempts: 2, successes: 1 });
    await r.end();
  });

  it("are sent over the next connection when one broke before it took them, and rejected when nobody knows", async () => {
    const r = await rig();
    await r.pass(100);
    const full = r.net.fillBuffers({ from: CLIENT });
    // The first is taken by the connection, but not by the system; the others are not taken at all.
    const sent = ["first", "second ", "third"].map((item) => quiet(r.long.tx(item)));
    await r.pass(100);
    expect(r.long.status().queued).toEqual({ items: 2, bytes: 12 });
    r.net.reset(SERVER);
    await r.pass(10);
    await expect(sent[0]).rejects.toMatchObject({ name: "SendError", reason: "unknown", withdrawn: false, code: "broken", cause: expect.objectContaining({ code: "reset" }) });
    expect(r.long.status().queued).toEqual({ items: 2, bytes: 12 });
    full.remove();
    await r.pass(1_000);
    expect(await outcomes(sent)).toEqual(["unknown", "sent", "sent"]);
    expect(r.received).toEqual(["", "second third"]);
    await r.end();
  });

  it("are copied, so that they may be changed at once", async () => {
    const r = await rig({}, { listens: false });
    const bytes = new TextEncoder().encode("bytes");
    const buff = zbuff.create(16);
    buff?.write("zbuff");
    const sent = [r.long.tx(bytes), r.long.tx(buff)];
    bytes.fill(0);
    buff?.del();
    buff?.write("other");
    await r.listen();
    await r.pass(1_000);
    expect(r.received).toEqual(["byteszbuff"]);
    expect(await outcomes(sent)).toEqual(["sent", "sent"]);
    await r.end();
  });

  it("are rejected when the queue is full: by number, by bytes, and one that never fits", async () => {
    const r = await rig({ queue: { maxItems: 2, maxBytes: 1_500 } }, { listens: false });
    const sent = [kilo, kilo, "a", "b", "x".repeat(2_000)].map((item) => quiet(r.long.tx(item)));
    await r.pass(0);
    expect(r.long.status().queued).toEqual({ items: 2, bytes: 1_001 });
    await r.listen();
    await r.pass(1_000);
    expect(await outcomes(sent)).toEqual(["sent", "full", "sent", "full", "too-large"]);
    await expect(sent[1]).rejects.toMatchObject({ code: "limit", withdrawn: true, message: `Cannot send to "${SERVER}:1883": the queue is full` });
    await r.end();
  });

  it("are told after their own time that they were taken back", async () => {
    const r = await rig({}, { listens: false });
    const sent = quiet(r.long.tx("late", { timeout: 300 }));
    const abort = new AbortController();
    const aborted = quiet(r.long.tx("aborted", { signal: abort.signal }));
    abort.abort(new Error("no more"));
    await r.pass(300);
    await expect(sent).rejects.toMatchObject({ name: "TimeoutError", withdrawn: true, message: `Cannot send to "${SERVER}:1883": timed out after 300 ms` });
    await expect(aborted).rejects.toThrow("no more");
    await r.listen();
    await r.pass(2_000);
    expect(r.received).toEqual([""]);
    await r.end();
  });

  it("are taken back from a connection that has no room, and told so when it has taken them", async () => {
    const r = await rig();
    await r.pass(100);
    const full = r.net.fillBuffers({ from: CLIENT });
    const taken = quiet(r.long.tx("taken", { timeout: 300 }));
    const waiting = quiet(r.long.tx("waiting", { timeout: 500 }));
    await r.pass(600);
    await expect(taken).rejects.toMatchObject({ withdrawn: false });
    await expect(waiting).rejects.toMatchObject({ withdrawn: true });
    full.remove();
    const last = r.long.tx("last");
    await r.pass(100);
    expect(r.received).toEqual(["takenlast"]);
    await last;
    await r.end();
  });

  it("are taken back, too, from a connection that something else has filled", async () => {
    const r = await rig();
    const session = await r.run(() => r.long.online());
    const full = r.net.fillBuffers({ from: CLIENT });
    await session.tx(kilo.repeat(3), { until: "accepted" });
    void quiet(session.tx(kilo.repeat(3)));
    const abort = new AbortController();
    const sent = [r.long.tx("timed out ", { timeout: 500 }), r.long.tx("aborted ", { signal: abort.signal }), r.long.tx("kept")].map(quiet);
    await r.pass(500);
    abort.abort(new Error("no more"));
    await r.pass(10);
    expect(r.long.status().queued).toEqual({ items: 1, bytes: 4 });
    await expect(sent[0]).rejects.toMatchObject({ withdrawn: true });
    full.remove();
    await r.pass(10);
    expect(await outcomes(sent)).toEqual(["timeout", "no more", "sent"]);
    expect(r.received[0]?.replaceAll("x", "")).toBe("kept");
    await r.end();
  });

  it("of one connection leave at most one uncertain, and with atLeastOnce that one is sent again", async () => {
    const r = await rig({ queue: { atLeastOnce: true } });
    await r.pass(100);
    const full = r.net.fillBuffers({ from: CLIENT });
    const sent = ["first ", "second ", "third"].map((item) => r.long.tx(item));
    await r.pass(100);
    r.net.reset(SERVER);
    await r.pass(10);
    full.remove();
    await r.pass(1_000);
    expect(await outcomes(sent)).toEqual(["sent", "sent", "sent"]);
    expect(r.received).toEqual(["", "first second third"]);
    await r.end();
  });
});

describe("items of the policy fail", () => {
  it("are rejected at once while there is no connection, and when it is lost", async () => {
    const r = await rig({ queue: { policy: "fail" } });
    const early = quiet(r.long.tx("early"));
    await r.pass(100);
    await expect(early).rejects.toMatchObject({ reason: "offline", withdrawn: true });
    const full = r.net.fillBuffers({ from: CLIENT });
    const lost = ["one", "two"].map((item) => quiet(r.long.tx(item)));
    await r.pass(0);
    r.net.reset(SERVER);
    await r.pass(10);
    full.remove();
    expect(await outcomes(lost)).toEqual(["unknown", "offline"]);
    const offline = quiet(r.long.tx("offline"));
    await expect(offline).rejects.toMatchObject({ reason: "offline", cause: expect.objectContaining({ code: "reset" }) });
    await r.pass(2_000);
    expect(await outcomes([r.long.tx("on line")])).toEqual(["sent"]);
    await r.end();
  });
});

describe("the result of an item", () => {
  it("need not be waited for where drop is listened to: the program goes on", async () => {
    const unheard: unknown[] = [];
    const note = (reason: unknown): void => void unheard.push(reason);
    process.on("unhandledRejection", note);
    const r = await rig({ queue: { policy: "fail" } }, { listens: false });
    const drops: string[] = [];
    r.long.on("drop", (bytes) => drops.push(new TextDecoder().decode(bytes)));
    void r.long.tx("one");
    const awaited = r.long.tx("two");
    await expect(awaited).rejects.toMatchObject({ reason: "offline" });
    await r.pass(10);
    await new Promise((turned) => setImmediate(turned));
    expect([drops, unheard]).toEqual([["one", "two"], []]);
    process.off("unhandledRejection", note);
    await r.end();
  });
});

describe("an item", () => {
  it.each(["keep", "dropOldest", "fail"] as const)("that is larger than all that the queue of the policy %s may hold is refused for that reason", async (policy) => {
    const r = await rig({ queue: { policy, maxBytes: 1_000 } }, { listens: false });
    const waits = policy === "fail" ? [] : [r.long.tx("waits")];
    await expect(r.long.tx(kilo + kilo)).rejects.toMatchObject({ name: "SendError", reason: "too-large", code: "limit", withdrawn: true, message: 'Cannot send to "10.0.0.1:1883": it is larger than all that may be queued, 2000 bytes of at most 1000' });
    expect(r.long.status().queued.items).toBe(waits.length);
    for (const promise of waits) void quiet(promise);
    await r.end();
  });

  it("that is unsent when it is stopped says that nothing of it went out, and so does a call after that", async () => {
    const r = await rig({}, { listens: false });
    const sent = quiet(r.long.tx("one"));
    await r.run(() => r.long.stop({ deadline: 0 }));
    await expect(sent).rejects.toMatchObject({ name: "ClosedError", code: "closed", withdrawn: true });
    await expect(r.long.tx("two")).rejects.toMatchObject({ name: "ClosedError", withdrawn: true });
    await r.end();
  });
});

describe("items of the policy dropOldest", () => {
  it("give way to newer ones, and their loss is told", async () => {
    const r = await rig({ queue: { policy: "dropOldest", maxItems: 2 } }, { listens: false });
    const drops: string[] = [];
    r.long.on("drop", (bytes, error) => drops.push(`${new TextDecoder().decode(bytes)} ${(error as { reason?: string }).reason}`));
    const sent = ["one", "two", "three", "four"].map((item) => quiet(r.long.tx(item)));
    await r.listen();
    await r.pass(1_000);
    expect(await outcomes(sent)).toEqual(["dropped", "dropped", "sent", "sent"]);
    expect(r.received).toEqual(["threefour"]);
    expect(drops).toEqual(["one dropped", "two dropped"]);
    await r.end();
  });

  it("never drop one that a connection may be taking", async () => {
    const r = await rig({ queue: { policy: "dropOldest", maxItems: 2 } });
    await r.pass(100);
    const session = await r.long.online();
    const full = r.net.fillBuffers({ from: CLIENT });
    await session.tx(kilo.repeat(3), { until: "accepted" });
    void quiet(session.tx(kilo.repeat(3)));
    // The first waits for room in the connection.
    const first = r.long.tx("one ");
    await r.pass(10);
    const sent = [first, ...["two ", "three ", "four"].map((item) => quiet(r.long.tx(item)))];
    const last = quiet(r.long.tx("five"));
    full.remove();
    await r.pass(100);
    expect(await outcomes([...sent, last])).toEqual(["sent", "dropped", "dropped", "dropped", "sent"]);
    expect(r.received[0]?.replaceAll("x", "")).toBe("one five");
    await r.end();
  });
});

describe("a store", () => {
  it("gives what it has before all else, and is told when it was sent", async () => {
    const store = new Memory(["old one ", "old two "].map((text) => new TextEncoder().encode(text)));
    const r = await rig({ queue: { store } });
    const sent = r.long.tx("new");
    await r.pass(100);
    await sent;
    expect(r.received).toEqual(["old one old two new"]);
    expect(store.texts).toEqual([]);
    await r.end();
  });

  it("gets what waits, once for many changes, and what is unsent at the end", async () => {
    const store = new Memory();
    const r = await rig({ queue: { store } }, { listens: false });
    const sent = ["one", "two", "three"].map((item) => quiet(r.long.tx(item)));
    await r.pass(100);
    expect(store.saves).toEqual([["one", "two", "three"]]);
    const late = quiet(r.long.tx("four"));
    await r.run(() => r.long.stop({ deadline: 0 }));
    expect(await outcomes([...sent, late])).toEqual(["saved", "saved", "saved", "saved"]);
    expect(store.texts).toEqual(["one", "two", "three", "four"]);
    await r.end();
  });

  it("keeps items that then are not told as lost, whether anybody waits for them or not", async () => {
    const store = new Memory();
    const r = await rig({ queue: { store } }, { listens: false });
    const drops: unknown[] = [];
    r.long.on("drop", (_, error) => drops.push(error));
    const sent = r.long.tx("one");
    void r.long.tx("two");
    await r.pass(10);
    const saved = expect(sent).rejects.toMatchObject({ name: "SendError", reason: "saved", code: "closed", withdrawn: true, message: 'Cannot send to "10.0.0.1:1883": it was not sent before the end, and is saved for the next time' });
    await r.run(() => r.long.stop({ deadline: 0 }));
    await saved;
    r.long.off("drop");
    expect([drops, store.texts]).toEqual([[], ["one", "two"]]);
    await r.end();
  });

  it("that fails is told once, and again when it has worked and fails anew", async () => {
    const told: string[] = [];
    let isFull = true;
    const save = (): void => {
      if (isFull) throw new Error("disk full");
    };
    const r = await rig({ queue: { store: { load: () => [], save } } }, { listens: false, onTaskError: (error) => told.push((error as Error).message) });
    const add = async (): Promise<void> => {
      void quiet(r.long.tx("more"));
      await r.pass(10);
    };
    await add();
    await add();
    expect(told).toEqual(["disk full"]);
    isFull = false;
    await add();
    isFull = true;
    await add();
    expect(told).toEqual(["disk full", "disk full"]);
    await r.end();
  });

  it("is not asked to save what is sent at once", async () => {
    const store = new Memory();
    const r = await rig({ queue: { store } });
    await r.pass(100);
    for (let n = 0; n < 10; n++) await r.run(() => r.long.tx(`${n}`));
    expect(store.saves).toEqual([]);
    await r.end();
  });

  it("is left as it is when it is stopped before it was read", async () => {
    const store = new Memory([new TextEncoder().encode("old")]);
    const slow = late(store);
    const r = await rig({ queue: { store: slow.store } });
    await r.pass(500);
    const ending = r.long.stop({ deadline: 0 });
    slow.open();
    await r.run(() => ending);
    expect(r.long.state).toEqual({ kind: "stopped", cause: undefined });
    expect(store.saves).toEqual([]);
    expect(store.texts).toEqual(["old"]);
    await r.end();
  });

  it.each([0, 300, 60_000])("that is read late loses nothing of what it has, nor of what is sent before a stop within %i ms", async (deadline) => {
    const store = new Memory([new TextEncoder().encode("old")]);
    const slow = late(store);
    const r = await rig({ queue: { store: slow.store } }, { listens: deadline > 1_000 });
    const sent = quiet(r.long.tx("new"));
    const stopping = r.long.stop({ deadline });
    await r.pass(1_000);
    slow.open();
    await r.run(() => stopping);
    expect([await outcomes([sent]), store.texts, r.received]).toEqual(deadline > 1_000 ? [["sent"], [], ["oldnew"]] : [["saved"], ["old", "new"], []]);
    await r.end();
  });

  it("that cannot be read does not keep it off line, is asked again, and is not written before, as that would overwrite what is there", async () => {
    const store = new Memory([new TextEncoder().encode("old ")]);
    let isMounted = false;
    const r = await rig({ queue: { store: { load: () => (isMounted ? store.load() : Promise.reject(new Error("no disk"))), save: (items) => store.save(items) } } });
    await expect(r.pass(1)).rejects.toThrow("no disk");
    const sent = r.long.tx("new");
    await r.pass(100);
    await sent;
    expect([r.received, store.saves]).toEqual([["new"], []]);
    isMounted = true;
    r.net.reset(SERVER);
    await r.pass(2_000);
    expect([r.received, store.texts]).toEqual([["new", "old "], []]);
    await r.end();
  });

  it("that cannot be read until the end loses what is unsent, and says so", async () => {
    const mistake = new Error("no disk");
    const told: unknown[] = [];
    const onTaskError = (error: unknown, where: string): void => void told.push([(error as Error).message, where]);
    const r = await rig({ queue: { store: { load: () => Promise.reject(mistake), save: () => undefined } } }, { listens: false, onTaskError });
    const sent = quiet(r.long.tx("one"));
    await r.pass(10_000);
    await r.run(() => r.long.stop({ deadline: 0 }));
    await expect(sent).rejects.toMatchObject({ name: "SendError", reason: "unsaved", code: "closed", withdrawn: true, cause: mistake });
    expect(told).toEqual([["no disk", expect.stringMatching(/^load of the store of the long connection to 10.0.0.1:1883 \(nothing is saved until it succeeds; put a damaged store aside in load, and return what can be read\)$/)]]);
    await r.end();
  });

  it("that can be read only at the end keeps what it has and what is unsent", async () => {
    const store = new Memory([new TextEncoder().encode("old")]);
    let isMounted = false;
    const r = await rig({ queue: { store: { load: () => { if (!isMounted) throw new Error("no disk"); return store.load(); }, save: (items) => store.save(items) } } }, { listens: false, onTaskError: () => undefined });
    const sent = quiet(r.long.tx("new"));
    await r.pass(10);
    isMounted = true;
    await r.run(() => r.long.stop({ deadline: 0 }));
    expect([await outcomes([sent]), store.texts]).toEqual([["saved"], ["old", "new"]]);
    await r.end();
  });

  it("that cannot be written at the end is told by each item that is lost, and those that are saved are told only then", async () => {
    const mistake = new Error("disk full");
    let isFull = false;
    const saves: Array<() => void> = [];
    const save = (): Promise<void> => new Promise((resolve, reject) => saves.push(() => { if (isFull) reject(mistake); else resolve(); }));
    const r = await rig({ queue: { store: { load: () => [], save } } }, { listens: false, onTaskError: () => undefined });
    const told: string[] = [];
    r.long.on("drop", (bytes, error) => told.push(`${new TextDecoder().decode(bytes)} ${(error as SendError).reason}`));
    const sent = ["one", "two"].map((item) => quiet(r.long.tx(item)));
    let isSettled = false;
    sent[0]?.catch(() => { isSettled = true; });
    await r.pass(10);
    const stopping = r.long.stop({ deadline: 0 });
    isFull = true;
    saves.shift()?.();
    await r.pass(10);
    expect([isSettled, saves.length]).toEqual([false, 1]);
    saves.shift()?.();
    await r.run(() => stopping);
    await expect(sent[0]).rejects.toMatchObject({ name: "SendError", reason: "unsaved", withdrawn: true, cause: mistake, message: expect.stringMatching(/^Cannot send to "10.0.0.1:1883": you stopped before it was sent, and it could not be saved/) as unknown });
    await expect(sent[1]).rejects.toMatchObject({ reason: "unsaved" });
    expect(told).toEqual(["one unsaved", "two unsaved"]);
    await r.end();
  });

  it("does not get an item again of which it is not known whether it went out, unless that is wanted", async () => {
    const left: string[][] = [];
    for (const atLeastOnce of [false, true]) {
      const store = new Memory();
      const r = await rig({ queue: { store, atLeastOnce } });
      await r.pass(100);
      const full = r.net.fillBuffers({ from: CLIENT });
      const sent = ["first", "second"].map((item) => quiet(r.long.tx(item)));
      await r.pass(100);
      await r.run(() => r.long.stop({ deadline: 0 }));
      left.push([...(await outcomes(sent)), ...store.texts]);
      full.remove();
      await r.end();
    }
    expect(left).toEqual([["unknown", "saved", "second"], ["unknown", "saved", "first", "second"]]);
  });

  it("that cannot be written is told to onTaskError, and asked again at the next change", async () => {
    let isFull = true;
    const store = new Memory();
    const r = await rig({ queue: { store: { load: () => [], save: (items) => (isFull ? Promise.reject(new Error("disk full")) : store.save(items)) } } }, { listens: false });
    void quiet(r.long.tx("one"));
    await expect(r.pass(10)).rejects.toThrow("disk full");
    isFull = false;
    void quiet(r.long.tx("two"));
    await r.pass(10);
    expect(store.texts).toEqual(["one", "two"]);
    await r.end();
  });
});
