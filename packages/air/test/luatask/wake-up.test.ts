import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { airWorld, type AirWorld } from "../world.js";
import { connected } from "./as-task.js";

let world: AirWorld;

beforeEach(() => {
  world = airWorld();
});
afterEach(() => world.stop());

const bytes = (data: string): Uint8Array => world.str.bytes(data);
const publishIn = (ms: number, topic: string, ...args: unknown[]): void => {
  world.sys.timerStart(() => world.sys.publish(topic, ...args), ms);
};

describe("a message that wakes recv", () => {
  it("1: is the one of the first call until close; another name in a later call is not subscribed", async () => {
    await connected(world, async (c) => {
      expect(await c.recv(10, "FIRST")).toEqual([false, "timeout"]);
      publishIn(10, "SECOND", "b");
      publishIn(20, "FIRST", "a");
      expect(await c.recv(100, "SECOND")).toEqual([false, "SECOND", bytes("a")]);
      expect(() => world.device.assertIdle()).toThrow('subscription to "FIRST"');
    });
  });

  it("2: gives the name of the current call and the first parameter, or nothing", async () => {
    await connected(world, async (c) => {
      publishIn(10, "GO", "text", "lost");
      expect(await c.recv(100, "GO")).toEqual([false, "GO", bytes("text")]);
      publishIn(10, "GO");
      expect(await c.recv(100, "GO")).toEqual([false, "GO", bytes("")]);
      publishIn(10, "GO", 42);
      expect(await c.recv(100)).toEqual([false, undefined, bytes("42")]);
      publishIn(10, "GO", Uint8Array.of(0, 255));
      expect(await c.recv(100, "GO")).toEqual([false, "GO", Uint8Array.of(0, 255)]);
    });
  });

  it("3: is not heeded by a call with msgNoResume, whichever came before", async () => {
    await connected(world, async (c) => {
      publishIn(10, "GO", "a");
      expect(await c.recv(100, "GO", true)).toEqual([false, "timeout"]);
      publishIn(10, "GO", "b");
      expect(await c.recv(100, "GO")).toEqual([false, "GO", bytes("b")]);
    });
  });

  it("4: is lost while the task is not in recv", async () => {
    await connected(world, async (c) => {
      expect(await c.recv(10, "GO")).toEqual([false, "timeout"]);
      publishIn(10, "GO", "lost");
      await world.sys.wait(50);
      expect(await c.recv(100, "GO")).toEqual([false, "timeout"]);
    });
  });

  it("5: comes with what asyncSend queued, and what is queued wakes at once", async () => {
    await connected(world, async (c) => {
      c.asyncSend("one ");
      c.asyncSend("two");
      expect(await c.recv(100, "GO")).toEqual([false, "GO", bytes("one two")]);
      const waiting = c.recv(100, "GO");
      c.asyncSend("three ");
      publishIn(10, "GO", "four");
      expect(await waiting).toEqual([false, "GO", bytes("three four")]);
      c.asyncSend("kept");
      expect(await c.recv(10, "GO", true)).toEqual([false, "timeout"]);
      expect(await c.recv(10)).toEqual([false, "timeout"]);
      expect(c.getAsyncSend()).toBe(1);
    });
  });

  it("6: must carry text, a number or bytes", async () => {
    await expect(
      connected(world, async (c) => {
        publishIn(10, "GO", { a: 1 });
        expect(await c.recv(100, "GO")).toEqual([false, "timeout"]);
      }),
    ).rejects.toThrow("the first parameter of GO is {a: 1}; expected a text, a number or bytes");
  });

  it("7: wakes after publish has returned, and data that came first goes first", async () => {
    await connected(world, async (c, there) => {
      let isWoken = false;
      world.sys.timerStart(() => {
        world.sys.publish("GO", "x");
        expect(isWoken).toBe(false);
      }, 10);
      await c.recv(100, "GO");
      isWoken = true;
      await there.tx("data");
      await world.sys.wait(10);
      world.sys.publish("GO", "late");
      expect(await c.recv(100, "GO")).toEqual([true, bytes("data")]);
    });
  });

  it("does not lose data that arrives with it", async () => {
    await connected(world, async (c, there) => {
      publishIn(10, "GO", "x");
      world.sys.timerStart(() => there.tx("data"), 10);
      const results = [await c.recv(100, "GO"), await c.recv(100, "GO")];
      expect(results).toContainEqual([false, "GO", bytes("x")]);
      expect(results).toContainEqual([true, bytes("data")]);
    });
  });

  it("is not subscribed after close", async () => {
    await connected(world, async (c) => {
      await c.recv(10, "GO");
      await c.close();
      expect(await c.recv(10, "GO")).toEqual([false]);
    });
  });
});
