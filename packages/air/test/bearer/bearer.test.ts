import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Topics } from "@luat/corelib";
import { createAir } from "../../src/index.js";
import { accepted, airWorld, PORT, SERVER, type AirWorld } from "../world.js";
import { asTask } from "../luatask/as-task.js";

let world: AirWorld;
let news: string[];

beforeEach(() => {
  world = airWorld();
  news = [];
  const topics: Array<keyof Topics> = ["IP_READY_IND", "IP_ERROR_IND", "PDP_DEACT_IND", "FLYMODE", "GPRS_ATTACH", "NET_STATE_REGISTERED", "NET_STATE_UNREGISTER"];
  for (const topic of topics) world.sys.subscribe(topic, (...args: unknown[]) => news.push([`${world.mock.clock.now()}`, topic, ...args].join(" ")));
});
afterEach(() => world.stop());

const fresh = (): string[] => news.splice(0);

describe("the network", () => {
  it("is told to be ready at the start, and with each change of the card's link", async () => {
    await world.advance(10);
    expect(fresh()).toEqual(["0 NET_STATE_REGISTERED", "0 GPRS_ATTACH true", "0 IP_READY_IND"]);
    world.card.setLink(false);
    expect([world.socket.isReady(), world.link.isReady()]).toEqual([false, false]);
    await world.advance(10);
    expect(fresh()).toEqual(["10 PDP_DEACT_IND", "10 IP_ERROR_IND", "10 GPRS_ATTACH false"]);
    world.card.setLink(true);
    await world.advance(10);
    expect(fresh()).toEqual(["20 NET_STATE_REGISTERED", "20 GPRS_ATTACH true", "20 IP_READY_IND"]);
    expect(world.socket.isReady()).toBe(true);
  });

  it("is dropped by link.shut for two seconds, with all sockets", async () => {
    const clients = await accepted(world);
    await asTask(world, async () => {
      const c = world.socket.tcp();
      await c.connect(SERVER, PORT);
      fresh();
      world.link.shut();
      world.link.shut();
      expect([world.link.isReady(), fresh()]).toEqual([false, []]);
      expect(await c.recv(1_000)).toEqual([false, "IP_ERROR_IND"]);
      expect(await world.socket.tcp().connect(SERVER, PORT)).toEqual([false]);
      expect(await clients[0]?.rx()).toBeUndefined();
      await c.close();
      expect((await world.sys.waitUntil("IP_READY_IND", 5_000))[0]).toBe(true);
      expect(world.mock.clock.now()).toBe(2_000);
    });
    expect(fresh().filter((line) => line.includes("IP_"))).toEqual(["0 IP_ERROR_IND", "2000 IP_READY_IND"]);
  });

  it("is not there in flight mode, which is told when it has taken effect", async () => {
    await world.advance(1);
    fresh();
    world.net.switchFly(false);
    world.net.switchFly(true);
    world.net.switchFly(true);
    await world.advance(20_000);
    expect([world.link.isReady(), fresh()]).toEqual([false, ["1 PDP_DEACT_IND", "1 IP_ERROR_IND", "1 GPRS_ATTACH false", "1 NET_STATE_UNREGISTER", "1 FLYMODE true"]]);
    world.net.switchFly(false);
    await world.advance(10);
    expect(fresh()).toEqual(["20001 NET_STATE_REGISTERED", "20001 GPRS_ATTACH true", "20001 IP_READY_IND", "20001 FLYMODE false"]);
  });

  it("tells that it is left in flight mode that begins while it is shut, before it tells that it is entered again", async () => {
    await world.advance(1);
    fresh();
    world.link.shut();
    world.net.switchFly(true);
    world.net.switchFly(false);
    await world.advance(3_000);
    expect(fresh().filter((line) => /NET_STATE|FLYMODE/.test(line))).toEqual(["1 NET_STATE_UNREGISTER", "1 FLYMODE true", "1 FLYMODE false", "2001 NET_STATE_REGISTERED"]);
  });

  it("is one for all that is made of a device", async () => {
    const again = createAir(world.device);
    await world.advance(1);
    expect(fresh().filter((line) => line.includes("IP_READY_IND"))).toHaveLength(1);
    again.link.shut();
    expect(world.link.isReady()).toBe(false);
    await world.advance(3_000);
  });

  it("fails what connects, sends and waits, also in socketcore", async () => {
    const { socketcore, rtos } = world;
    world.mock.blackhole("10.0.0.9");
    await accepted(world);
    const seen: number[][] = [];
    for (const id of [rtos.MSG_SOCK_CONN_CNF, rtos.MSG_SOCK_CLOSE_IND, rtos.MSG_PDP_DEACT_IND]) rtos.on(id, (msg) => seen.push([msg.id, msg.socket_index ?? -1, msg.result]));
    socketcore.sock_conn(0, SERVER, PORT);
    socketcore.sock_conn(0, "10.0.0.9", PORT);
    await world.advance(1);
    world.link.shut();
    expect(seen).toHaveLength(1);
    await world.advance(1);
    expect(seen.slice(1).sort()).toEqual([[rtos.MSG_PDP_DEACT_IND, -1, 0], [rtos.MSG_SOCK_CONN_CNF, 1, 1], [rtos.MSG_SOCK_CLOSE_IND, 0, 0]].sort());
    expect([socketcore.sock_destroy(1), socketcore.sock_destroy(0)]).toEqual([1, 0]);
  });

  it("wants a boolean for flight mode; startQueryAll does nothing", () => {
    expect(() => world.net.switchFly(1 as unknown as boolean)).toThrow(new TypeError("mode is 1; expected true or false"));
    expect(world.net.startQueryAll(60_000, 60_000)).toBeUndefined();
  });
});
