import { nodeAdapter } from "@luat/adapters/node";
import { silentLog } from "@luat/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BrokenError, ClosedError, createDevice, IncompleteError, TimeoutError } from "../../src/index.js";
import { findBytes } from "../../src/connection/find-bytes.js";
import { counted, simulate, text } from "../simulated.js";

async function reasonOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}

describe("rxExactly", () => {
  it("gives so many bytes, whatever pieces they come in", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const read = here.rxExactly(5);
      for (const byte of "hello, w") {
        await there.tx(byte);
        await there.flushed();
      }
      expect(text(await read)).toBe("hello");
      await here.wait();
      expect(text(await here.rxExactly(2))).toBe(", ");
      expect(text(await here.rx())).toBe("w");
    });
  });

  it("takes nothing when time is up, and says how many bytes there are", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await there.tx("hel");
      const error = await reasonOf(here.rxExactly(5, { timeout: 1_000 }));
      expect(error).toBeInstanceOf(TimeoutError);
      expect((error as Error).message).toBe('Cannot receive from "10.0.0.1:1883": timed out after 1000 ms, 3 of 5 bytes are there');
      expect(here.unread).toBe(3);
      const controller = new AbortController();
      const read = here.rxExactly(5, { signal: controller.signal });
      controller.abort("enough");
      await expect(read).rejects.toBe("enough");
      await there.tx("lo");
      expect(text(await here.rxExactly(5))).toBe("hello");
    });
  });

  it.each(["waiting", "late"])("leaves what there is when the peer ends early (%s reader)", async (reader) => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await there.tx("hel");
      const first = reader === "waiting" ? reasonOf(here.rxExactly(5)) : undefined;
      await there.finish();
      await new Promise((resolve) => here.once("end", () => resolve(undefined)));
      const error = await (first ?? reasonOf(here.rxExactly(5)));
      expect(error).toBeInstanceOf(IncompleteError);
      expect(error).toMatchObject({ code: "incomplete", flaw: "cut", unread: 3, message: 'Cannot receive from "10.0.0.1:1883": the peer has ended after 3 of 5 bytes' });
      expect(text(await here.rx())).toBe("hel");
      expect(await here.rxExactly(5)).toBeUndefined();
    });
  });

  it("tells a break as such, and the bytes stay", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await there.tx("hel");
      const read = reasonOf(here.rxExactly(5));
      await here.flushed();
      await there.flushed();
      there.abort();
      expect(await read).toBeInstanceOf(BrokenError);
      expect(text(await here.rx())).toBe("hel");
    });
  });

  it("lets in as much as it waits for, and then slows the peer down as before", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const all = counted(2_000_000);
      const sending = there.tx(all, { until: "sent" });
      // Most of what fits is unread, and the stream is paused.
      expect(await here.peek({ least: 131_072 })).toHaveLength(131_072);
      const bytes = await here.rxExactly(1_500_000);
      expect(Buffer.compare(bytes ?? new Uint8Array(), all.subarray(0, 1_500_000))).toBe(0);
      await here.wait({ timeout: 1_000 });
      expect(here.unread).toBeLessThan(300_000);
      expect(await here.rxExactly(500_000)).toHaveLength(500_000);
      await sending;
    });
  });

  it("waits for the rest also where the stream was paused before", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const sending = there.tx(counted(400_000));
      await here.peek({ least: 131_072 });
      await here.rxExactly(10_000);
      expect(await here.rxExactly(200_000, { timeout: 1_000 })).toHaveLength(200_000);
      await sending;
    });
  });
});

describe("rxUntil", () => {
  it("gives what comes before the delimiter, and takes both", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const read = here.rxUntil("\r\n");
      for (const part of ["one\r", "\r\n", "\r\ntwo\r\nthree"]) {
        await there.tx(part);
        await there.flushed();
      }
      expect(text(await read)).toBe("one\r");
      expect(text(await here.rxUntil("\r\n"))).toBe("");
      expect(text(await here.rxUntil(new Uint8Array([13, 10]), { keepDelimiter: true }))).toBe("two\r\n");
      expect(text(await here.rx())).toBe("three");
    });
  });

  it("takes nothing when time is up, or the peer ends without it", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await there.tx("hello");
      await expect(here.rxUntil("\n", { timeout: 1_000 })).rejects.toThrow("timed out after 1000 ms, 5 bytes without the delimiter are there");
      const read = reasonOf(here.rxUntil("\n"));
      await there.finish();
      expect(await read).toMatchObject({ name: "IncompleteError", flaw: "cut", unread: 5 });
      expect(text(await here.rx())).toBe("hello");
      expect(await here.rxUntil("\n")).toBeUndefined();
    });
  });

  it("does not let in more than may come before it", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await there.tx("12345\n");
      expect(text(await here.rxUntil("\n", { max: 5 }))).toBe("12345");
      await there.tx("123456\n");
      const error = await reasonOf(here.rxUntil("\n", { max: 5 }));
      expect(error).toMatchObject({ flaw: "too-large", unread: 7, message: 'Cannot receive from "10.0.0.1:1883": there is no delimiter within the maximum of 5 bytes' });
      expect(text(await here.rxUntil("\n", { max: 6 }))).toBe("123456");
      const read = reasonOf(here.rxUntil("\n", { max: 5 }));
      await there.tx("1234567");
      expect(await read).toBeInstanceOf(IncompleteError);
      expect(text(await here.rx())).toBe("1234567");
    });
  });

  it("finds the delimiter in whatever pieces it lies", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.constantFrom(1, 2), { maxLength: 6 }), { maxLength: 6 }), fc.array(fc.constantFrom(1, 2), { minLength: 1, maxLength: 4 }), (pieces, wanted) => {
        const joined = Buffer.from(pieces.flat());
        expect(findBytes(pieces.map((piece) => Uint8Array.from(piece)), Uint8Array.from(wanted))).toBe(joined.indexOf(Buffer.from(wanted)));
      }),
    );
  });
});

describe("peek", () => {
  it("shows a copy of what is unread, and takes nothing", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const looking = here.peek();
      await there.tx("hello");
      const seen = await looking;
      expect(text(seen)).toBe("hello");
      seen?.fill(0);
      expect(text(await here.peek({ max: 2 }))).toBe("he");
      expect(here.unread).toBe(5);
      expect(text(await here.rx())).toBe("hello");
      expect(here.unread).toBe(0);
    });
  });

  it("waits for as many bytes as it is told to, and shows fewer when the peer ends", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await there.tx("he");
      await expect(here.peek({ least: 4, timeout: 10 })).rejects.toThrow("timed out after 10 ms, 2 of 4 bytes are there");
      const looking = here.peek({ least: 4 });
      await there.tx("llo");
      expect(text(await looking)).toBe("hello");
      await there.finish();
      await new Promise((resolve) => here.once("end", () => resolve(undefined)));
      expect(text(await here.peek({ least: 10 }))).toBe("hello");
      await here.rxExactly(5);
      expect(await here.peek()).toBeUndefined();
    });
  });
});

describe("all of them", () => {
  it("count as a reader", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      const first = here.rxExactly(1);
      await expect(here.peek()).rejects.toThrow("a read is waiting already");
      await expect(here.rxUntil("\n")).rejects.toThrow(TypeError);
      await expect(here.rx()).rejects.toThrow(TypeError);
      await there.tx("x");
      expect(text(await first)).toBe("x");
    });
  });

  it("end with a ClosedError when the connection is closed", async () => {
    const { run, pair } = simulate();
    const { here, there } = await pair();
    await run(async () => {
      await there.tx("x");
      const read = reasonOf(here.rxExactly(2));
      await there.flushed();
      await here.close({ timeout: 10 });
      expect(await read).toBeInstanceOf(ClosedError);
      await expect(here.peek()).rejects.toThrow(ClosedError);
    });
  });

  it("refuse what is wrong", async () => {
    const { run, pair } = simulate();
    const { here } = await pair();
    await run(async () => {
      await expect(here.rxExactly(0)).rejects.toThrow("size is 0; expected at least 1");
      await expect(here.rxExactly(1.5)).rejects.toThrow("size is 1.5; expected an integer");
      await expect(here.rxUntil("")).rejects.toThrow("delimiter is empty; expected at least 1 byte");
      await expect(here.rxUntil(10 as never)).rejects.toThrow("delimiter is 10; expected a text");
      await expect(here.rxUntil("\n", { max: 0 })).rejects.toThrow("max is 0; expected at least 1");
      await expect(here.peek({ least: 0 })).rejects.toThrow("least is 0; expected at least 1");
      await expect(here.peek({ least: 5, max: 4 })).rejects.toThrow("max is 4; expected at least 5");
      await expect(here.peek({ timeout: -1 })).rejects.toThrow(RangeError);
    });
  });

  it("work over real loopback", async () => {
    await using device = createDevice({ adapters: { ETH0: nodeAdapter() }, log: silentLog });
    const server = await device.listen({ host: "127.0.0.1", port: 0 });
    const here = await device.connect({ host: "127.0.0.1", port: server.local.port });
    const there = await server.accept();
    if (there === undefined) throw new Error("the server was closed");
    void there.tx(["GET / HTTP/1.1\r\n", counted(1_000_000)]);
    expect(text(await here.peek({ least: 3, max: 3 }))).toBe("GET");
    expect(text(await here.rxUntil("\r\n", { timeout: 5_000 }))).toBe("GET / HTTP/1.1");
    const bytes = await here.rxExactly(1_000_000, { timeout: 5_000 });
    expect(Buffer.compare(bytes ?? new Uint8Array(), counted(1_000_000))).toBe(0);
    await Promise.all([here.close(), there.close()]);
    await server.close();
  });
});
