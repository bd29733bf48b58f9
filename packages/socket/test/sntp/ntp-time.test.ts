import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isSame, luatMs, ntpTime, unixMs, UNSET } from "../../src/sntp/ntp-time.js";

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const time = fc.record({ seconds: word, fraction: word });
/** The last second that 32 bits count, and the first of the next era. */
const LAST = Date.UTC(2036, 1, 7, 6, 28, 15);

describe("time stamps of NTP", () => {
  it("begin in 1900", () => {
    expect(ntpTime(Date.UTC(1970, 0, 1))).toEqual({ seconds: 2_208_988_800, fraction: 0 });
    expect(ntpTime(Date.UTC(2026, 0, 1) + 250)).toEqual({ seconds: 3_976_214_400, fraction: 2 ** 30 });
  });

  it("begin anew in 2036, and are right until 2106", () => {
    expect([ntpTime(LAST).seconds, ntpTime(LAST + 1000)]).toEqual([0xffff_ffff, UNSET]);
    expect([unixMs({ seconds: 0xffff_ffff, fraction: 0 }), unixMs(UNSET)]).toEqual([LAST, LAST + 1000]);
    for (const year of [1971, 2026, 2035, 2037, 2105]) expect(unixMs(ntpTime(Date.UTC(year, 5, 1)))).toBe(Date.UTC(year, 5, 1));
  });

  it("keep a fraction finer than the milliseconds that they are made of", () => {
    const { seconds, fraction } = ntpTime(1_000, 0.25);
    expect([seconds, fraction]).toEqual([2_208_988_801, Math.floor(2 ** 32 / 4_000)]);
    expect(ntpTime(1_999, 1.5)).toEqual({ seconds: 2_208_988_802, fraction: Math.floor(2 ** 32 / 2_000) });
  });

  it("are the moment again that they were made of, to a thousandth of a millisecond", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1_000, max: Date.UTC(2106, 0, 1) }), fc.double({ min: 0, max: 0.999, noNaN: true }), (ms, rest) => {
        expect(unixMs(ntpTime(ms, rest))).toBeCloseTo(ms + rest, 3);
      }),
    );
  });

  it("are taken for whole milliseconds by LuatOS, which may lose one", () => {
    expect(luatMs({ seconds: 3_900_000_000, fraction: 2 ** 31 })).toBe(1_691_011_200_499);
    expect(luatMs({ seconds: 3_900_000_000, fraction: 0xffff_ffff })).toBe(1_691_011_200_999);
    fc.assert(
      fc.property(time, (one) => {
        const lost = Math.floor(unixMs(one)) - luatMs(one);
        expect([0, 1]).toContain(lost);
      }),
    );
  });

  it("are the same when both parts are", () => {
    const one = { seconds: 1, fraction: 2 };
    expect([{ ...one }, { ...one, seconds: 2 }, { ...one, fraction: 1 }].map((other) => isSame(one, other))).toEqual([true, false, false]);
  });
});
