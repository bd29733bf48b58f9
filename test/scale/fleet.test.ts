import { expect, it } from "vitest";
import { Fleet } from "./fleet.js";
import { LONGEST_SILENCE } from "./heartbeat-server.js";

const SIZE = 1_000;
const MINUTES = 60;
const MINUTE = 60_000;

it(`${SIZE} devices of both faces keep a connection with a heartbeat for an hour, through loss, resets, forgetful routers and a restart`, async () => {
  const fleet = new Fleet(SIZE);
  const { net, totals, devices } = fleet;
  const { clock } = net;
  await clock.run(async () => {
    const calm = fleet.startWeather();
    await clock.advance(MINUTE);
    expect(totals.online).toBeGreaterThan(SIZE * 0.98);
    for (let minute = 1; minute < MINUTES - 5; minute++) {
      fleet.cut(5, minute);
      if (minute === MINUTES / 2) await fleet.restartServer(MINUTE / 2);
      await clock.advance(MINUTE);
    }
    expect(totals.ended).toBeGreaterThan(2 * SIZE);
    expect(totals.failedDials).toBeGreaterThan(SIZE);
    calm();
    await clock.advance(MINUTES * MINUTE - clock.now());
    expect(clock.now()).toBe(3_600_000);

    // Whom the routers had forgotten both sides have given up by now.
    expect(5 * MINUTE).toBeGreaterThan(LONGEST_SILENCE + 2 * MINUTE);
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
  console.log(JSON.stringify({ ...totals, answeredOf: 0 }), process.cpuUsage().user / 1000);
}, 60_000);
