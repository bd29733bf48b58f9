import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rig } from "../rig.js";

// The device's clock starts at 2026-01-01 00:00:00 UTC, a Thursday.
const START = Date.UTC(2026, 0, 1) / 1000;
const MOMENT = Date.UTC(2026, 1, 3, 14, 5, 9) / 1000;

describe("os.time", () => {
  it("is the device's clock in whole seconds, with the offset that was found", async () => {
    const device = rig();
    expect(device.os.time()).toBe(START);
    await device.clock.advance(2_999);
    expect(device.os.time()).toBe(START + 2);
    device.wallOffset = -3_600_000;
    expect(device.os.time(null)).toBe(START + 2 - 3_600);
  });

  it("of a date is its moment in the time zone of the host; the hour is 12 by default", () => {
    const { os } = rig();
    expect(os.time({ year: 2026, month: 2, day: 3 })).toBe(new Date(2026, 1, 3, 12).getTime() / 1000);
    expect(os.time({ year: 2026, month: 2, day: 3, hour: 1, min: 2, sec: 3 })).toBe(new Date(2026, 1, 3, 1, 2, 3).getTime() / 1000);
    expect(os.time({ year: 99, month: 1, day: 1 })).toBeLessThan(os.time({ year: 1970, month: 1, day: 1 }));
  });

  it("carries what is out of range over", () => {
    const { os } = rig();
    expect(os.time({ year: 2025, month: 14, day: 0, hour: 36, min: -1, sec: 120 })).toBe(new Date(2026, 1, 1, 12, 1).getTime() / 1000);
  });

  it("undoes os.date's table", () => {
    const { os } = rig();
    fc.assert(fc.property(fc.integer({ min: 0, max: 4e9 }), (time) => {
      const again = os.time(os.date("*t", time));
      // In the hour that a change of the clocks repeats, the other one of two moments may come out.
      expect(again === time || Math.abs(again - time) === 3_600).toBe(true);
    }));
  });

  it("refuses a date that is none", () => {
    const { os } = rig();
    expect(() => os.time({ year: 2026, month: "2" as never, day: 3 })).toThrow(new TypeError('month is "2"; expected an integer'));
    expect(() => os.time({ year: 2026, month: 2 } as never)).toThrow(new TypeError("day is nil; expected an integer"));
    expect(() => os.time({ year: 2026, month: 2, day: 3, sec: 0.5 })).toThrow(new RangeError("sec is 0.5; expected an integer"));
    expect(() => os.time({ year: 1e9, month: 2, day: 3 })).toThrow(RangeError);
  });
});

describe("os.date", () => {
  it.each([
    ["%Y-%m-%d %H:%M:%S", "2026-02-03 14:05:09"],
    ["%c", "Tue Feb  3 14:05:09 2026"],
    ["%x %X", "02/03/26 14:05:09"],
    ["%D %F %T %R", "02/03/26 2026-02-03 14:05:09 14:05"],
    ["%a %A %b %B", "Tue Tuesday Feb February"],
    ["%I:%M %p", "02:05 PM"],
    ["%j %w %y %e", "034 2 26  3"],
    ["%Z", "GMT"],
    ["100%% a%%Y", "100% a%Y"],
    ["", ""],
  ])("writes %s", (format, text) => {
    expect(rig().os.date(`!${format}`, MOMENT)).toBe(text);
  });

  it("counts the hours of the day twice up to 12", () => {
    const { os } = rig();
    const hours = [0, 1, 11, 12, 13, 23].map((hour) => os.date("!%I%p", START + hour * 3_600));
    expect(hours).toEqual(["12AM", "01AM", "11AM", "12PM", "01PM", "11PM"]);
  });

  it("gives the parts for *t", () => {
    const { os } = rig();
    expect(os.date("!*t", MOMENT)).toEqual({ year: 2026, month: 2, day: 3, hour: 14, min: 5, sec: 9, wday: 3, yday: 34, isdst: false });
    expect(os.date("!*t", Date.UTC(2024, 11, 31) / 1000).yday).toBe(366);
  });

  it("is about now, in the form %c, by default", async () => {
    const device = rig();
    await device.clock.advance(1_000);
    expect(device.os.date("!%T")).toBe("00:00:01");
    device.wallOffset = 60_000;
    expect(device.os.date("!%T", null)).toBe("00:01:01");
    expect(device.os.date()).toBe(device.os.date("%c"));
    expect(device.os.date(null)).toBe(device.os.date("%c"));
  });

  it.each(["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "UTC"])("without ! is in the time zone of the host: %s", (zone) => {
    const before = process.env["TZ"];
    process.env["TZ"] = zone;
    try {
      const { os } = rig();
      for (const time of [START, START + 200 * 86_400, Date.UTC(1999, 11, 31, 23, 59, 59) / 1000]) {
        const date = new Date(time * 1000);
        expect(os.date("*t", time)).toMatchObject({
          year: date.getFullYear(), month: date.getMonth() + 1, day: date.getDate(),
          hour: date.getHours(), min: date.getMinutes(), sec: date.getSeconds(), wday: date.getDay() + 1,
        });
        expect(date.toLocaleTimeString("en-US", { timeZoneName: "short" })).toContain(os.date("%Z", time));
      }
      const summer = { "Asia/Shanghai": [false, false], "America/New_York": [false, true], "Australia/Lord_Howe": [true, false], UTC: [false, false] }[zone];
      expect([START, START + 200 * 86_400].map((time) => os.date("*t", time).isdst)).toEqual(summer);
      expect([START, START + 200 * 86_400].map((time) => os.date("!*t", time).isdst)).toEqual([false, false]);
    } finally {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    }
  });

  it("refuses letters it does not know, and arguments of another type", () => {
    const { os } = rig();
    expect(() => os.date("%Q")).toThrow(RangeError);
    expect(() => os.date("%Q")).toThrow('format is "%Q"; expected one of ');
    expect(() => os.date("50%")).toThrow(RangeError);
    expect(() => os.date(5 as never)).toThrow(new TypeError("format is 5; expected a string"));
    expect(() => os.date("%c", "0" as never)).toThrow(TypeError);
    expect(() => os.date("%c", 1e15)).toThrow(RangeError);
  });
});

describe("os.clock", () => {
  it("is the time since the device was made, in seconds", async () => {
    const { os, clock } = rig();
    expect(os.clock()).toBe(0);
    await clock.advance(1_250);
    expect(os.clock()).toBe(1.25);
  });
});
