// Fails, as it should: nobody waits for the clock when the script fails, and nobody asks whether it is done.
import { test } from "node:test";
import { MockNet } from "@luat/adapters/mock";
import { createDevice } from "@luat/libnet";
import { frame } from "../dist/frames.js";
import { startMeter } from "../dist/meter-client.js";

test("a meter with a wrong serial number", async () => {
  const net = new MockNet();
  net.trace(); // so that a failure shows the last packets
  const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
  net.peer("10.0.0.1", 9000).expect(frame("login", "M-2"));
  startMeter(device, { host: "10.0.0.1", port: 9000, serial: "M-1", answer: String });
  await new Promise((resolve) => setTimeout(resolve, 50));
});
