import type { Authority } from "@luat/adapters/certs";
import { MockNet } from "@luat/adapters/mock";
import { silentLog } from "@luat/contract";
import { createDevice } from "@luat/libnet";
import { expect } from "vitest";
import { Trace } from "./trace.js";
import type { Script } from "./world.js";

/** How long what is under way takes at most on a mock network without latency. */
const A_MOMENT = 10;

/** Runs a script on the mock network: two devices on one host, as two programs on one computer. */
export async function runOnMock(script: Script, authorities: { authority: Authority; stranger: Authority }): Promise<Record<string, string[]>> {
  const net = new MockNet();
  const card = net.host("127.0.0.1", { mask: "255.0.0.0", ipv6: "::1" });
  const shared = { adapters: { ETH0: card }, clock: net.clock, log: silentLog };
  const device = createDevice(shared);
  const outside = createDevice(shared);
  const trace = new Trace();
  let nextPort = 20_000;
  await net.clock.run(async () => {
    await script(
      {
        ...{ device, outside, card, outsideCard: card, ...authorities },
        ...{ there: "127.0.0.1", here: "127.0.0.1", broadcast: "127.255.255.255" },
        freePort: async () => nextPort++,
        settle: () => net.clock.advance(A_MOMENT),
      },
      trace,
    );
    await device.stop();
    await outside.stop();
  });
  const { openStreams, openListeners, openDatagrams, clock } = net;
  expect({ openStreams, openListeners, openDatagrams, timers: clock.waiting }).toEqual({ openStreams: 0, openListeners: 0, openDatagrams: 0, timers: 0 });
  return trace.story();
}
