import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bandwidth, latency, slices, stall, type Rule, type Verdict } from "../../../src/mock/index.js";
import { play, programs } from "../random-program.js";
import { CLIENT, counted, SERVER, TwoHosts } from "../two-hosts.js";

const verdict = fc.oneof(
  fc.constantFrom<Verdict>("pass", "drop", "duplicate", "reorder"),
  fc.record({ delay: fc.nat(300) }),
);

/** Says these in turn, and drops nothing for ever. */
const anything = fc.array(verdict, { minLength: 1, maxLength: 12 }).map((verdicts): Rule => {
  let next = 0;
  return ({ attempt }) => {
    const said = verdicts[next++ % verdicts.length];
    return said === "drop" && attempt > 4 ? "pass" : said;
  };
});
const unlucky = fc.integer({ min: 1, max: 50 }).map((percent): Rule => ({ attempt }, random) => (random() * 100 < percent && attempt < 5 ? "drop" : "pass"));
const rule = fc.oneof(
  anything,
  unlucky,
  fc.record({ ms: fc.nat(50), jitter: fc.nat(80), from: fc.constantFrom(undefined, SERVER, CLIENT) }).map(latency),
  fc.record({ bytesPerSecond: fc.integer({ min: 2000, max: 100_000 }) }).map(bandwidth),
  fc.record({ most: fc.integer({ min: 1, max: 600 }) }).map(slices),
);
/** A rule, from when it is there, and how long. */
const rules = fc.array(fc.record({ rule, from: fc.nat(400), lasts: fc.integer({ min: 1, max: 2000 }), stalls: fc.boolean() }), { minLength: 1, maxLength: 4 });
const net = fc.record({ seed: fc.integer(), latency: fc.constantFrom(0, 7) });
const limits = fc.record({ window: fc.integer({ min: 50, max: 5000 }), highWater: fc.integer({ min: 1, max: 5000 }), profile: fc.constantFrom(undefined, "lwip" as const) });
const program = programs(fc.nat(400), 25);

describe("random rules", () => {
  it("lose, double and reorder no byte of TCP, and leave a net as if they had never been", async () => {
    await fc.assert(
      fc.asyncProperty(net, limits, rules, program, program, async (options, hostOptions, weather, client, server) => {
        const hosts = new TwoHosts(options, hostOptions);
        const { clock } = hosts.net;
        const { here, there, listener } = await hosts.pair();
        for (const { rule, from, lasts, stalls } of weather) {
          clock.after(from, () => clock.after(lasts, hosts.net.rule(stalls ? stall({ from: CLIENT }) : rule)));
        }
        const [up, down] = await Promise.all([play(hosts, here, client), play(hosts, there, server)]);
        await hosts.run();
        expect(there.bytes).toEqual([...counted(up)]);
        expect(here.bytes).toEqual([...counted(down)]);
        for (const { events } of [here, there]) expect(events.at(-1)).toMatch(/ closed$/);

        const start = clock.now();
        const dial = hosts.dial();
        const [from, to] = [hosts.open(), hosts.open({ port: 53 }, hosts.server)];
        await clock.advance(0);
        from.socket.send(counted(1), { host: SERVER, port: 53 });
        await hosts.run();
        expect(dial.events[0]).toMatch(`${start + 2 * options.latency} connected`);
        expect(to.events.at(-1)).toMatch(`${start + options.latency} received 1`);
        dial.stream.destroy();
        listener.listener.close();
        await hosts.run();
        expect([hosts.net.openStreams, hosts.net.openListeners, clock.waiting]).toEqual([0, 0, 0]);
      }),
      { numRuns: 300 },
    );
  });
});
