import { MockNet, VirtualClock } from "@luat/adapters/mock";
import { createDevice } from "@luat/libnet";
import { startDailyReport } from "../dist/daily-report.js";

const { jest } = import.meta;

beforeEach(() => {
  jest.useFakeTimers({ now: Date.UTC(2026, 1, 28, 12) });
});
afterEach(() => {
  jest.useRealTimers();
});

test("a program with timers of its own lives on the same time line as the network", async () => {
  const net = new MockNet({ clock: VirtualClock.over(jest), latency: 20 });
  const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
  net.peer("10.0.0.1", 9200).expect("2026-03-01T00:00:00.040Z 42 kWh\n").expectEnd();
  startDailyReport(device, "10.0.0.1", 9200, () => "42 kWh");
  await net.play({ within: 24 * 3_600_000 });
  device.assertIdle(); // the connection was closed
});
