import { VirtualClock } from "@luat/adapters/mock";
import fc from "fast-check";
import { expect, test } from "vitest";
import { TokenBucket } from "../../src/servers/token-bucket.js";

test("so many come at once, and then so many a second", async () => {
  const clock = new VirtualClock();
  const bucket = new TokenBucket(clock, 10, 3);
  const takes = (): boolean[] => Array.from({ length: 4 }, () => bucket.take());
  expect(takes()).toEqual([true, true, true, false]);
  await clock.advance(100);
  expect(takes()).toEqual([true, false, false, false]);
  await clock.advance(60_000);
  expect(takes()).toEqual([true, true, true, false]);
});

test("in no span of time do more come than burst and rate allow, and who asks seldom enough always may", async () => {
  const rates = fc.record({ perSecond: fc.integer({ min: 1, max: 1_000 }), burst: fc.integer({ min: 1, max: 50 }) });
  await fc.assert(
    fc.asyncProperty(rates, fc.array(fc.integer({ min: 0, max: 2_000 }), { maxLength: 100 }), async ({ perSecond, burst }, pauses) => {
      const clock = new VirtualClock();
      const bucket = new TokenBucket(clock, perSecond, burst);
      const taken: number[] = [];
      let before = -Infinity;
      for (const pause of pauses) {
        await clock.advance(pause);
        const got = bucket.take();
        if (got) taken.push(clock.now());
        if (clock.now() - before >= 1000 / perSecond + 1e-6) expect(got).toBe(true);
        before = clock.now();
      }
      for (const [i, from] of taken.entries()) {
        for (const [j, to] of taken.entries()) if (j >= i) expect(j - i + 1).toBeLessThanOrEqual(burst + ((to - from) * perSecond) / 1000 + 1e-6);
      }
    }),
    { numRuns: 50 },
  );
});
