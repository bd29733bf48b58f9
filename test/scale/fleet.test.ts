import { expect, it } from "vitest";
import { Fleet } from "./fleet.js";
import { LONGEST_SILENCE } from "./heartbeat-server.js";

const SIZE = 1_000;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The last part of the hour is calm, so that both sides have found out by its end whom a router had forgotten. */
const CALM = LONGEST_SILENCE + 2 * MINUTE;

it(`${SIZE} devices of both faces keep a connection with a heartbeat for an hour, through loss, resets, forgetful routers and a restart`, async () => {
  const fleet = new Fleet(SIZE);
  const { net, totals, devices } = fleet;
  const { clock } = net;
  await clock.run(async () => {
    const calm = fleet.startWeather();
    await clock.advance(MINUTE);
    expect(totals.online).toBeGreaterThan(SIZE * 0.98);
    for (let halfMinute = 2; clock.now() < HOUR - CALM; halfMinute++) {
      fleet.cut(3, halfMinute);
      if (halfMinute === 60) await fleet.restartServer(MINUTE / 2);
      await clock.advance(MINUTE / 2);
    }
    expect(totals.ended).toBeGreaterThan(2 * SIZE);
    expect(totals.failedDials).toBeGreaterThan(SIZE);
    calm();
    await clock.advance(HOUR - clock.now());

    expect([totals.online, fleet.clients]).toEqual([SIZE, SIZE]);
    expect(totals.dials).toBe(totals.online + totals.ended + totals.failedDials);
    // A heartbeat each 45 s, and now and then a pause to connect again.
    expect(Math.min(...totals.answeredOf)).toBeGreaterThan(50);
    expect(totals.answered).toBeGreaterThan(SIZE * 70);
    expect(totals.received).toBeGreaterThanOrEqual(totals.answered);
    expect(totals.received).toBeLessThanOrEqual(totals.answered + totals.lost);
    await fleet.stop();
  });
  for (const device of devices) device.assertIdle();
  await clock.run();
  const { openStreams, openListeners, openDatagrams } = net;
  expect({ openStreams, openListeners, openDatagrams, timers: clock.waiting }).toEqual({ openStreams: 0, openListeners: 0, openDatagrams: 0, timers: 0 });
}, 60_000);
