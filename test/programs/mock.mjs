// A test of protocol code as users write it: node --test mock.mjs
import assert from "node:assert/strict";
import { test } from "node:test";
import { MockNet } from "@luat/adapters/mock";
import { createDevice } from "@luat/libnet";

void test("a minute of heartbeats takes no time", async () => {
  const net = new MockNet({ seed: 7 });
  const device = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") } });
  net.peer("10.0.0.1", 1883).expect("hello").reply("welcome").expect("ping").expectEnd();
  await net.play(async () => {
    const connection = await device.connect({ host: "10.0.0.1", port: 1883 });
    await connection.tx("hello");
    assert.equal(new TextDecoder().decode(await connection.rx()), "welcome");
    await device.sys.wait(60_000);
    await connection.tx("ping");
    await connection.close();
  });
  assert.ok(net.clock.now() >= 60_000);
  await device.stop();
});
