import { nodeAdapter } from "@luat/adapters/node";
import { silentLog, type Adapter } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { BrokenError, ClosedError, createDevice, TimeoutError, type Connection } from "../../src/index.js";
import { counted, SERVER, simulate, text } from "../simulated.js";

async function drain(connection: Connection): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const bytes of connection) parts.push(bytes);
  return new Uint8Array(Buffer.concat(parts));
}

describe("finish", () => {
  it("ends this side after what was accepted, and reading goes on until the peer ends too", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      void here.tx(counted(300_000));
      const reading = drain(there);
      await here.finish();
      expect(here.state).toBe("open");
      expect(Buffer.compare(await reading, counted(300_000))).toBe(0);
      expect(there.state).toBe("ended");
      await there.tx("the answer");
      expect(text(await here.rx())).toBe("the answer");
      const closed = new Promise((resolve) => here.once("close", resolve));
      await there.finish();
      expect(await here.rx()).toBeUndefined();
      expect(await closed).toEqual({ kind: "ended" });
      expect([here.state, there.state]).toEqual(["closed", "closed"]);
      expect([here.end, there.end]).toEqual([{ kind: "ended" }, { kind: "ended" }]);
    });
  });

  it("lets sends that wait for room go out before FIN", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const all = Array.from({ length: 30 }, () => counted(65_536));
      const sending = all.map((bytes) => here.tx(bytes));
      const finished = here.finish();
      expect((await drain(there)).length).toBe(30 * 65_536);
      await Promise.all(sending);
      await finished;
    });
  });

  it("lets later sends reject, and later finishes wait for the same", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await Promise.all([here.finish(), here.finish()]);
      const late: unknown = await here.tx("late").catch((error: unknown) => error);
      expect(late).toBeInstanceOf(ClosedError);
      expect((late as Error).message).toBe('Cannot send to "10.0.0.1:1883": you have finished sending');
      await here.flushed();
      const closed = new Promise((resolve) => here.once("close", resolve));
      await there.close();
      await closed;
      expect(here.state).toBe("closed");
      await here.finish();
      await expect(here.tx("late")).rejects.toThrow("you have finished sending");
      expect(here.bytesOut).toBe(0);
    });
  });

  it("a time-out or an abort ends the wait, not the finish", async () => {
    const { net, run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const guard = net.fillBuffers();
      void here.tx(counted(500_000)).catch(() => undefined);
      await expect(here.finish({ timeout: 1_000 })).rejects.toThrow(TimeoutError);
      const controller = new AbortController();
      const reason = new Error("enough");
      const waiting = here.finish({ signal: controller.signal });
      controller.abort(reason);
      await expect(waiting).rejects.toBe(reason);
      guard.remove();
      expect((await drain(there)).length).toBe(500_000);
    });
  });

  it("refuses what is wrong, and then nothing is finished", async () => {
    const { run, pair } = simulate();
    const { here } = await pair();
    await run(async () => {
      await expect(here.finish({ timeout: 0 })).rejects.toThrow(RangeError);
      await expect(here.finish({ signal: AbortSignal.abort("no") })).rejects.toBe("no");
      await here.tx("still open");
    });
  });

  it("says that the card has no half-close", async () => {
    const { net, server, run } = simulate();
    const whole = new Proxy<Adapter>(net.host("10.0.0.3"), {
      get(card, key) {
        if (key === "traits") return { ...card.traits, halfClose: false };
        const value: unknown = Reflect.get(card, key, card);
        return typeof value === "function" ? value.bind(card) : value;
      },
    });
    const client = createDevice({ adapters: { ETH0: whole }, clock: net.clock, log: silentLog });
    await run(async () => {
      await server.listen({ port: 1883 });
      const here = await client.connect({ host: SERVER, port: 1883 });
      const error: unknown = await here.finish().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(BrokenError);
      expect(error).toMatchObject({ code: "unsupported", message: 'Cannot finish sending to "10.0.0.1:1883": not supported by this card' });
      await here.tx("still open");
      await client.stop();
    });
  });

  it("close after it still waits for the peer, and a break after it is told as one", async () => {
    const { run, pair } = simulate();
    const one = await pair();
    await run(async () => {
      await one.here.finish();
      await one.here.close({ timeout: 1_000 });
      expect(one.here.end).toEqual({ kind: "closed" });
      await one.listening.close();
    });
    const two = await pair();
    await run(async () => {
      await two.here.finish();
      const read = two.here.rx();
      two.there.abort();
      await expect(read).rejects.toThrow(BrokenError);
      expect(two.here.end?.kind).toBe("broken");
      await expect(two.here.tx("late")).rejects.toThrow(BrokenError);
      await expect(two.here.finish()).rejects.toThrow(BrokenError);
    });
  });

  it("works over real loopback", async () => {
    await using device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const here = await device.connect({ host: "127.0.0.1", port: server.local.port });
    const there = await server.accept();
    if (there === undefined) throw new Error("the server was closed");
    const all = counted(1_000_000);
    void here.tx(all);
    await here.finish();
    const got = await drain(there);
    expect(Buffer.compare(got, all)).toBe(0);
    await there.tx(got);
    await there.finish();
    expect(Buffer.compare(await drain(here), all)).toBe(0);
    if (here.state !== "closed") await new Promise((resolve) => here.once("close", resolve));
    expect(here.end).toEqual({ kind: "ended" });
    await server.close();
  });
});

describe("what a connection tells of itself", () => {
  it("when it came on line, by the device's clock, and how it ended", async () => {
    const { net, run, client, pair } = simulate();
    await run(() => new Promise<void>((resolve) => { net.clock.after(5_000, resolve); }));
    const before = net.clock.wall();
    const { here, there } = await pair();
    expect(here.openedAt).toBeGreaterThanOrEqual(before);
    expect(there.openedAt).toBeLessThanOrEqual(net.clock.wall());
    expect([here.end, there.end]).toEqual([undefined, undefined]);
    await run(async () => {
      await here.tx("hello");
      await there.rx();
      await client.stop();
      expect(here.end).toEqual({ kind: "closed" });
      expect([here.bytesOut, there.bytesIn]).toEqual([5, 5]);
    });
  });
});
