import { MockNet } from "@luat/adapters/mock";
import { createDevice } from "@luat/libnet";
import { expect, test } from "vitest";
import { frame } from "../src/frames.js";
import { startMeter } from "../src/meter-client.js";

test("a meter logs in, and answers a command", async () => {
  const net = new MockNet({ latency: 20 });
  const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
  net
    .peer("10.0.0.1", 9000)
    .expect(frame("login", "M-1"))
    .reply(frame("welcome"))
    .send(frame("command", "read"))
    .expect(frame("answer", "42 kWh"));
  startMeter(device, { host: "10.0.0.1", port: 9000, serial: "M-1", answer: () => "42 kWh" });
  await net.play();
  expect(net.clock.now()).toBe(120); // connecting, and four frames of 20 ms each
});
