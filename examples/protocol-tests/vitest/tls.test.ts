import { createAuthority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { createDevice } from "@luat/libnet";
import { expect, test } from "vitest";
import { frame } from "../src/frames.js";
import { startMeter } from "../src/meter-client.js";

const net = new MockNet();
const authority = createAuthority({ now: net.clock.wall() });

test("a meter talks to the server whose certificate has its name, and to no other", async () => {
  const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
  net.name("meters.test", ["10.0.0.1"]);
  net.name("impostor.test", ["10.0.0.3"]);
  const tls = authority.issue({ names: ["meters.test"] });
  net.peer("10.0.0.1", 9443, { tls }).expect(frame("login", "M-1")).reply(frame("welcome"));
  net.peer("10.0.0.3", 9443, { tls });
  const losses: unknown[] = [];
  const meter = { port: 9443, tls: { ca: authority.cert }, serial: "M-1", answer: () => "", onLost: (error: Error) => losses.push(error) };
  startMeter(device, { ...meter, host: "meters.test" });
  startMeter(device, { ...meter, host: "impostor.test" });
  await net.play();
  expect(losses).toEqual([expect.objectContaining({ name: "TlsError", tls: "name" })]);
});
