import type { Connection } from "@luat/libnet";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accepted, airWorld, counted, PORT, SERVER, text, type AirWorld } from "../world.js";

let world: AirWorld;
let notes: string[];
let clients: Connection[];

beforeEach(async () => {
  world = airWorld();
  notes = [];
  clients = await accepted(world);
});
afterEach(() => world.stop());

const rsp = (idx: number, evt: string, val: unknown, item?: { readonly data: Uint8Array; readonly para: unknown }): void => {
  notes.push([idx, evt, val, ...(item === undefined ? [] : [item.data.length, item.para])].join(" "));
};
const rcv = (idx: number, data: Uint8Array): void => {
  notes.push(`${idx} rcv ${text(data)}`);
};
const fresh = (): string[] => notes.splice(0);
const connect = (idx = 1, port = PORT): true | undefined => world.callbackSocket.connect(idx, "TCP", SERVER, port, rsp, rcv);

describe("the socket library of callbacks", () => {
  it("connects, sends one after the other, receives, disconnects, connects again, and closes", async () => {
    const { callbackSocket } = world;
    expect([connect(), connect(), callbackSocket.isactive(1)]).toEqual([true, true, false]);
    expect([callbackSocket.send(1, "one", "p1"), callbackSocket.send(1, counted(25_000), "p2"), callbackSocket.send(1, "")]).toEqual([true, true, undefined]);
    expect(fresh()).toEqual([]);
    await world.advance(10);
    expect([fresh(), callbackSocket.isactive(1), connect()]).toEqual([["1 CONNECT true", "1 SEND true 3 p1", "1 SEND true 25000 p2"], true, true]);
    const sent = await world.run(async () => clients[0]?.rxExactly(25_003));
    expect(Buffer.from(sent?.subarray(3) ?? []).equals(counted(25_000))).toBe(true);
    await world.run(async () => clients[0]?.tx("hello"));
    await world.advance(10);
    expect(fresh()).toEqual(["1 rcv hello"]);
    expect([callbackSocket.disconnect(1), callbackSocket.isactive(1)]).toEqual([true, false]);
    await world.advance(6_000);
    expect([fresh(), callbackSocket.disconnect(1)]).toEqual([["1 DISCONNECT true"], undefined]);
    expect(connect()).toBe(true);
    await world.advance(10);
    expect([fresh(), callbackSocket.close(1)]).toEqual([["1 CONNECT true"], true]);
    await world.advance(6_000);
    expect([fresh(), callbackSocket.close(1), callbackSocket.send(1, "x")]).toEqual([["1 CLOSE true"], undefined, undefined]);
    world.device.assertIdle();
  });

  it("registers with create, and the first send connects", async () => {
    const { callbackSocket } = world;
    const create = (): true | undefined => callbackSocket.create(5, "TCP", SERVER, String(PORT), rsp, rcv);
    expect([create(), create(), callbackSocket.isactive(5)]).toEqual([true, undefined, false]);
    await world.advance(10);
    expect([clients.length, callbackSocket.send(5, "hello")]).toEqual([0, true]);
    await world.advance(10);
    expect(fresh()).toEqual(["5 CONNECT true", "5 SEND true 5 "]);
  });

  it("goes to another server after it has left the first", async () => {
    const others = await accepted(world, 99);
    connect();
    await world.advance(10);
    expect(connect(1, 99)).toBe(true);
    void clients[0]?.close();
    await world.advance(10);
    expect([fresh(), others.length]).toEqual([["1 CONNECT true", "1 CONNECT true"], 1]);
  });

  it("tells that it cannot connect, and that all that is queued has failed", async () => {
    const { callbackSocket } = world;
    connect(1, 9);
    callbackSocket.send(1, "a", 1);
    callbackSocket.send(1, "b", 2);
    await world.advance(10);
    expect(fresh()).toEqual(["1 CONNECT false", "1 SEND false 1 1", "1 SEND false 1 2"]);
    expect(world.lines).toEqual([`warn socket connect: no connection to ${SERVER}:9: connection refused (ECONNREFUSED)`]);
  });

  it("tells the state when the peer closes, and when the network is lost", async () => {
    connect();
    await world.advance(10);
    void clients[0]?.close();
    await world.advance(10);
    expect(fresh()).toEqual(["1 CONNECT true", "1 STATE CLOSED"]);
    connect();
    await world.advance(10);
    world.link.shut();
    await world.advance(10);
    expect([fresh(), connect()]).toEqual([["1 CONNECT true", "1 STATE SHUTED"], undefined]);
    expect(world.lines.at(-1)).toBe("warn socket connect: the network is not ready");
    await world.advance(2_000);
    expect(connect()).toBe(true);
  });

  it("restarts the device when a connect has no answer for 90 seconds", async () => {
    world.mock.blackhole(SERVER);
    connect();
    await world.advance(89_999);
    expect(world.lines).toEqual([]);
    await world.advance(1);
    expect(world.lines.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual(["error socket connect:", "warn rtos reboot()", "warn socket connect:"]);
  });

  it("tells that a connect has failed which has had no answer for 90 seconds, where no restart ends the program", async () => {
    const hole = world.mock.blackhole(SERVER);
    connect();
    world.callbackSocket.send(1, "queued");
    await world.advance(90_001);
    expect(fresh()).toEqual(["1 CONNECT false", "1 SEND false 6 "]);
    expect(world.lines.at(-1)).toMatch(/^warn socket connect: no connection to 10.0.0.1:1883: /);
    hole();
    expect(connect()).toBe(true);
    await world.advance(10);
    expect(fresh()).toEqual(["1 CONNECT true"]);
  });

  it("refuses numbers and ports that cannot be, and throws for wrong types", () => {
    const { callbackSocket } = world;
    expect([connect(0), connect(6), connect(1, 70_000)]).toEqual([undefined, undefined, undefined]);
    expect(callbackSocket.create("1" as unknown as number, "TCP", SERVER, PORT, rsp, rcv)).toBeUndefined();
    expect(world.lines).toEqual([
      "warn socket connect: idx is 0; expected a number from 1 to 5",
      "warn socket connect: idx is 6; expected a number from 1 to 5",
      "warn socket connect: port is 70000; expected 1 to 65535",
      'warn socket create: idx is "1"; expected a number from 1 to 5',
    ]);
    expect(() => callbackSocket.connect(1, "SSL" as "TCP", SERVER, PORT, rsp, rcv)).toThrow(new TypeError('prot is "SSL"; expected "TCP" or "UDP"'));
    expect(() => callbackSocket.create(1, "TCP", SERVER, PORT, rsp, undefined as unknown as typeof rcv)).toThrow(new TypeError("rcv is nil; expected a function"));
    expect(callbackSocket.isactive(null)).toBe(false);
  });
});
