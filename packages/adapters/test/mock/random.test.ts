import { FULL } from "@luat/contract";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { play, programs, type Step } from "./random-program.js";
import { counted, TwoHosts } from "./two-hosts.js";

const program = programs(fc.oneof(fc.nat(40), fc.nat(3000)), 40);
const net = fc.record({
  latency: fc.constantFrom(0, 0, 1, 12),
  window: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5000 })),
  highWater: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 5000 })),
  profile: fc.constantFrom(undefined, "lwip" as const),
});

describe("random programs on both ends", () => {
  it("lose and reorder no byte, and leave nothing open", async () => {
    await fc.assert(
      fc.asyncProperty(net, program, program, async ({ latency, ...host }, client, server) => {
        const hosts = new TwoHosts({ latency }, host);
        const { here, there, listener } = await hosts.pair();
        const [up, down] = await Promise.all([play(hosts, here, client), play(hosts, there, server)]);
        await hosts.run();
        expect(there.bytes).toEqual([...counted(up)]);
        expect(here.bytes).toEqual([...counted(down)]);
        for (const { events } of [here, there]) {
          expect(events.filter((event) => event.endsWith(" ended"))).toHaveLength(1);
          expect(events.at(-1)).toMatch(/ closed$/);
        }
        listener.listener.close();
        expect([hosts.net.openStreams, hosts.net.openListeners, hosts.net.clock.waiting]).toEqual([0, 0, 0]);
      }),
      { numRuns: 200 },
    );
  });

  it("that end abruptly leave nothing open either, and what arrived is a beginning of what was sent", async () => {
    const ending = fc.constantFrom("abort", "reset", "link", "net");
    await fc.assert(
      fc.asyncProperty(net, program, fc.integer({ min: 0, max: 60 }), ending, async ({ latency, ...host }, steps, after, how) => {
        const hosts = new TwoHosts({ latency }, host);
        const { here, there, listener } = await hosts.pair({ keepAlive: { idle: 1, interval: 1, count: 1 } });
        there.stream.pause();
        let taken = 0;
        for (const next of steps) {
          if (next === "resume") there.stream.resume();
          else if (typeof next === "object" && "wait" in next) await hosts.net.clock.advance(next.wait);
          else if (typeof next === "object" && here.stream.send(counted(next.send, taken)) !== FULL) taken += next.send;
        }
        await hosts.net.clock.advance(after);
        if (how === "link") hosts.server.setLink(false);
        else if (how === "net") hosts.net.reset("10.0.0.1");
        else there.stream.destroy(how);
        here.stream.finish();
        await hosts.run();
        here.stream.destroy();
        there.stream.destroy();
        listener.listener.close();
        await hosts.run();
        expect(there.bytes).toEqual([...counted(there.bytes.length)]);
        expect(there.bytes.length).toBeLessThanOrEqual(taken);
        expect(here.events.filter((event) => event.includes("closed")).length).toBeLessThanOrEqual(1);
        expect([hosts.net.openStreams, hosts.net.openListeners, hosts.net.clock.waiting]).toEqual([0, 0, 0]);
      }),
      { numRuns: 200 },
    );
  });

  it("run the same way each time", async () => {
    const trace = async (client: readonly Step[], server: readonly Step[]): Promise<unknown> => {
      const hosts = new TwoHosts({ latency: 3 }, { window: 700, highWater: 500 });
      const { here, there } = await hosts.pair();
      await Promise.all([play(hosts, here, client), play(hosts, there, server)]);
      return [here.events, there.events];
    };
    await fc.assert(
      fc.asyncProperty(program, program, async (client, server) => {
        expect(await trace(client, server)).toEqual(await trace(client, server));
      }),
      { numRuns: 50 },
    );
  });
});
