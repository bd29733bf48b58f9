import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accepted, airWorld, CLIENT, counted, PORT, SERVER, text, type AirWorld } from "../world.js";
import { noted } from "./messages.js";

let world: AirWorld;
let notes: string[];

beforeEach(() => {
  world = airWorld();
  notes = noted(world);
});
afterEach(() => world.stop());

/** What was told since the last time. */
const fresh = (): string[] => notes.splice(0);

describe("socketcore", () => {
  it("goes through connect, send, receive, close and destroy with LuatOS-Air's numbers", async () => {
    const { socketcore } = world;
    const clients = await accepted(world);
    expect(socketcore.sock_conn(0, SERVER, PORT)).toBe(0);
    expect(fresh()).toEqual([]);
    await world.advance(1);
    expect(fresh()).toEqual(["CONN_CNF 0 result 0"]);
    expect(socketcore.sock_send(0, "hello")).toEqual([1, 0]);
    expect(socketcore.sock_getremainbuf(0)).toBe(11_195);
    expect(fresh()).toEqual([]);
    await world.advance(1);
    expect(fresh()).toEqual(["SEND_CNF 0 result 0 length 5"]);
    expect(socketcore.sock_getremainbuf(0)).toBe(11_200);
    await world.run(async () => clients[0]?.tx("welcome"));
    await world.advance(1);
    expect(fresh()).toEqual(["RECV_IND 0 result 0 length 7"]);
    expect(text(socketcore.sock_recv(0, 7))).toBe("welcome");
    expect(socketcore.sock_recv(0, 7)).toHaveLength(0);
    expect(socketcore.sock_destroy(0)).toBe(0);
    expect(socketcore.sock_close(0)).toBe(1);
    expect(socketcore.sock_destroy(0)).toBe(0);
    await world.run(async () => clients[0]?.close());
    expect(fresh()).toEqual(["CLOSE_CNF 0 result 0"]);
    expect(socketcore.sock_destroy(0)).toBe(1);
    expect(socketcore.sock_destroy(0)).toBe(0);
    world.device.assertIdle();
  });

  it("tells the peer's end after all bytes, and closes in order", async () => {
    const { socketcore } = world;
    const clients = await accepted(world);
    const id = socketcore.sock_conn(0, SERVER, PORT) ?? -1;
    await world.advance(1);
    await world.run(async () => clients[0]?.tx("last words"));
    void clients[0]?.close();
    await world.advance(10);
    expect(fresh()).toEqual(["CONN_CNF 0 result 0", "RECV_IND 0 result 0 length 10"]);
    expect(text(socketcore.sock_recv(id, 4))).toBe("last");
    expect(text(socketcore.sock_recv(id, 100))).toBe(" words");
    expect(fresh()).toEqual([]);
    await world.advance(1);
    expect(fresh()).toEqual(["CLOSE_IND 0 result 0"]);
    expect(socketcore.sock_send(id, "too late")).toEqual([0, socketcore.ERR_ECLSD]);
    expect(socketcore.sock_close(id)).toBe(1);
    await world.advance(1);
    expect(fresh()).toEqual(["CLOSE_CNF 0 result 0"]);
    expect(socketcore.sock_destroy(id)).toBe(1);
  });

  it("tells the peer's end half a second after the last read when the rest is not read", async () => {
    const { socketcore } = world;
    const clients = await accepted(world);
    socketcore.sock_conn(0, SERVER, PORT);
    await world.advance(1);
    await world.run(async () => clients[0]?.tx(counted(10)));
    void clients[0]?.close();
    await world.advance(400);
    expect(socketcore.sock_recv(0, 1)).toEqual(Uint8Array.of(0));
    fresh();
    await world.advance(499);
    expect(fresh()).toEqual([]);
    await world.advance(1);
    expect(fresh()).toEqual(["CLOSE_IND 0 result 0"]);
    expect(socketcore.sock_recv(0, 100)).toEqual(counted(10).subarray(1));
    await world.advance(1_000);
    expect(fresh()).toEqual([]);
  });

  it("tells that it cannot connect, and is closed then", async () => {
    const { socketcore } = world;
    expect(socketcore.sock_conn_ext(0, SERVER, 9)).toBe(0);
    expect(socketcore.sock_send(0, "early")).toEqual([0, socketcore.ERR_ENOTCONN]);
    expect(socketcore.sock_send("0" as unknown as number, "early")).toEqual([0, socketcore.ERR_ENOTCONN]);
    await world.advance(1);
    expect(fresh()).toEqual(["CONN_CNF 0 result 1"]);
    expect(world.lines).toEqual([`warn socketcore sock_conn_ext: no connection to ${SERVER}:9: connection refused (ECONNREFUSED)`]);
    expect(socketcore.sock_recv(0, 10)).toHaveLength(0);
    expect(socketcore.sock_destroy(0)).toBe(1);
  });

  it("announces 2048 bytes at most, and the next ones when these were read", async () => {
    const { socketcore } = world;
    const clients = await accepted(world);
    socketcore.sock_conn(0, SERVER, PORT);
    await world.advance(1);
    await world.run(async () => clients[0]?.tx(counted(5_000)));
    await world.advance(10);
    expect(fresh().slice(1)).toEqual(["RECV_IND 0 result 0 length 2048"]);
    const parts = [socketcore.sock_recv(0, 2_048)];
    await world.advance(0);
    expect(fresh()).toEqual(["RECV_IND 0 result 0 length 2048"]);
    parts.push(socketcore.sock_recv(0, 1_000), socketcore.sock_recv(0, 9_999));
    await world.advance(0);
    expect(fresh()).toEqual(["RECV_IND 0 result 0 length 904"]);
    parts.push(socketcore.sock_recv(0, 904));
    expect(Buffer.concat(parts).equals(counted(5_000))).toBe(true);
  });

  it("closes twice with a confirmation each, and unknown handles are none", async () => {
    const { socketcore } = world;
    await accepted(world);
    socketcore.sock_conn(0, SERVER, PORT);
    await world.advance(1);
    expect(socketcore.sock_close(0)).toBe(1);
    await world.advance(6_000);
    expect(fresh()).toEqual(["CONN_CNF 0 result 0", "CLOSE_CNF 0 result 0"]);
    expect(socketcore.sock_close(0)).toBe(1);
    await world.advance(1);
    expect(fresh()).toEqual(["CLOSE_CNF 0 result 0"]);
    expect(socketcore.sock_send(0, "x")).toEqual([0, socketcore.ERR_ECLSD]);
    for (const id of [1, -1, 10, 0.5]) {
      expect([socketcore.sock_close(id), socketcore.sock_destroy(id), socketcore.sock_getremainbuf(id), socketcore.sock_recv(id, 1).length]).toEqual([0, 0, 0, 0]);
      expect(socketcore.sock_send(id, "x")).toEqual([0, socketcore.ERR_EARG]);
    }
  });

  it("cuts a connection whose peer does not close its side after 5 seconds", async () => {
    const { socketcore } = world;
    world.mock.peer("10.0.0.9", 7).stall();
    socketcore.sock_conn(0, "10.0.0.9", 7);
    await world.advance(1);
    world.mock.blackhole("10.0.0.9");
    socketcore.sock_close(0);
    await world.advance(4_900);
    expect(notes).not.toContain("CLOSE_CNF 0 result 0");
    await world.advance(200);
    expect(notes).toContain("CLOSE_CNF 0 result 0");
    expect(world.card.openStreams).toBe(0);
  });

  it("gives the lowest free slot, ten at once, and frees it with destroy", async () => {
    const { socketcore } = world;
    await accepted(world);
    const ids = Array.from({ length: 10 }, () => socketcore.sock_conn(0, SERVER, PORT));
    expect(ids).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(socketcore.sock_conn(0, SERVER, PORT)).toBeUndefined();
    expect(socketcore.sock_conn_ext(0, SERVER, PORT)).toBe(-1);
    expect(world.lines).toEqual(["sock_conn", "sock_conn_ext"].map((call) => `warn socketcore ${call}: all 10 sockets are in use`));
    await world.advance(1);
    expect(fresh()).toHaveLength(10);
    socketcore.sock_close(3);
    await world.advance(6_000);
    expect(socketcore.sock_conn_ext(0, SERVER, PORT)).toBe(-1);
    expect(socketcore.sock_destroy(3)).toBe(1);
    expect(socketcore.sock_conn_ext(0, SERVER, PORT)).toBe(3);
    await world.advance(1);
    expect(fresh()).toEqual(["CLOSE_CNF 3 result 0", "CONN_CNF 3 result 0"]);
  });

  it("tells of the old connection nothing once its slot is another's", async () => {
    const { socketcore } = world;
    const clients = await accepted(world);
    socketcore.sock_conn(0, SERVER, 9);
    await world.advance(1);
    socketcore.sock_destroy(0);
    socketcore.sock_conn(0, SERVER, PORT);
    fresh();
    await world.advance(1_000);
    expect(fresh()).toEqual(["CONN_CNF 0 result 0"]);
    expect(clients[0]?.peer.host).toBe(CLIENT);
  });

  it("is open as long as it is not destroyed, which assertIdle tells", async () => {
    await accepted(world);
    world.socketcore.sock_conn(0, SERVER, PORT);
    await world.advance(1);
    expect(() => world.device.assertIdle()).toThrow(`air socket 0, TCP to ${SERVER}:${PORT}, open (at `);
  });

  it("fails what is unsent when the connection breaks, and says why it sends no more", async () => {
    const { socketcore } = world;
    await accepted(world);
    socketcore.sock_conn(0, SERVER, PORT);
    await world.advance(1);
    const hold = world.mock.fillBuffers({});
    expect(socketcore.sock_send(0, counted(5_000))).toEqual([1, 0]);
    await world.advance(100);
    world.mock.reset(SERVER, PORT);
    await world.advance(100);
    hold();
    expect(fresh()).toEqual(["CONN_CNF 0 result 0", "SEND_CNF 0 result 1 length 5000", "CLOSE_IND 0 result 0"]);
    expect(socketcore.sock_send(0, "x")).toEqual([0, socketcore.ERR_ERST]);
    expect(socketcore.sock_getremainbuf(0)).toBe(0);
  });

  it("takes nothing when too much is unsent", async () => {
    const { socketcore } = world;
    await accepted(world);
    socketcore.sock_conn(0, SERVER, PORT);
    await world.advance(1);
    const hold = world.mock.fillBuffers({});
    const results = Array.from({ length: 40 }, () => socketcore.sock_send(0, counted(11_200))[1]);
    expect(results[0]).toBe(0);
    expect(results.at(-1)).toBe(socketcore.ERR_EWOULDBLOCK);
    expect(socketcore.sock_getremainbuf(0)).toBe(0);
    hold();
    await world.advance(1_000);
    expect(fresh().filter((note) => note === "SEND_CNF 0 result 0 length 11200")).toHaveLength(results.filter((result) => result === 0).length);
  });

  it("loses its connections with the network, and is refused while there is none", async () => {
    const { socketcore } = world;
    await accepted(world);
    socketcore.sock_conn(0, SERVER, PORT);
    await world.advance(1);
    world.card.setLink(false);
    await world.advance(1);
    expect(fresh().sort()).toEqual(["CLOSE_IND 0 result 0", "CONN_CNF 0 result 0", "PDP_DEACT_IND  result 0"]);
    expect(socketcore.sock_send(0, "x")).toEqual([0, socketcore.ERR_EIF]);
    expect(socketcore.sock_conn(0, SERVER, PORT)).toBeUndefined();
    expect(world.lines).toContain("warn socketcore sock_conn: the network is not ready");
  });

  it("sends what was taken when the device stops with a deadline, and connects no more", async () => {
    const { socketcore } = world;
    const clients = await accepted(world);
    socketcore.sock_conn(0, SERVER, PORT);
    await world.advance(1);
    const hold = world.mock.fillBuffers({});
    expect(socketcore.sock_send(0, counted(50_000))).toEqual([1, 0]);
    await world.run(async () => {
      world.mock.clock.after(100, hold);
      const stopping = world.device.stop({ deadline: 1_000 });
      expect(await clients[0]?.rxExactly(50_000)).toHaveLength(50_000);
      await clients[0]?.close();
      await stopping;
    });
    expect(world.mock.clock.now()).toBeLessThan(1_000);
    expect(socketcore.sock_conn(0, SERVER, PORT)).toBeUndefined();
    expect(world.lines).toEqual(["warn socketcore sock_conn: the device was stopped"]);
  });

  it("counts keep-alive that is set before it is connected, and knows later ones without effect", async () => {
    const { socketcore } = world;
    await accepted(world);
    const dial = world.card.dial.bind(world.card);
    const asked: unknown[] = [];
    world.card.dial = (to, options, sink) => {
      asked.push(options.keepAlive);
      return dial(to, options, sink);
    };
    const { SOL_SOCKET, SO_KEEPALIVE, SO_REUSEADDR, IPPROTO_TCP, TCP_KEEPIDLE, TCP_KEEPINTVL, TCP_KEEPCNT } = socketcore;
    const id = socketcore.sock_conn_ext(0, SERVER, PORT);
    expect(socketcore.sock_setopt(id, SOL_SOCKET, SO_KEEPALIVE, 1)).toBe(0);
    expect(socketcore.sock_setopt(id, IPPROTO_TCP, TCP_KEEPIDLE, 60)).toBe(0);
    expect(socketcore.sock_setopt(id, IPPROTO_TCP, TCP_KEEPINTVL, 10)).toBe(0);
    expect(socketcore.sock_setopt(id, IPPROTO_TCP, TCP_KEEPCNT, 3)).toBe(0);
    expect(socketcore.sock_setopt(id, SOL_SOCKET, SO_REUSEADDR, 1)).toBe(0);
    await world.advance(1);
    expect(asked).toEqual([{ idle: 60, interval: 10, count: 3 }]);
    expect(socketcore.sock_setopt(id, IPPROTO_TCP, TCP_KEEPIDLE, 30)).toBe(0);
    expect(world.lines).toEqual([`warn socketcore sock_setopt: socket 0 was connected already, so option ${TCP_KEEPIDLE} is kept without effect`]);
    expect(socketcore.sock_setopt(id, SOL_SOCKET, 77, 1)).toBe(-1);
    expect(socketcore.sock_setopt(id, SOL_SOCKET, SO_KEEPALIVE, "1" as unknown as number)).toBe(-1);
    expect(socketcore.sock_setopt(5, SOL_SOCKET, SO_KEEPALIVE, 1)).toBe(-1);
  });
});
