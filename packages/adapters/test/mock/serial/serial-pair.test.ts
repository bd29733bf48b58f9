import { once } from "node:events";
import { Duplex } from "node:stream";
import { systemClock, type Clock } from "@luat/contract";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { serialPair, VirtualClock, type SerialEnd } from "../../../src/mock/index.js";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

let clock: VirtualClock;
beforeEach(() => {
  clock = new VirtualClock();
});
afterEach(() => {
  expect(clock.waiting).toBe(0);
});

/** Writes down what an end reads, with the time, until it has ended; an error is the last line. */
function reading(end: SerialEnd, seen: string[] = []): string[] {
  void (async () => {
    try {
      for await (const bytes of end.readable) seen.push(`${round(clock.now())} ${decoder.decode(bytes)}`);
      seen.push(`${round(clock.now())} end`);
    } catch (error) {
      seen.push(`${round(clock.now())} ${String(error)}`);
    }
  })();
  return seen;
}

function round(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

/** Whether each promise is settled, and how. */
function outcomes(promises: ReadonlyArray<Promise<unknown>>): string[] {
  const seen = promises.map(() => "waits");
  for (const [i, promise] of promises.entries()) {
    promise.then(
      () => (seen[i] = `${round(clock.now())} done`),
      (error: unknown) => (seen[i] = `${round(clock.now())} ${String(error)}`),
    );
  }
  return seen;
}

describe("a serial line", () => {
  it("brings what is written at one end to the other, both ways at once", async () => {
    const [a, b] = serialPair({ clock });
    const [atA, atB] = [reading(a), reading(b)];
    const [fromA, fromB] = [a.writable.getWriter(), b.writable.getWriter()];
    await clock.run(() => Promise.all([fromA.write(encoder.encode("ping")), fromB.write(encoder.encode("pong")), fromA.write(encoder.encode("!"))]));
    expect([atA, atB]).toEqual([["0 pong"], ["0 ping", "0 !"]]);
  });

  it("takes buffers and views of all kinds, and gives bytes of its own", async () => {
    const [a, b] = serialPair({ clock });
    const whole = Uint8Array.of(0, 1, 2, 3, 4, 5);
    const writer = a.writable.getWriter();
    const reader = b.readable.getReader();
    for (const chunk of [whole, whole.buffer, new DataView(whole.buffer, 2, 3), whole.subarray(4), new Uint8Array(), Buffer.from("6")]) void writer.write(chunk);
    const got: number[][] = [];
    for (let i = 0; i < 5; i++) {
      const { value } = await reader.read();
      got.push([...(value ?? [])]);
      value?.fill(9);
    }
    expect(got).toEqual([[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], [2, 3, 4], [4, 5], [0x36]]);
    expect([...whole]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("brings all bytes in order, whatever the sizes of writes, buffers and speed", async () => {
    const writes = fc.array(fc.nat(20), { maxLength: 8 });
    const options = fc.record({ baudRate: fc.option(fc.constantFrom(300, 9_600, 115_200), { nil: undefined }), bufferSize: fc.integer({ min: 1, max: 30 }) });
    await fc.assert(
      fc.asyncProperty(writes, options, fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }), async (sizes, how, pauses) => {
        const [a, b] = serialPair({ clock, ...how });
        let next = 0;
        const got: number[] = [];
        const total = sizes.reduce((sum, size) => sum + size, 0);
        await clock.run(async () => {
          const writer = a.writable.getWriter();
          for (const size of sizes) void writer.write(Uint8Array.from({ length: size }, () => next++));
          void writer.close();
          const reader = b.readable.getReader();
          for (let i = 0; ; i++) {
            const { done, value } = await reader.read();
            if (done) break;
            expect(value.length).toBeLessThanOrEqual(how.bufferSize);
            got.push(...value);
            await new Promise<void>((resolve) => clock.after(pauses[i % pauses.length] ?? 0, resolve));
          }
        });
        expect(got).toEqual(Array.from({ length: total }, (_, i) => i));
        expect(clock.waiting).toBe(0);
      }),
    );
  });

  it("is a Duplex for Node", async () => {
    const [a, b] = serialPair({ clock, baudRate: 9_600, bufferSize: 4 });
    const [left, right] = [Duplex.fromWeb(a), Duplex.fromWeb(b)];
    right.setEncoding("utf8");
    let text = "";
    right.on("data", (part: string) => (text += part));
    left.resume();
    left.write("hello ");
    left.end("world");
    await clock.run(async () => {
      await once(right, "end");
      right.end();
      await once(left, "end");
    });
    expect(text).toBe("hello world");
    expect(round(clock.now())).toBe(round((11 * 10_000) / 9_600));
  });

  it("may be destroyed as a Duplex, by which the other end hears", async () => {
    const [a, b] = serialPair({ clock, baudRate: 300 });
    const left = Duplex.fromWeb(a);
    const seen = reading(b);
    left.on("error", () => undefined);
    left.write("a long story");
    clock.after(80, () => left.destroy());
    await clock.run();
    expect(seen).toEqual(["33.333 a", "66.667  ", expect.stringMatching(/^80 \w*Error: /)]);
    await expect(b.writable.getWriter().write(encoder.encode("x"))).rejects.toThrow(Error);
  });

  it("can be read into a buffer of the reader's", async () => {
    const [a, b] = serialPair({ clock });
    const reader = b.readable.getReader({ mode: "byob" });
    const first = reader.read(new Uint8Array(3));
    const writer = a.writable.getWriter();
    await writer.write(encoder.encode("hello"));
    expect(decoder.decode((await first).value)).toBe("hel");
    expect(decoder.decode((await reader.read(new Uint8Array(3))).value)).toBe("lo");
    const last = reader.read(new Uint8Array(3));
    await writer.close();
    expect((await last).done).toBe(true);
  });
});

describe("the baud rate", () => {
  it("lets a byte take 10 bits, and arrive on its own", async () => {
    const [a, b] = serialPair({ clock, baudRate: 1_000 });
    const seen = reading(b);
    const writer = a.writable.getWriter();
    const [write] = [outcomes([writer.write(encoder.encode("abc")), writer.write(encoder.encode("d"))])];
    await clock.run();
    expect(seen).toEqual(["10 a", "20 b", "30 c", "40 d"]);
    expect(write).toEqual(["30 done", "40 done"]);
  });

  it("is the same both ways, and neither slows the other", async () => {
    const [a, b] = serialPair({ clock, baudRate: 1_000 });
    const seen = [reading(a), reading(b)];
    await clock.run(() => Promise.all([a.writable.getWriter().write(encoder.encode("ab")), b.writable.getWriter().write(encoder.encode("c"))]));
    expect(seen).toEqual([["10 c"], ["10 a", "20 b"]]);
  });

  it("is kept, whatever rounding does", async () => {
    const [a, b] = serialPair({ clock, baudRate: 115_200 });
    const seen = reading(b);
    await clock.advance(123);
    await clock.run(() => a.writable.getWriter().write(new Uint8Array(1_152)));
    expect(seen).toHaveLength(1_152);
    expect(clock.now()).toBe(223);
  });

  it("is kept by a clock of whole milliseconds, which brings the bytes of one together", async () => {
    vi.useFakeTimers();
    try {
      const over = VirtualClock.over(vi);
      const [a, b] = serialPair({ clock: over, baudRate: 115_200 });
      const sizes: number[] = [];
      void (async () => {
        for await (const bytes of b.readable) sizes.push(bytes.length);
      })();
      await over.run(() => a.writable.getWriter().write(new Uint8Array(1_000)));
      expect(over.now()).toBe(Math.ceil((1_000 * 10_000) / 115_200));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(1_000);
      expect(Math.max(...sizes)).toBe(12);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it("may be kept in real time", async () => {
    const [a, b] = serialPair({ clock: systemClock, baudRate: 1_000_000 });
    const begin = systemClock.now();
    await a.writable.getWriter().write(new Uint8Array(200));
    expect(systemClock.now() - begin).toBeGreaterThanOrEqual(2);
    expect((await b.readable.getReader().read()).value?.length).toBeGreaterThan(0);
  });
});

describe("back-pressure", () => {
  it("lets a write wait until there is room for all of it, of which 255 bytes are there by default", async () => {
    const [a, b] = serialPair({ clock });
    const writer = a.writable.getWriter();
    expect(writer.desiredSize).toBe(255);
    const writes = outcomes([writer.write(new Uint8Array(255)), writer.write(new Uint8Array(10)), writer.write(new Uint8Array(300))]);
    await clock.advance(1_000);
    expect(writes).toEqual(["0 done", "waits", "waits"]);
    expect(writer.desiredSize).toBeLessThan(0);
    const reader = b.readable.getReader();
    expect((await reader.read()).value).toHaveLength(255);
    await clock.advance(0);
    expect(writes).toEqual(["0 done", "1000 done", "waits"]);
    for (let left = 310; left > 0; ) left -= (await reader.read()).value?.length ?? NaN;
    await clock.advance(0);
    expect(writes[2]).toBe("1000 done");
  });

  it("stops the line, which goes on at its pace when there is room again", async () => {
    const [a, b] = serialPair({ clock, baudRate: 1_000, bufferSize: 2 });
    const [write] = [outcomes([a.writable.getWriter().write(encoder.encode("abcd"))])];
    await clock.advance(105);
    const seen = reading(b);
    await clock.run();
    expect(seen).toEqual(["105 a", "105 b", "115 c", "125 d"]);
    expect(write).toEqual(["125 done"]);
  });
});

describe("closing", () => {
  it("ends what the other end reads, after all that has arrived", async () => {
    const [a, b] = serialPair({ clock });
    await a.writable.getWriter().write(encoder.encode("bye"));
    await a.close();
    await a.close();
    const seen = reading(b);
    await clock.run();
    expect(seen).toEqual(["0 bye", "0 end"]);
  });

  it("gives up what has not arrived, and its writes reject", async () => {
    const [a, b] = serialPair({ clock, baudRate: 1_000 });
    const writer = a.writable.getWriter();
    const writes = outcomes([writer.write(encoder.encode("ab")), writer.write(encoder.encode("c")), writer.closed]);
    const seen = reading(b);
    clock.after(15, () => void a.close());
    await clock.run();
    expect(seen).toEqual(["10 a", "15 end"]);
    expect(writes).toEqual(Array(3).fill("15 Error: this end of the serial line is closed"));
    await expect(writer.write(encoder.encode("late"))).rejects.toThrow("this end of the serial line is closed");
  });

  it("ends its own reading after what has arrived, and lets the other end's writes reject", async () => {
    const [a, b] = serialPair({ clock, bufferSize: 3 });
    const writer = b.writable.getWriter();
    const writes = outcomes([writer.write(encoder.encode("abc")), writer.write(encoder.encode("def"))]);
    await clock.advance(5);
    await a.close();
    const seen = reading(a);
    await clock.run();
    expect(seen).toEqual(["5 abc", "5 end"]);
    expect(writes).toEqual(["0 done", "5 Error: the other end of the serial line is closed"]);
    await expect(writer.write(encoder.encode("late"))).rejects.toThrow("the other end of the serial line is closed");
  });

  it("may be done by both ends, and while reads wait, of either kind", async () => {
    const [a, b] = serialPair({ clock });
    const reads = [a.readable.getReader().read(), b.readable.getReader({ mode: "byob" }).read(new Uint8Array(4))];
    await Promise.all([a.close(), b.close()]);
    expect((await Promise.all(reads)).map(({ done }) => done)).toEqual([true, true]);
  });

  it("only writing lets all arrive first, and the other way goes on", async () => {
    const [a, b] = serialPair({ clock, baudRate: 1_000 });
    const writer = a.writable.getWriter();
    void writer.write(encoder.encode("ab"));
    const closing = outcomes([writer.close()]);
    const [atA, atB] = [reading(a), reading(b)];
    await clock.run();
    expect(atB).toEqual(["10 a", "20 b", "20 end"]);
    expect(closing).toEqual(["20 done"]);
    await clock.run(() => b.writable.getWriter().write(encoder.encode("c")));
    expect(atA).toEqual(["30 c"]);
    await a.close();
    await b.close();
  });
});

describe("what breaks off", () => {
  it("aborting what is written breaks what the other end reads, with the reason, at once", async () => {
    const [a, b] = serialPair({ clock, baudRate: 1_000 });
    const writer = a.writable.getWriter();
    const write = outcomes([writer.write(encoder.encode("abc"))]);
    const seen = reading(b);
    clock.after(15, () => void writer.abort(new Error("no more")));
    await clock.run();
    expect(seen).toEqual(["10 a", "15 Error: no more"]);
    expect(write).toEqual(["15 Error: no more"]);
    await a.close();
  });

  it("aborting in the very moment in which a byte arrives ends it too", async () => {
    const [a, b] = serialPair({ clock, baudRate: 1_000, bufferSize: 1 });
    const writer = a.writable.getWriter();
    const write = outcomes([writer.write(encoder.encode("abc"))]);
    let aborted: string[] = [];
    clock.after(9, () => {
      clock.after(1, () => (aborted = outcomes([writer.abort(new Error("no more"))])));
    });
    await clock.run();
    expect(write).toEqual(["10 Error: no more"]);
    expect(aborted).toEqual(["10 done"]);
    await expect(b.readable.getReader().read()).rejects.toThrow("no more");
  });

  it("is said without a reason too", async () => {
    const [a, b] = serialPair({ clock });
    await a.writable.abort();
    await expect(b.readable.getReader().read()).rejects.toThrow("the other end of the serial line gave up writing");
    await a.readable.cancel();
    await expect(b.writable.getWriter().write(new Uint8Array(1))).rejects.toThrow("the other end of the serial line is not read any more");
  });

  it("cancelling what is read lets the other end's writes reject, with the reason, at once", async () => {
    const [a, b] = serialPair({ clock, bufferSize: 2 });
    const writer = a.writable.getWriter();
    const writes = outcomes([writer.write(encoder.encode("abc")), writer.write(encoder.encode("d"))]);
    clock.after(5, () => void b.readable.cancel(new Error("I have seen enough")));
    await clock.run();
    expect(writes).toEqual(Array(2).fill("5 Error: I have seen enough"));
    await b.close();
    await a.close();
  });

  it.each([
    ["text" as unknown as Uint8Array, "chunk is string; expected an ArrayBuffer or a view of one"],
    [null as unknown as Uint8Array, "chunk is null; expected an ArrayBuffer or a view of one"],
  ])("writing what is no bytes breaks the line, at both ends: %j", async (chunk, message) => {
    const [a, b] = serialPair({ clock });
    await expect(a.writable.getWriter().write(chunk)).rejects.toThrow(new TypeError(message));
    await expect(b.readable.getReader().read()).rejects.toThrow(new TypeError(message));
  });
});

describe("wrong options", () => {
  it.each([
    [{} as { clock: Clock }, new TypeError("clock is undefined; expected a clock, such as that of a net")],
    [{ clock: systemClock, baudRate: 0 }, new RangeError("baudRate is 0; expected a whole number of at least 1")],
    [{ clock: systemClock, bufferSize: 1.5 }, new RangeError("bufferSize is 1.5; expected a whole number of at least 1")],
  ])("are refused: %j", (options, error) => {
    expect(() => serialPair(options)).toThrow(error);
  });
});
