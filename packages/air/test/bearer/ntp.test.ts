import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodePacket, encodePacket, ntpTime } from "@luat/socket/sntp";
import { airWorld, SERVER, type AirWorld } from "../world.js";

const HOUR = 3_600_000;

let world: AirWorld;
let news: unknown[];

beforeEach(() => {
  world = airWorld();
  news = [];
  world.sys.subscribe("NTP_SUCCEED", () => news.push("NTP_SUCCEED"));
});
afterEach(() => world.stop());

/** A time server an hour ahead, under the name of the first that is asked. */
async function serve(): Promise<void> {
  const { mock, server } = world;
  mock.name("ntp.aliyun.com", [SERVER]);
  const socket = await world.run(() => server.bind({ port: 123 }));
  void (async () => {
    for await (const { bytes, from } of socket) {
      const now = ntpTime(mock.clock.wall() + HOUR);
      await socket.tx(encodePacket({ mode: 4, stratum: 2, origin: decodePacket(bytes)?.transmit ?? now, receive: now, transmit: now }), from);
    }
  })().catch(() => undefined);
}

describe("ntp.timeSync", () => {
  it("sets the time of os once, tells it, and calls before and after", async () => {
    await serve();
    const before = world.os.time();
    world.ntp.timeSync(null, (time, ok) => news.push([time - before, ok]), () => news.push("begins"));
    expect(news).toEqual(["begins"]);
    await world.advance(2 * HOUR);
    expect(news).toEqual(["begins", [3_600, true], "NTP_SUCCEED"]);
  });

  it("does it again after so many hours", async () => {
    await serve();
    world.ntp.timeSync(2);
    await world.advance(5 * HOUR);
    expect(news).toEqual(["NTP_SUCCEED", "NTP_SUCCEED", "NTP_SUCCEED"]);
  });

  it("says that no server answers, and waits for the network first", async () => {
    world.card.setLink(false);
    await world.advance(1);
    world.ntp.timeSync(undefined, (_, ok) => news.push(ok));
    await world.advance(HOUR);
    expect(news).toEqual([]);
    world.card.setLink(true);
    await world.advance(HOUR);
    expect(news).toEqual([false]);
  });

  it("asks each of three servers once, for 8 seconds, and then gives up", async () => {
    const { mock, lines } = world;
    for (const name of ["ntp.aliyun.com", "ntp.ntsc.ac.cn", "time1.cloud.tencent.com"]) mock.name(name, [SERVER]);
    mock.blackhole(SERVER);
    world.ntp.timeSync(undefined, (_, ok) => news.push([mock.clock.now(), ok]));
    await world.advance(HOUR);
    expect(news).toEqual([[24_000, false]]);
    expect(lines).toHaveLength(1);
  });

  it("wants hours and functions", () => {
    expect(() => world.ntp.timeSync("x" as unknown as number)).toThrow(new TypeError('period is "x"; expected a number of hours, or nil'));
    expect(() => world.ntp.timeSync(-1)).toThrow(new RangeError("period is -1; expected more than 0 and at most 555 hours"));
    expect(() => world.ntp.timeSync(1, 7 as unknown as () => void)).toThrow(new TypeError("fnc is 7; expected a function"));
  });
});
