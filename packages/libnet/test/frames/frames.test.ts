import { everySplit } from "@luat/adapters/mock";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { delimited, frames, FrameError, idleGap, JT808, lengthField, lines, startEnd, type Codec, type Garbage } from "../../src/frames/index.js";
import { BrokenError, ClosedError, TimeoutError, type Connection } from "../../src/index.js";
import { simulate, SERVER, type Simulated } from "../simulated.js";
import { hex, utf8 } from "./decoding.js";

let world: Simulated;
let here: Connection;
let there: Connection;
beforeEach(async () => {
  world = simulate({}, { latency: 5 });
  ({ here, there } = await world.pair());
});
afterEach(async () => {
  await world.run(() => Promise.all([world.client.stop(), world.server.stop()]));
});

describe("the frames of a connection", () => {
  it("come out however the stream is cut", async () => {
    const codec = lengthField({ size: 2 });
    await everySplit(new Uint8Array([...codec.encode("one"), ...codec.encode(""), ...codec.encode("three")]), async (pieces) => {
      const apart = simulate();
      const pair = await apart.pair();
      const read: number[] = [];
      await apart.run(async () => {
        const writing = (async () => {
          for (const piece of pieces) {
            await pair.there.tx(piece);
            await apart.server.sys.wait(1);
          }
          await pair.there.close();
        })();
        for await (const frame of frames(pair.here, codec)) read.push(frame.length);
        await writing;
      });
      expect(read).toEqual([3, 0, 5]);
      await apart.run(() => Promise.all([apart.client.stop(), apart.server.stop()]));
    });
  });

  it("are sent and received at the same time", async () => {
    const [a, b] = [frames(here, lines()), frames(there, lines())];
    await world.run(async () => {
      await Promise.all([a.tx("ping"), b.tx("pong")]);
      expect(await Promise.all([a.rx(), b.rx()])).toEqual(["pong", "ping"]);
    });
  });

  it("include what came before they were asked for", async () => {
    await world.run(async () => {
      await there.tx("one\ntwo\n");
      await here.wait();
      const framed = frames(here, lines());
      expect([await framed.rx(), await framed.rx()]).toEqual(["one", "two"]);
    });
  });

  it("end with undefined when the peer ends after a whole one", async () => {
    const framed = frames(here, lines());
    await world.run(async () => {
      await there.tx("one\n");
      const closing = there.close();
      expect([await framed.rx(), await framed.rx(), await framed.rx()]).toEqual(["one", undefined, undefined]);
      await Promise.all([here.close(), closing]);
    });
  });

  it("end with an error when the peer ends within one", async () => {
    const framed = frames(here, lengthField({ size: 2 }));
    await world.run(async () => {
      await there.tx(hex("00 01 61 00 05 62"));
      const closing = there.close();
      expect(await framed.rx()).toEqual(utf8("a"));
      for (let i = 0; i < 2; i++) {
        await expect(framed.rx()).rejects.toMatchObject({
          flaw: "cut",
          message: `Cannot receive from "${SERVER}:1883": the stream ended after 3 of 7 bytes of a frame, at byte 3 of the stream (00 05 62)`,
        });
      }
      expect(framed.pending).toBe(3);
      await Promise.all([here.close(), closing]);
    });
  });

  it("that came are delivered before an error of the format is told, which is then told each time", async () => {
    const framed = frames(here, lengthField({ size: 2, max: 100 }));
    await world.run(async () => {
      await there.tx(hex("00 01 61 00 01 62 ff ff 63"));
      await world.client.sys.wait(50);
      expect([await framed.rx(), await framed.rx()]).toEqual([utf8("a"), utf8("b")]);
      const errors = [await framed.rx().catch((error: unknown) => error), await framed.rx().catch((error: unknown) => error)];
      for (const error of errors) expect(error).toMatchObject({ name: "FrameError", flaw: "too-large", at: 6, endpoint: `${SERVER}:1883` });
      expect(errors[0]).not.toBe(errors[1]);
      expect(errors[0]).toBeInstanceOf(FrameError);
    });
  });

  it("that came are delivered before a break is told", async () => {
    const framed = frames(here, lines());
    await world.run(async () => {
      await there.tx("one\ntwo\nthr");
      await world.client.sys.wait(50);
      there.abort();
      await world.client.sys.wait(50);
      expect([await framed.rx(), await framed.rx()]).toEqual(["one", "two"]);
      await expect(framed.rx()).rejects.toThrow(BrokenError);
      await expect(framed.rx()).rejects.toMatchObject({ code: "reset" });
      expect(framed.pending).toBe(3);
    });
  });

  it("settle with the connection when it is closed here, and what was unread does not count any more", async () => {
    const framed = frames(here, lines());
    await world.run(async () => {
      const reading = framed.rx();
      const closing = here.close();
      await expect(reading).rejects.toThrow(ClosedError);
      await Promise.all([there.close(), closing]);
      await expect(framed.rx()).rejects.toThrow(ClosedError);
      await expect(framed.tx("x")).rejects.toThrow(ClosedError);
    });
  });

  it("wait no longer than they are told, and lose nothing by it", async () => {
    const framed = frames(here, lines());
    await world.run(async () => {
      await there.tx("on");
      const error = await framed.rx({ timeout: 100 }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(TimeoutError);
      expect(error).toMatchObject({ op: "receive", endpoint: `${SERVER}:1883` });
      const abort = new AbortController();
      const reading = framed.rx({ signal: abort.signal });
      abort.abort("enough");
      await expect(reading).rejects.toBe("enough");
      await expect(framed.rx({ signal: abort.signal })).rejects.toBe("enough");
      await there.tx("e\n");
      expect(await framed.rx({ timeout: 100 })).toBe("one");
    });
  });

  it("have one reader at a time, and the connection has no other", async () => {
    const framed = frames(here, lines());
    await world.run(async () => {
      const reading = framed.rx();
      await expect(framed.rx()).rejects.toThrow("a read is waiting already; expected one reader at a time");
      await expect(framed[Symbol.asyncIterator]().next()).rejects.toThrow(TypeError);
      await expect(framed.consume(() => undefined)).rejects.toThrow(TypeError);
      await expect(here.rx()).rejects.toThrow(TypeError);
      await expect(frames(here, lines()).rx()).rejects.toThrow(TypeError);
      await there.tx("one\n");
      expect(await reading).toBe("one");
    });
  });

  it("of a connection that another reads fail without taking its bytes", async () => {
    await world.run(async () => {
      const reading = here.rx();
      const framed = frames(here, lines());
      await expect(framed.rx()).rejects.toThrow(TypeError);
      await expect(framed.rx()).rejects.toThrow(TypeError);
      await there.tx("one\n");
      expect(await reading).toEqual(utf8("one\n"));
    });
  });

  it("go on where a loop was left", async () => {
    const framed = frames(here, lines());
    await world.run(async () => {
      await there.tx("1\n2\n3\n");
      for await (const line of framed) {
        expect(line).toBe("1");
        break;
      }
      expect([await framed.rx(), await framed.rx()]).toEqual(["2", "3"]);
    });
  });

  it("that cannot be sent reject, and nothing goes out", async () => {
    const framed = frames(here, lines());
    await expect(framed.tx("a\nb")).rejects.toThrow(RangeError);
    expect(here.bytesOut).toBe(0);
  });

  it("that are not read in time hold the peer back, and are all there later", async () => {
    const framed = frames(here, delimited("\n"));
    const line = "x".repeat(999);
    const count = 3_000;
    let sent = 0;
    await world.run(async () => {
      const sending = (async () => {
        for (; sent < count; sent++) await there.tx(`${line}\n`);
      })();
      await world.client.sys.wait(5_000);
      expect(sent).toBeLessThan(count);
      let read = 0;
      while (read < count && (await framed.rx())?.length === 999) read++;
      expect(read).toBe(count);
      await sending;
    });
  });

  it("do not starve timers when there are always more", async () => {
    const framed = frames(here, lines());
    await world.run(async () => {
      await there.tx("x\n".repeat(10_000));
      await world.client.sys.wait(100);
      let turns = 0;
      let reading = true;
      const turn = (): void => {
        turns++;
        if (reading) world.net.clock.turn(turn);
      };
      world.net.clock.turn(turn);
      for (let i = 0; i < 10_000; i++) await framed.rx();
      reading = false;
      expect(turns).toBeGreaterThan(10);
    });
  });
});

describe("consume", () => {
  it("shows all frames, and those that wait first", async () => {
    const framed = frames(here, lines());
    const seen: string[] = [];
    await world.run(async () => {
      await there.tx("1\n2\n3\n");
      await world.client.sys.wait(50);
      const consuming = framed.consume((line) => {
        seen.push(line);
      });
      expect(seen).toEqual([]);
      await there.tx("4\n5\n");
      await there.close();
      await consuming;
      await framed.consume(() => undefined);
    });
    expect(seen).toEqual(["1", "2", "3", "4", "5"]);
  });

  it("ends when visit returns false, and the next frame is not lost", async () => {
    const framed = frames(here, lines());
    await world.run(async () => {
      const consuming = framed.consume((line) => line !== "2");
      await there.tx("1\n2\n3\n");
      await consuming;
      expect(await framed.rx()).toBe("3");
    });
  });

  it("rejects with what visit throws, and refuses promises", async () => {
    const framed = frames(here, lines());
    await world.run(async () => {
      await there.tx("1\n2\n3\n");
      const mistake = new Error("no");
      await expect(
        framed.consume(() => {
          throw mistake;
        }),
      ).rejects.toBe(mistake);
      await expect(framed.consume((() => Promise.reject(mistake)) as unknown as () => void)).rejects.toThrow("visit returned a promise");
      await expect(framed.consume("x" as unknown as () => void)).rejects.toThrow("visit is x; expected a function");
      expect(await framed.rx()).toBe("3");
    });
  });

  it("tells what the end was after all frames that waited", async () => {
    const framed = frames(here, lines());
    const seen: string[] = [];
    await world.run(async () => {
      await there.tx("1\n2\n3");
      await there.close();
      await world.client.sys.wait(50);
      await expect(framed.consume((line) => void seen.push(line), { timeout: 60_000 })).rejects.toMatchObject({ flaw: "cut" });
      await here.close();
    });
    expect(seen).toEqual(["1", "2"]);
    const ended = world.net.clock.now();
    await world.net.clock.run();
    expect(world.net.clock.now()).toBeLessThanOrEqual(ended + 10); // the last packets
  });

  it("limits the silence between frames, and leaves no timer behind", async () => {
    const framed = frames(here, lines());
    await world.run(async () => {
      const started = world.net.clock.now();
      const consuming = framed.consume(() => undefined, { timeout: 100 });
      await there.tx("1\n");
      await world.server.sys.wait(90);
      await there.tx("2\n");
      await expect(consuming).rejects.toThrow(TimeoutError);
      expect(world.net.clock.now() - started).toBe(90 + 5 + 100);
      await Promise.all([here.close(), there.close()]);
    });
    const ended = world.net.clock.now();
    await world.net.clock.run();
    expect(world.net.clock.now()).toBe(ended);
  });
});

describe("garbage", () => {
  it("is counted, and told with its reason", async () => {
    const onGarbage = vi.fn<(garbage: Garbage) => void>();
    const framed = frames(here, startEnd({ ...JT808, max: 4 }), { onGarbage });
    await world.run(async () => {
      await there.tx(hex("00 01 7e 61 7e 02 7e 61 62 63 64 65 7e 7e 7d 7d 7e 7e 62 7e"));
      expect([await framed.rx(), await framed.rx()]).toEqual([utf8("a"), utf8("b")]);
    });
    expect(framed.skipped).toEqual({ noise: 3, "too-large": 5, malformed: 2 });
    expect(onGarbage.mock.calls.map(([{ bytes, reason }]) => [reason, [...bytes]])).toEqual([
      ["noise", [0, 1]],
      ["noise", [2]],
      ["too-large", [0x61, 0x62, 0x63, 0x64, 0x65]],
      ["malformed", [0x7d, 0x7d]],
    ]);
  });
});

describe("silences", () => {
  it("end frames, and no timer runs where nothing is pending", async () => {
    const framed = frames(here, idleGap(50));
    await world.run(async () => {
      const sending = (async () => {
        for (const [text, ms] of [["one ", 40], ["frame", 60], ["two", 1_000], ["three", 10]] as const) {
          await there.tx(text);
          await world.server.sys.wait(ms);
        }
      })();
      const started = world.net.clock.now();
      expect(await framed.rx()).toEqual(utf8("one frame"));
      expect(world.net.clock.now() - started).toBe(40 + 5 + 50);
      expect([await framed.rx(), await framed.rx()]).toEqual([utf8("two"), utf8("three")]);
      await sending;
    });
    const before = world.net.clock.now();
    await world.net.clock.run();
    expect(world.net.clock.now()).toBe(before);
  });

  it("are cut short by the end of the stream", async () => {
    const framed = frames(here, idleGap(50));
    await world.run(async () => {
      await there.tx("last");
      await there.close();
      expect([await framed.rx(), await framed.rx()]).toEqual([utf8("last"), undefined]);
    });
  });

  it("end with the connection", async () => {
    const framed = frames(here, idleGap(50));
    await world.run(async () => {
      await there.tx("last");
      await world.client.sys.wait(20);
      const reading = framed.rx();
      here.abort();
      await expect(reading).rejects.toThrow(ClosedError);
    });
  });
});

describe("a codec of your own", () => {
  it("may fail at a silence, and is asked for nothing afterwards", async () => {
    const mistake = new Error("mine");
    let pushed = 0;
    const codec: Codec<number> = {
      encode: (value) => Uint8Array.of(value),
      decoder: () => ({
        get pending() {
          return pushed;
        },
        silence: 50,
        push: () => void pushed++,
        quiet() {
          throw mistake;
        },
        end: () => undefined,
      }),
    };
    const framed = frames(here, codec);
    await world.run(async () => {
      await there.tx("a");
      await expect(framed.rx()).rejects.toBe(mistake);
      await there.tx("b");
      await world.client.sys.wait(100);
      await expect(framed.rx()).rejects.toBe(mistake);
    });
    expect(pushed).toBe(1);
  });


  it("is told the end of the stream, and its errors come out as they are", async () => {
    const mistake = new Error("mine");
    const codec: Codec<number, number> = {
      encode: (value) => Uint8Array.of(value),
      decoder: (sink) => ({
        pending: 0,
        push(bytes) {
          for (const byte of bytes) {
            if (byte === 0xff) throw mistake;
            sink.frame(byte);
          }
        },
        end() {
          sink.frame(-1);
        },
      }),
    };
    const [a, b] = [frames(here, codec), frames(there, codec)];
    await world.run(async () => {
      await a.tx(7);
      expect(await b.rx()).toBe(7);
      await a.tx(0xff);
      await expect(b.rx()).rejects.toBe(mistake);
      await expect(b.rx()).rejects.toBe(mistake);
      await Promise.all([there.close(), here.close()]);
    });
    await expect(a.rx()).rejects.toThrow(ClosedError);
  });

  it("is checked, as are the other arguments", () => {
    expect(() => frames(here, {} as Codec<number>)).toThrow("codec.encode is undefined; expected a function");
    expect(() => frames(here, undefined as unknown as Codec<number>)).toThrow("codec is undefined; expected an object");
    expect(() => frames({} as Connection, lines())).toThrow("connection is of the type Object; expected a connection of a device");
    expect(() => frames(here, lines(), { onGarbage: 1 as unknown as () => void })).toThrow("onGarbage is 1; expected a function");
  });
});
