import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accepted, airWorld, PORT, SERVER, type AirWorld } from "../world.js";
import { told } from "../socketcore/messages.js";

let world: AirWorld;

beforeEach(() => {
  world = airWorld();
});
afterEach(() => world.stop());

describe("rtos", () => {
  it("has one handler for each message: the last counts, and nil takes it away", async () => {
    const { rtos, socketcore } = world;
    const calls: string[] = [];
    rtos.on(rtos.MSG_SOCK_CONN_CNF, () => calls.push("first"));
    rtos.on(rtos.MSG_SOCK_CONN_CNF, () => calls.push("second"));
    socketcore.sock_conn(0, SERVER, 9);
    await world.advance(1);
    rtos.on(rtos.MSG_SOCK_CONN_CNF, null);
    socketcore.sock_conn(0, SERVER, 9);
    await world.advance(1);
    expect(calls).toEqual(["second"]);
    expect(await world.run(async () => rtos.receive(10))).toEqual({ id: rtos.MSG_SOCK_CONN_CNF, socket_index: 1, result: 1 });
  });

  it("gives a loop of receive what has no handler, in order, and undefined when the time is over", async () => {
    const { rtos, socketcore } = world;
    await accepted(world);
    const seen: string[] = [];
    await world.run(async () => {
      socketcore.sock_conn(0, SERVER, PORT);
      for (let msg = await rtos.receive(rtos.INF_TIMEOUT); msg !== undefined; msg = await rtos.receive(6_000)) {
        seen.push(told(String(msg.id), msg));
        if (msg.id === rtos.MSG_SOCK_CONN_CNF) socketcore.sock_send(0, "hello");
        if (msg.id === rtos.MSG_SOCK_SEND_CNF) socketcore.sock_close(0);
        if (msg.id === rtos.MSG_SOCK_CLOSE_CNF) socketcore.sock_destroy(0);
      }
    });
    expect(seen).toEqual(["34 0 result 0", "32 0 result 0 length 5", "33 0 result 0"]);
  });

  it("keeps 256 messages that nobody takes, and drops the oldest", async () => {
    const { rtos, socketcore } = world;
    for (let i = 0; i < 257; i++) {
      socketcore.sock_conn(0, SERVER, 9);
      await world.advance(1);
      socketcore.sock_destroy(0);
    }
    let count = 0;
    await world.run(async () => {
      while ((await rtos.receive(1)) !== undefined) count++;
    });
    expect(count).toBe(256);
  });

  it("reports what a handler throws or rejects with", async () => {
    const { rtos, socketcore, mock } = world;
    for (const handler of [() => Promise.reject(new Error("late")), () => { throw new Error("early"); }]) {
      rtos.on(rtos.MSG_SOCK_CONN_CNF, handler);
      const failing = mock.clock.run(async () => {
        socketcore.sock_conn(0, SERVER, 9);
        await world.sys.wait(10);
      });
      await expect(failing).rejects.toThrow(/early|late/);
    }
  });

  it("wants numbers and functions", async () => {
    const { rtos } = world;
    expect(() => rtos.on("CONN" as unknown as number, null)).toThrow(new TypeError('id is "CONN"; expected the number of a message'));
    expect(() => rtos.on(34, 7 as unknown as null)).toThrow(new TypeError("handler is 7; expected a function, or nil"));
    await expect(rtos.receive(Infinity)).rejects.toThrow(new RangeError("timeout is Infinity; expected a number of milliseconds"));
    await expect(rtos.receive("soon" as unknown as number)).rejects.toThrow(new TypeError('timeout is "soon"; expected milliseconds, or nil'));
  });
});
