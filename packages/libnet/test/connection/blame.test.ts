import { describe, expect, it } from "vitest";
import type { LuatError } from "../../src/index.js";
import { codeAt } from "../code-at.js";
import { SERVER, simulate, type Simulated } from "../simulated.js";

const LINE = / \(?(?:file:\/\/)?(\/[^()]+:\d+:\d+)\)?$/;

/** The error that a wait rejects with after `happens`, and the code that its stack begins at. */
async function blamed(promise: Promise<unknown>, happens: () => unknown): Promise<[error: LuatError, code: string]> {
  const failing = promise.then(
    () => expect.fail("it did not fail"),
    (error: LuatError) => error,
  );
  await happens();
  const error = await failing;
  const [place = ""] = (error.stack ?? "").split("\n").flatMap((line) => LINE.exec(line)?.[1] ?? []);
  return [error, codeAt(place)];
}

const noop = (): void => undefined;
const big = new Uint8Array(1_000_000);
type Call = (world: Simulated) => Promise<{ readonly wait: Promise<unknown>; readonly happens: () => unknown }>;

describe("the stack of an error begins at the line of the program that waited", () => {
  const connected = async (world: Simulated) => ({ ...(await world.pair()), later: () => world.net.clock.advance(60_000) });
  it.each<[name: string, code: string, message: string, call: Call]>([
    ["rx, after its time", "rx({ timeout: 900 })", `Cannot receive from "${SERVER}:1883": timed out after 900 ms`, async (world) => {
      const { here, later } = await connected(world);
      return { wait: here.rx({ timeout: 900 }), happens: later };
    }],
    ["rx, reset", "rx()", `Cannot receive from "${SERVER}:1883": connection reset (ECONNRESET)`, async (world) => {
      const { here, there, later } = await connected(world);
      return { wait: here.rx(), happens: () => (there.abort(), later()) };
    }],
    ["rx, when the device stops", "rx(new Uint8Array(9))", "its device was stopped", async (world) => {
      const { here } = await connected(world);
      return { wait: here.rx(new Uint8Array(9)), happens: () => world.client.stop() };
    }],
    ["for await", "next()", "you closed the connection", async (world) => {
      const { here } = await connected(world);
      return { wait: here[Symbol.asyncIterator]().next(), happens: () => world.run(() => here.close()) };
    }],
    ["consume", "consume(noop, { timeout: 900 })", "timed out after 900 ms", async (world) => {
      const { here, later } = await connected(world);
      return { wait: here.consume(noop, { timeout: 900 }), happens: later };
    }],
    ["wait", "wait()", "its device was stopped", async (world) => {
      const { here } = await connected(world);
      return { wait: here.wait(), happens: () => world.client.stop() };
    }],
    ["tx for room", "tx(big, { timeout: 900 })", "timed out after 900 ms", async (world) => {
      const { here, later } = await connected(world);
      await here.tx(big, { until: "accepted" });
      return { wait: here.tx(big, { timeout: 900 }), happens: later };
    }],
    ["flushed", "flushed()", "connection reset", async (world) => {
      const { here, there, later } = await connected(world);
      await here.tx(big, { until: "accepted" });
      return { wait: here.flushed(), happens: () => (there.abort(), later()) };
    }],
    ["close", "close({ timeout: 900 })", "Cannot close", async (world) => {
      const { here, later } = await connected(world);
      await here.tx(big, { until: "accepted" });
      return { wait: here.close({ timeout: 900 }), happens: later };
    }],
    ["accept, after its time", "accept({ timeout: 900 })", "timed out after 900 ms", async ({ net, client }) => {
      const listening = await client.listen({ port: 7 });
      return { wait: listening.accept({ timeout: 900 }), happens: () => net.clock.advance(900) };
    }],
    ["accept, link down", "accept()", "network link down", async ({ net, client }) => {
      const listening = await client.listen({ port: 7 });
      return { wait: listening.accept(), happens: () => (net.host("10.0.0.2").setLink(false), net.clock.advance(1)) };
    }],
    ["rx of datagrams, after its time", "rx({ timeout: 900 })", "timed out after 900 ms", async ({ net, client }) => {
      const datagrams = await client.bind({ port: 7 });
      return { wait: datagrams.rx({ timeout: 900 }), happens: () => net.clock.advance(900) };
    }],
    ["rx of datagrams, link down", "rx()", "network link down", async ({ net, client }) => {
      const datagrams = await client.bind({ port: 7 });
      return { wait: datagrams.rx(), happens: () => (net.host("10.0.0.2").setLink(false), net.clock.advance(1)) };
    }],
    ["ready", "ready()", "the device was stopped", async ({ net, client }) => {
      net.host("10.0.0.2").setLink(false);
      return { wait: client.ready(), happens: () => client.stop() };
    }],
    ["connect, refused", "connect({ host: SERVER, port: 9 })", "connection refused", async ({ net, client }) => {
      return { wait: client.connect({ host: SERVER, port: 9 }), happens: () => net.clock.advance(100) };
    }],
    ["connect, when the device stops", "connect({ host: SERVER, port: 9 })", "its device was stopped", async ({ client }) => {
      return { wait: client.connect({ host: SERVER, port: 9 }), happens: () => client.stop() };
    }],
    ["listen", "listen({ port: 7 })", "its device was stopped", async ({ net, client }) => {
      net.host("10.0.0.2").setLink(false);
      return { wait: client.listen({ port: 7 }), happens: () => client.stop() };
    }],
    ["bind", "bind({ port: 7 })", "its device was stopped", async ({ net, client }) => {
      net.host("10.0.0.2").setLink(false);
      return { wait: client.bind({ port: 7 }), happens: () => client.stop() };
    }],
    ["sntp", "sntp({ servers: SERVER })", "the device was stopped", async ({ client }) => {
      return { wait: client.sntp({ servers: SERVER }), happens: () => client.stop() };
    }],
  ])("%s", async (_, code, message, call) => {
    const world = simulate({}, { latency: 50 });
    const { wait, happens } = await call(world);
    const [error, begin] = await blamed(wait, happens);
    expect(begin.slice(0, code.length)).toBe(code);
    expect(error.message).toContain(message);
    expect(error.stack?.startsWith(`${error.name}: ${error.message}\n    at `)).toBe(true);
    expect(Object.keys(error)).not.toContain("stack");
    await world.client.stop();
    await world.server.stop();
  });

  it("and is as ever where the lines are not kept, and for what the program itself threw", async () => {
    const silent = simulate({ origins: false });
    const { here } = await silent.pair();
    const [, begin] = await blamed(here.rx({ timeout: 900 }), () => silent.net.clock.advance(900));
    expect(begin).toContain("new TimeoutError(");
    const world = simulate();
    const pair = await world.pair();
    const own = new Error("enough"); // this one
    const ending = new AbortController();
    const [error, code] = await blamed(pair.here.rx({ signal: ending.signal }), () => ending.abort(own));
    expect([error, code]).toEqual([own, 'new Error("enough"); // this one']);
    await Promise.all([silent, world].flatMap(({ client, server }) => [client.stop(), server.stop()]));
  });
});
