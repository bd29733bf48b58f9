import { BrokenError, ClosedError, ResolveError, TimeoutError, TlsError, type Connection } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AirStream, HeartbeatOptions } from "../../src/index.js";
import { ca, identity } from "../certificates.js";
import { accepted, airWorld, counted, PORT, SERVER, text, type AirWorld } from "../world.js";

let world: AirWorld;

beforeEach(() => {
  world = airWorld();
});
afterEach(() => world.stop());

async function pair(): Promise<{ c: AirStream; there: Connection }> {
  const clients = await accepted(world);
  const c = world.promises.createTcp();
  await world.run(() => c.connect(SERVER, PORT));
  await world.advance(1);
  return { c, there: clients[0] as Connection };
}

const failing = (work: () => Promise<unknown>): Promise<unknown> => world.run(() => work().then(() => "it did not fail", (error: unknown) => error));

describe("a socket with promises", () => {
  it("connects, sends, receives, and closes again and again", async () => {
    const { c, there } = await pair();
    expect([c.id, c.state, c.unsent]).toEqual([0, "open", 0]);
    await world.run(async () => {
      expect(await c.send(counted(25_000))).toBe(25_000);
      expect(await c.send("")).toBe(0);
      expect(Buffer.from((await there.rxExactly(25_000)) ?? []).equals(counted(25_000))).toBe(true);
      await there.tx("hello");
      expect(await c.recv({ timeout: 1_000 })).toEqual({ type: "data", data: world.str.bytes("hello") });
      expect(await c.recv({ timeout: 1_000 })).toEqual({ type: "timeout" });
      expect(world.promises.status()).toEqual([{ id: 0, protocol: "TCP", address: SERVER, port: PORT, state: "open", unsent: 0 }]);
      void there.close();
      await Promise.all([c.close(), c.close()]);
      await c.close();
    });
    expect(c.state).toBe("closed");
    world.device.assertIdle();
  });

  it("sends in the order of the calls", async () => {
    const { c, there } = await pair();
    await world.run(async () => {
      expect(await Promise.all([c.send("one "), c.send("two "), c.send("three")])).toEqual([4, 4, 5]);
      expect(text(await there.rxExactly(13))).toBe("one two three");
    });
  });

  it("gives all that arrived, then the end, each time; so does for await", async () => {
    const { c, there } = await pair();
    await world.run(async () => {
      await there.tx("one ");
      await there.tx("two");
      void there.close();
      await world.sys.wait(1_000);
      let got = "";
      for await (const bytes of c) got += text(bytes);
      expect(got).toBe("one two");
      expect([await c.recv(), await c.recv()]).toEqual([{ type: "end" }, { type: "end" }]);
      await expect(c.send("x")).rejects.toThrow(new BrokenError({ reason: "broken" }, { op: "send", endpoint: `${SERVER}:${PORT}`, note: "the peer has ended it" }));
      await c.close();
      await expect(c.recv()).rejects.toThrow(ClosedError);
    });
  });

  it("is woken by a topic, with all that was published", async () => {
    const { c } = await pair();
    await world.run(async () => {
      world.sys.timerStart(() => world.sys.publish("GO", "now", { a: 1 }), 10);
      expect(await c.recv({ wakeOn: "GO" })).toEqual({ type: "message", topic: "GO", args: ["now", { a: 1 }] });
      expect(await c.recv({ wakeOn: "GO", timeout: 10 })).toEqual({ type: "timeout" });
    });
  });

  it("has one recv at a time, and rejects with the signal's reason", async () => {
    const { c } = await pair();
    await world.run(async () => {
      const abort = new AbortController();
      const first = c.recv({ signal: abort.signal });
      await expect(c.recv()).rejects.toThrow(new TypeError("recv: another recv of this socket waits; expected one at a time"));
      world.sys.timerStart(() => abort.abort(new Error("enough")), 10);
      await expect(first).rejects.toThrow("enough");
      await expect(c.recv({ signal: abort.signal })).rejects.toThrow("enough");
      expect(await c.recv({ timeout: 10 })).toEqual({ type: "timeout" });
    });
  });

  it.each([
    ["nobody listens", () => [SERVER, 9], BrokenError, "refused"],
    ["the name is not known", () => ["nobody.test", PORT], ResolveError, "name"],
    ["nothing answers", () => ["10.0.0.99", PORT], TimeoutError, "timeout"],
  ] as ReadonlyArray<[string, () => unknown, new (...args: never[]) => Error, string]>)("rejects when %s, and holds no slot then", async (_, where, kind, code) => {
    world.mock.blackhole("10.0.0.99");
    const [host, port] = where() as [string, number];
    const c = world.promises.createTcp();
    const error = await failing(() => c.connect(host, port, { timeout: 5_000 }));
    expect(error).toBeInstanceOf(kind);
    expect(error).toMatchObject({ code, op: "connect", endpoint: `${host}:${port}` });
    expect([c.state, world.promises.status()]).toEqual(["closed", []]);
    await c.close();
    world.device.assertIdle();
  });

  it("rejects without a network (link) and without a slot (limit)", async () => {
    await accepted(world);
    world.card.setLink(false);
    expect(await failing(() => world.promises.createTcp().connect(SERVER, PORT))).toMatchObject({ code: "link" });
    world.card.setLink(true);
    await world.run(async () => {
      for (let i = 0; i < 10; i++) await world.promises.createTcp().connect(SERVER, PORT);
    });
    const error = await failing(() => world.promises.createTcp().connect(SERVER, PORT));
    expect(String(error)).toBe(`BrokenError: Cannot connect to "${SERVER}:${PORT}": out of sockets, ports or memory, all 10 sockets are in use`);
  });

  it("verifies the server of TLS, unless it insists", async () => {
    const { cert, key } = identity;
    world.mock.name("other.test", [SERVER]);
    await world.run(async () => {
      await world.server.listen({ port: 443, tls: { cert, key } });
      await world.promises.createTcp({ tls: { ca } }).connect(SERVER, 443);
      await expect(world.promises.createTcp({ tls: { ca } }).connect("other.test", 443)).rejects.toThrow(TlsError);
      await expect(world.promises.createTcp({ tls: true }).connect(SERVER, 443)).rejects.toThrow(TlsError);
      await world.promises.createTcp({ tls: { ca, insist: true } }).connect("other.test", 443);
    });
    const failed = await world.run(() => world.promises.createTcp({ tls: { ca: "ca.crt" } }).connect(SERVER, 443).catch(String));
    expect(String(failed).match(/the authorities cannot be read/g)).toHaveLength(1);
    expect(() => world.promises.createTcp({ tls: { ca: 7 as unknown as string } })).toThrow(new TypeError("tls.ca is 7; expected a text"));
  });

  it("settles all that waits when the network is lost, and when the device stops", async () => {
    const { c } = await pair();
    const other = world.promises.createTcp();
    const errors = await world.run(async () => {
      const waiting = c.recv().catch((error: unknown) => error);
      world.sys.timerStart(() => world.promises.shutdown(), 10);
      const first = await waiting;
      await world.promises.ready({ timeout: 5_000 });
      await other.connect(SERVER, PORT);
      const late = other.recv().catch((error: unknown) => error);
      await world.device.stop();
      return [first, await late];
    });
    expect(errors[0]).toMatchObject({ name: "BrokenError", code: "link" });
    expect(errors[1]).toMatchObject({ name: "ClosedError", code: "stopped" });
    await other.close();
  });

  it("sends a heartbeat after each interval without a send, until it is stopped or closed", async () => {
    const { c, there } = await pair();
    const begin = world.mock.clock.now();
    const seen: string[] = [];
    void (async () => {
      for await (const bytes of there) seen.push(`${world.mock.clock.now() - begin} ${text(bytes)}`);
    })().catch(() => undefined);
    const stop = c.startHeartbeat({ interval: 5_000, payload: "ping" });
    await world.advance(7_000);
    expect(c.enqueue("data")).toBe(true);
    await world.advance(6_000);
    stop();
    await world.advance(60_000);
    expect(seen).toEqual(["5000 ping", "7000 data", "12000 ping"]);
    c.startHeartbeat({ interval: 5_000 });
    void there.close();
    await world.run(() => c.close());
    expect(c.enqueue("x")).toBe(false);
    world.device.assertIdle();
  });

  it("gives UDP datagrams one by one", async () => {
    await world.run(async () => {
      const there = await world.server.bind({ port: 7 });
      const c = world.promises.createUdp();
      await c.connect(SERVER, 7);
      await c.send("hello");
      const from = (await there.rx())?.from;
      for (const data of ["a", "b"]) await there.tx(data, from);
      await world.sys.wait(10);
      expect([text(c.readAvailable()), text(c.readAvailable()), c.readAvailable().length]).toEqual(["a", "b", 0]);
    });
  });

  it("wants right arguments", async () => {
    const { promises } = world;
    await expect(promises.createTcp().connect("x", 0)).rejects.toThrow(new RangeError("port is 0; expected 1 to 65535"));
    await expect(promises.createTcp().connect("x", 1, { timeout: 0 })).rejects.toThrow(new RangeError("timeout is 0; expected a number of milliseconds above 0"));
    await expect(promises.createTcp().recv()).rejects.toThrow(ClosedError);
    expect(() => promises.createTcp({ tls: { verify: false } as object })).toThrow(new TypeError("verify is no option of tls; expected one of ca, cert, key, passphrase, insist"));
    expect(() => promises.createTcp({ tsl: true } as object)).toThrow(new TypeError("tsl is no option of createTcp; expected one of tls"));
    expect(() => promises.setFlightMode(1 as unknown as boolean)).toThrow(new TypeError("on is 1; expected true or false"));
    expect(() => promises.createTcp({ tls: "x" as unknown as boolean })).toThrow(new TypeError('tls is "x"; expected true, false or an object'));
    await expect(promises.createTcp().connect("x", 1, { timeoutMs: 5 } as object)).rejects.toThrow(new TypeError("timeoutMs is no option of connect; expected one of timeout, signal"));
    await expect(promises.createTcp().recv({ timeoutMs: 5 } as object)).rejects.toThrow(new TypeError("timeoutMs is no option of recv; expected one of timeout, signal, wakeOn"));
    await expect(promises.ready(null as unknown as object)).rejects.toThrow(new TypeError("ready is nil; expected an object"));
    expect(() => promises.createTcp().startHeartbeat(undefined as unknown as HeartbeatOptions)).toThrow(new TypeError("startHeartbeat is nil; expected an object"));
    expect(() => promises.createTcp().startHeartbeat({ interval: 0 })).toThrow(new RangeError("interval is 0; expected at least 1 ms"));
  });
});

describe("ready", () => {
  it("waits for the network, as long as it may", async () => {
    const { promises } = world;
    promises.setFlightMode(true);
    expect(promises.isReady()).toBe(false);
    expect(await failing(() => promises.ready({ timeout: 100 }))).toMatchObject({ name: "TimeoutError", op: "wait for the network" });
    await world.run(async () => {
      world.sys.timerStart(() => promises.setFlightMode(false), 100);
      await promises.ready();
      await promises.ready({ timeout: 1 });
    });
    world.device.assertIdle();
  });
});
