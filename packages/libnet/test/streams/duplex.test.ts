import { once } from "node:events";
import { finished, pipeline } from "node:stream/promises";
import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import { describe, expect, it } from "vitest";
import { BrokenError, createDevice, type Connection } from "../../src/index.js";
import { duplex } from "../../src/streams/index.js";
import { CLIENT, counted, simulate, text } from "../simulated.js";

describe("the duplex of a connection", () => {
  it("carries the bytes of both sides, and ends the connection with the last of them", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const stream = duplex(here, { allowHalfOpen: true });
      stream.write("hello ");
      stream.end(Buffer.from(counted(300_000)));
      const got: Uint8Array[] = [];
      for await (const bytes of there) got.push(bytes);
      expect(Buffer.concat(got).length).toBe(300_006);
      await there.tx("the answer");
      await there.finish();
      expect(await stream.toArray()).toEqual([Buffer.from("the answer")]);
      await finished(stream);
      expect(here.state).toBe("closed");
      expect(here.listenerCount("close")).toBe(0);
    });
  });

  it("ends its side when the peer has ended, unless it may be half open", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const stream = duplex(here).resume();
      const ending = there.close();
      await once(stream, "close");
      await ending;
      expect(here.end?.kind).toBe("ended");
    });
  });

  it("is full when the connection is, and writes what has gathered as one", async () => {
    const { net, run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const stream = duplex(here);
      const guard = net.fillBuffers({ from: CLIENT });
      stream.write(counted(50_000));
      stream.write(counted(50_000));
      expect(stream.write("x")).toBe(false);
      expect(stream.writableNeedDrain).toBe(true);
      guard.remove();
      const drained = once(stream, "drain");
      const bytes = await there.rxExactly(100_001);
      expect(bytes?.at(-1)).toBe("x".charCodeAt(0));
      await drained;
      stream.destroy();
    });
  });

  it("reads no more than fits", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const stream = duplex(here);
      void there.tx(counted(1_000_000)).catch(() => undefined);
      stream.read(0);
      await there.flushed({ timeout: 1_000 }).catch(() => undefined);
      expect(stream.readableLength).toBeLessThanOrEqual(131_072);
      expect(here.unread).toBeGreaterThanOrEqual(131_072);
      const all = await stream.take(1).toArray();
      expect(all).toHaveLength(1);
    });
  });

  it("destroy ends the connection at once, and what waits with it", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const stream = duplex(here);
      stream.resume();
      const why = new Error("enough");
      const failed = once(stream, "error");
      stream.destroy(why);
      expect(await failed).toEqual([why]);
      expect(here.end).toEqual({ kind: "closed" });
      await expect(there.rx()).rejects.toThrow(BrokenError);
    });
  });

  it("is destroyed with the error of a connection that breaks, after all that arrived", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const stream = duplex(here);
      await there.tx("last");
      await there.flushed();
      await here.peek();
      there.abort();
      await new Promise((resolve) => here.once("close", resolve));
      let got = "";
      await expect((async () => {
        for await (const chunk of stream) got += String(chunk);
      })()).rejects.toThrow(BrokenError);
      expect(got).toBe("last");
      expect(stream.destroyed).toBe(true);
    });
  });

  it("is destroyed also when nobody reads", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const stream = duplex(here);
      const failed = once(stream, "error");
      there.abort();
      expect(await failed).toEqual([expect.any(BrokenError)]);
    });
  });

  it("refuses what is wrong", async () => {
    const { pair } = simulate();
    const { here } = await pair();
    expect(() => duplex({} as Connection)).toThrow("expected a connection of a device");
    expect(() => duplex(here, { allowHalfOpen: 1 as never })).toThrow("allowHalfOpen is 1; expected true or false");
  });

  it("says that its side has ended a turn later, as sockets do: of TLS over one that is faster Node lets no process end", async () => {
    await using device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const stream = duplex(await device.connect({ host: "127.0.0.1", port: server.local.port }));
    let turns = 0;
    const count = (): void => {
      turns++;
      if (!stream.writableFinished) setImmediate(count);
    };
    setImmediate(count);
    stream.end();
    await once(stream, "finish");
    expect(turns).toBeGreaterThan(0);
    stream.destroy();
    await server.close();
  });

  it("can be piped over real loopback", async () => {
    await using device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const here = await device.connect({ host: "127.0.0.1", port: server.local.port });
    const there = await server.accept();
    if (there === undefined) throw new Error("the server was closed");
    const echo = duplex(there, { allowHalfOpen: true });
    const echoing = pipeline(echo, echo);
    const stream = duplex(here);
    stream.end(Buffer.from(counted(2_000_000)));
    const got = Buffer.concat(await stream.toArray() as Buffer[]);
    expect(Buffer.compare(got, counted(2_000_000))).toBe(0);
    await echoing;
    await server.close();
    expect(text(got.subarray(0, 1))).toBe("\0");
  });
});
