import { MockNet, VirtualClock } from "@luat/adapters/mock";
import { createDevice } from "@luat/libnet";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startDailyReport } from "../src/daily-report.js";

beforeEach(() => void vi.useFakeTimers({ now: Date.UTC(2026, 1, 28, 12) }));
afterEach(() => void vi.useRealTimers());

test("a program with timers of its own lives on the same time line as the network", async () => {
  const net = new MockNet({ clock: VirtualClock.over(vi), latency: 20 });
  const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
  const server = net.peer("10.0.0.1", 9200);
  server.expect("2026-03-01T00:00:00.040Z 42 kWh\n").expectEnd().nextConnection();
  server.expect("2026-03-02T00:00:00.040Z 43 kWh\n").expectEnd();
  let meter = 42;
  startDailyReport(device, "10.0.0.1", 9200, () => `${meter++} kWh`);
  await net.play({ within: 48 * 3_600_000 });
  expect(meter).toBe(44);
  device.assertIdle(); // each connection was closed
});
