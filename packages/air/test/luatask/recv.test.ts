import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accepted, airWorld, counted, PORT, SERVER, text, type AirWorld } from "../world.js";
import { asTask, connected } from "./as-task.js";

let world: AirWorld;

beforeEach(() => {
  world = airWorld();
});
afterEach(() => world.stop());

const bytes = (data: string): Uint8Array => world.str.bytes(data);

describe("recv", () => {
  it("gives what arrives while it waits, each arrival by itself", async () => {
    await connected(world, async (c, there) => {
      world.sys.timerStart(() => there.tx("one"), 100);
      world.sys.timerStart(() => there.tx("two"), 200);
      expect(await c.recv(1_000)).toEqual([true, bytes("one")]);
      expect(await c.recv()).toEqual([true, bytes("two")]);
    });
  });

  it("gives all that is there already, joined", async () => {
    await connected(world, async (c, there) => {
      for (const data of ["one", "two", "three"]) {
        await there.tx(data);
        await world.sys.wait(10);
      }
      expect(await c.recv(1_000)).toEqual([true, bytes("onetwothree")]);
      expect(await c.recv(10)).toEqual([false, "timeout"]);
    });
  });

  it("gives one indication of 2048 bytes at most while it waits", async () => {
    await connected(world, async (c, there) => {
      void there.tx(counted(3_000));
      const first = await c.recv(1_000);
      expect([first[0], first[1]]).toEqual([true, counted(3_000).subarray(0, 2_048)]);
      await world.sys.wait(10);
      expect(await c.recv(1_000)).toEqual([true, counted(3_000).subarray(2_048)]);
    });
  });

  it.each([[undefined], [null], [0], [-5]])("waits for ever with the time %s", async (timeout) => {
    await connected(world, async (c, there) => {
      world.sys.timerStart(() => there.tx("late"), 3_600_000);
      expect(await c.recv(timeout)).toEqual([true, bytes("late")]);
    });
  });

  it("gives \"timeout\" after its milliseconds", async () => {
    await connected(world, async (c) => {
      const begin = world.mock.clock.now();
      expect(await c.recv(250)).toEqual([false, "timeout"]);
      expect(world.mock.clock.now() - begin).toBe(250);
    });
  });

  it("gives \"CLOSED\" when the peer closes while it waits, and later nothing but false", async () => {
    const news: unknown[] = [];
    const onClose = (...args: unknown[]): number => news.push(args);
    world.sys.subscribe("LIB_SOCKET_CLOSE_IND", onClose);
    await connected(world, async (c, there) => {
      world.sys.timerStart(() => void there.close(), 100);
      expect(await c.recv(1_000)).toEqual([false, "CLOSED"]);
      expect(await c.recv(1_000)).toEqual([false]);
      expect(await c.send("x")).toBe(false);
      expect([c.asyncSend("x"), c.getAsyncSend(), await c.asyncSelect(1)]).toEqual([false, 0, false]);
      world.sys.unsubscribe("LIB_SOCKET_CLOSE_IND", onClose);
    });
    expect(news).toEqual([[undefined, "TCP", SERVER, PORT]]);
  });

  it("gives what came before the peer closed, and only then tells that it did", async () => {
    await connected(world, async (c, there) => {
      await there.tx("last");
      void there.close();
      await world.sys.wait(2_000);
      expect(await c.recv(1_000)).toEqual([true, bytes("last")]);
      expect(await c.recv(1_000)).toEqual([false, "CLOSED"]);
      expect(await c.recv(1_000)).toEqual([false]);
    });
  });

  it("gives \"IP_ERROR_IND\" when the network is lost while it waits", async () => {
    await connected(world, async (c) => {
      world.sys.timerStart(() => world.card.setLink(false), 100);
      expect(await c.recv(1_000)).toEqual([false, "IP_ERROR_IND"]);
      expect(await c.recv(1_000)).toEqual([false]);
      world.card.setLink(true);
      expect(await c.recv(1_000)).toEqual([false]);
    });
  });

  it("keeps what arrives after a time-out, while the task does something else", async () => {
    await connected(world, async (c, there) => {
      expect(await c.recv(100)).toEqual([false, "timeout"]);
      const begin = world.mock.clock.now();
      world.sys.timerStart(() => there.tx("kept"), 100);
      await world.sys.wait(500);
      expect(world.mock.clock.now() - begin).toBe(500);
      expect(await c.recv(100)).toEqual([true, bytes("kept")]);
    });
  });

  it("has what woke it, though asyncRecv is called before the task goes on", async () => {
    await connected(world, async (c, there) => {
      const onGo = (): void => {
        expect(c.asyncRecv()).toHaveLength(0);
      };
      world.sys.subscribe("GO", onGo);
      const waiting = c.recv(1_000);
      world.sys.timerStart(() => {
        void there.tx("mine");
        world.sys.publish("GO");
      }, 10);
      expect(await waiting).toEqual([true, bytes("mine")]);
      world.sys.unsubscribe("GO", onGo);
    });
  });

  it("with UDP gives one datagram a call, the oldest, or the newest where that is asked for", async () => {
    for (const [datagrams, order] of [["oldest", "abc"], ["newest", "cba"]] as const) {
      const other = airWorld({ datagrams });
      await asTask(other, async () => {
        const there = await other.server.bind({ port: 7 });
        const c = other.socket.udp();
        expect(await c.connect(SERVER, 7)).toEqual([true, 0]);
        expect(await c.send("hello")).toBe(true);
        const from = (await there.rx())?.from;
        for (const data of ["a", "b", "c"]) await there.tx(data, from);
        await other.sys.wait(10);
        let got = "";
        for (let i = 0; i < 2; i++) got += text((await c.recv(100))[1] as Uint8Array);
        got += text(c.asyncRecv());
        expect(got).toBe(order);
        expect(c.asyncRecv()).toHaveLength(0);
        await c.close();
        await there.close();
      });
      await other.stop();
    }
  });

  it("reads on from the core after 257 arrivals that nobody took, and loses none", async () => {
    await connected(world, async (c, there) => {
      const heard: number[] = [];
      const onRecv = (id: number): number => heard.push(id);
      world.sys.subscribe("SOCKET_RECV", onRecv);
      for (let i = 0; i < 300; i++) {
        await there.tx(Uint8Array.of(i % 256));
        await world.sys.wait(1);
      }
      world.sys.unsubscribe("SOCKET_RECV", onRecv);
      expect(heard).toHaveLength(257);
      const got: number[] = [];
      while (got.length < 300) {
        const [ok, data] = await c.recv(100);
        if (!ok) break;
        got.push(...(data));
      }
      expect(got).toEqual(Array.from({ length: 300 }, (_, i) => i % 256));
    });
  });

  it("rejects for another task, and for a wrong argument", async () => {
    await connected(world, async (c, there) => {
      const first = c.recv(100);
      for (const call of [() => c.recv(1), () => c.send("x"), () => c.connect(SERVER, PORT), () => c.asyncSelect(), () => c.close()]) {
        await expect(call()).rejects.toThrow(/coroutine mismatch: recv of this client waits/);
      }
      expect(() => c.setRcvProc(() => undefined)).toThrow("coroutine mismatch");
      expect([c.asyncSend("x"), c.getAsyncSend(), c.asyncRecv().length]).toEqual([true, 1, 0]);
      expect(await first).toEqual([false, "timeout"]);
      await expect(c.recv("1" as unknown as number)).rejects.toThrow(new TypeError('timeout is "1"; expected milliseconds, or nil'));
      await expect(c.recv(NaN)).rejects.toThrow(new RangeError("timeout is NaN; expected a number of milliseconds"));
      await expect(c.recv(1, 7 as unknown as string)).rejects.toThrow(new TypeError("msg is 7; expected a text"));
      await there.tx("still works");
      expect((await c.recv(100))[0]).toBe(true);
    });
  });

  it("ends with TaskStopped when the device stops", async () => {
    await accepted(world);
    let ended: unknown;
    const task = world.sys.taskInit(async () => {
      const c = world.socket.tcp();
      try {
        await c.connect(SERVER, PORT);
        await c.recv();
      } catch (error) {
        ended = error;
        throw error;
      } finally {
        await c.close();
      }
    });
    await world.advance(10);
    await world.device.stop();
    await task.done;
    expect(String(ended)).toMatch(/^TaskStopped: .*recv of air socket 0/);
  });
});
