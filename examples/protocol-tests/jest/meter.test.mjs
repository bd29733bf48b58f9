import { MockNet, slices } from "@luat/adapters/mock";
import { createDevice } from "@luat/libnet";
import { frame } from "../dist/frames.js";
import { startMeter } from "../dist/meter-client.js";

/** @type {MockNet} */
let net;
/** @type {import("@luat/libnet").Device} */
let device;
/** @type {string[]} */
let losses;

beforeEach(() => {
  net = new MockNet({ latency: 20 });
  device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
  losses = [];
});
afterEach(async () => {
  await net.clock.run(() => device.stop());
  net.assertDone();
});

function start() {
  startMeter(device, { host: "10.0.0.1", port: 9000, serial: "M-1", answer: (command) => `${command}: 42 kWh`, onLost: ({ message }) => losses.push(message) });
}

test("a meter logs in, and answers a command", async () => {
  net.peer("10.0.0.1", 9000).expect(frame("login", "M-1")).reply(frame("welcome")).send(frame("command", "read")).expect(frame("answer", "read: 42 kWh"));
  start();
  await net.play();
});

test("a command may arrive byte by byte", async () => {
  const tiny = net.rule(slices({ most: 1 }));
  net.peer("10.0.0.1", 9000).expect(frame("login", "M-1")).reply(frame("welcome")).send(frame("command", "read")).expect(frame("answer", "read: 42 kWh"));
  start();
  await net.play();
  tiny.remove();
  expect(losses).toEqual([]);
});

test("a meter asks after a minute whether the server is there, and after ten seconds more it connects again", async () => {
  const server = net.peer("10.0.0.1", 9000);
  server.expect(frame("login", "M-1")).reply(frame("welcome")).expect(frame("ping"), { within: 61_000 });
  server.nextConnection().expect(frame("login", "M-1")).reply(frame("welcome"));
  start();
  await net.play();
  expect(losses).toEqual(["no pong came for 10000 ms"]);
});

test("what the script did not expect fails the test, although the meter would just connect again", async () => {
  const other = new MockNet();
  const card = other.host("10.0.0.2");
  other.peer("10.0.0.1", 9000).expect(frame("login", "M-2")).reply(frame("welcome"));
  startMeter(createDevice({ adapters: { LWIP_GP: card }, clock: other.clock }), { host: "10.0.0.1", port: 9000, serial: "M-1", answer: String });
  await expect(other.play()).rejects.toThrow('first difference at byte 5: expected 32 "2", received 31 "1"');
});
