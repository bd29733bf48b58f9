import { MockNet } from "@luat/adapters/mock";
import { createDevice } from "@luat/libnet";
import { expect, test } from "vitest";
import { install } from "../src/thermometer.js";

test("a ported program reports every minute, and again 5 s after it lost the connection", async () => {
  const net = new MockNet({ latency: 20 });
  const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock, logLevel: "silent" });
  const server = net.peer("10.0.0.1", 9100);
  server.expect("21.5\n").expect("21.6\n").reset().nextConnection().expect("21.7\n");
  let readings = 0;
  install(device, { host: "10.0.0.1", port: 9100, read: () => (21.5 + readings++ / 10).toFixed(1) });
  await net.play();
  expect(net.clock.now()).toBe(65_160); // a minute, 5 seconds, and 8 ways of 20 ms
  await net.clock.run(() => device.stop());
  net.assertDone();
});
