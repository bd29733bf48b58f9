import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Topics } from "@luat/corelib";
import type { Connection } from "@luat/libnet";
import type { PingReq, SocketClient } from "../../src/index.js";
import { accepted, airWorld, counted, PORT, SERVER, type AirWorld } from "../world.js";

let world: AirWorld;
let there: Connection;
let c: SocketClient;
let results: boolean[];

beforeEach(async () => {
  world = airWorld();
  results = [];
  const clients = await accepted(world);
  c = world.socket.tcp();
  await world.run(() => c.connect(SERVER, PORT));
  await world.advance(1);
  there = clients[0] as Connection;
});
afterEach(() => world.stop());

function select(keepAlive?: number, pingreq?: PingReq): void {
  world.sys.taskInit(async () => {
    for (;;) {
      const ok = await c.asyncSelect(keepAlive, pingreq);
      results.push(ok);
      if (!ok) return c.close();
    }
  });
}

/** What the server was sent by now, and when. */
function log(): Array<[at: number, data: string]> {
  const lines: Array<[number, string]> = [];
  const begin = world.mock.clock.now();
  void (async () => {
    for await (const bytes of there) lines.push([world.mock.clock.now() - begin, world.str.text(bytes)]);
  })().catch(() => undefined);
  return lines;
}

describe("asyncSelect", () => {
  it("sends what is queued, joined, and gives true each time that there is more", async () => {
    const lines = log();
    for (const data of ["one ", "two"]) expect(c.asyncSend(data)).toBe(true);
    expect(c.getAsyncSend()).toBe(2);
    select();
    await world.advance(10);
    expect([lines, c.getAsyncSend(), results]).toEqual([[[0, "one two"]], 0, []]);
    c.asyncSend("three");
    await world.advance(10);
    expect([lines.at(-1), results]).toEqual([[10, "three"], [true]]);
  });

  it("gives false when the peer closes, and closes well then", async () => {
    select(60, "ping");
    await world.advance(10);
    void there.close();
    await world.advance(10);
    expect(results).toEqual([false]);
    expect([c.asyncSend("x"), c.getAsyncSend()]).toEqual([false, 0]);
    world.device.assertIdle();
  });

  it("gives false when a send fails", async () => {
    const hold = world.mock.fillBuffers({});
    c.asyncSend("x", 2);
    select();
    await world.advance(1_999);
    expect(results).toEqual([]);
    await world.advance(1);
    expect(results).toEqual([false]);
    hold();
  });

  it("waits for ever for a send without a time", async () => {
    const hold = world.mock.fillBuffers({});
    c.asyncSend("x");
    select();
    await world.advance(10 * 86_400_000);
    expect(results).toEqual([]);
    hold();
  });

  it("queues a heartbeat after so many seconds without a send, which receiving does not put off", async () => {
    const lines = log();
    select(5, "ping");
    for (const at of [3_000, 3_000]) {
      await world.advance(at);
      await there.tx("from the server");
    }
    await world.advance(6_000);
    expect(lines).toEqual([[5_000, "ping"], [10_000, "ping"]]);
  });

  it("begins to count anew with each send: parked at 0, heartbeat at 5 s, data at 7 s, heartbeat at 12 s", async () => {
    const lines = log();
    select(5);
    await world.advance(7_000);
    c.asyncSend("data");
    await world.advance(6_000);
    expect(lines).toEqual([[5_000, "\0"], [7_000, "data"], [12_000, "\0"]]);
  });

  it("only calls a heartbeat that is a function", async () => {
    const calls: number[] = [];
    const lines = log();
    select(5, () => calls.push(world.mock.clock.now()));
    await world.advance(12_000);
    expect([calls.length, lines, results]).toEqual([1, [], []]);
  });

  it("ends the heartbeat with close", async () => {
    select(5, "ping");
    await world.advance(1_000);
    void there.close();
    await world.advance(1_000);
    world.device.assertIdle();
  });

  it("tells each chunk, and that all was sent", async () => {
    const news: unknown[] = [];
    const topics: Array<keyof Topics> = ["SOCKET_ASYNC_SEND", "SOCKET_SEND"];
    for (const topic of topics) world.sys.subscribe(topic, (...args: unknown[]) => news.push([topic, ...args]));
    c.asyncSend(counted(12_000));
    select();
    await world.advance(10);
    expect(news).toEqual([["SOCKET_ASYNC_SEND", true], ["SOCKET_ASYNC_SEND", true], ["SOCKET_SEND", 0, true]]);
  });

  it("sends at once what is queued while it sends", async () => {
    const lines = log();
    const hold = world.mock.fillBuffers({});
    c.asyncSend("one");
    select();
    await world.advance(10);
    c.asyncSend("two");
    hold();
    await world.advance(10);
    expect(lines.map(([, data]) => data).join(" ")).toBe("one two");
    expect(results).toEqual([true]);
  });

  it("wants seconds", async () => {
    await expect(c.asyncSelect(-1)).rejects.toThrow(new RangeError("keepAlive is -1; expected more than 0 and at most 2000000 seconds"));
    expect(() => c.asyncSend({} as string)).toThrow(new TypeError("data is {}; expected text, a number, bytes or a zbuff"));
  });
});

describe("asyncRecv", () => {
  it("gives all that arrived, tells of each arrival, and works after the peer's end", async () => {
    const heard: number[] = [];
    world.sys.subscribe("SOCKET_RECV", (id) => heard.push(id));
    select();
    await there.tx("one ");
    await world.advance(1);
    await there.tx("two");
    await world.advance(1);
    expect([world.str.text(c.asyncRecv()), c.asyncRecv().length, heard]).toEqual(["one two", 0, [0, 0]]);
  });
});

describe("setRcvProc", () => {
  it("has what arrives instead of recv", async () => {
    const got: unknown[] = [];
    c.setRcvProc((read, index, len) => got.push([index, len, read(index, len)]));
    await there.tx("hello");
    await world.advance(1);
    expect(got).toEqual([[0, 5, world.str.bytes("hello")]]);
    expect(c.asyncRecv()).toHaveLength(0);
    expect(() => c.setRcvProc(7 as unknown as () => void)).toThrow(new TypeError("rcvCbFnc is 7; expected a function"));
  });

  it("reports what it throws", async () => {
    c.setRcvProc(() => {
      throw new Error("no use for it");
    });
    await there.tx("hello");
    await expect(world.advance(1)).rejects.toThrow("no use for it");
  });
});
