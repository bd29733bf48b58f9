import type { Clock } from "@luat/contract";
import { expectInteger } from "../expect.js";
import { describeValue } from "../log/format-value.js";
import { datePartsOf, type DateParts } from "./date-parts.js";
import { formatDate } from "./format-date.js";

/** What `os.time` makes a moment of, in the time zone of the host; values out of range carry over, as in Lua. */
export interface DateTable {
  /** Such as 2026. */
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  /** Default: 12. */
  readonly hour?: number | null | undefined;
  /** Default: 0. */
  readonly min?: number | null | undefined;
  /** Default: 0. */
  readonly sec?: number | null | undefined;
}

/**
 * Lua's `os` library, as far as it is about time.
 * Lua 的 `os` 库中与时间有关的函数。
 *
 * Its time is the `wall()` of the device's clock, plus the `wallOffset` of the device's core library.
 */
export interface Os {
  /**
   * The time now, or that of a date.
   * 获取当前时间戳，或把日期转换为时间戳。
   *
   * @param table - a date in the time zone of the host; hour is 12, min and sec are 0 when they are nil.
   * @returns whole seconds since 1970-01-01 UTC.
   * @throws TypeError or RangeError when a part of the date is not an integer, or the date is out of reach.
   * @example
   * ```ts
   * os.time({ year: 2026, month: 1, day: 31, hour: 8 });
   * ```
   */
  time(table?: DateTable | null): number;
  /**
   * A moment in parts.
   * 获取日期的各部分。
   *
   * @param format - `*t` in the time zone of the host, `!*t` in UTC.
   * @param time - seconds since 1970-01-01 UTC. Default: now.
   * @returns a table of the parts.
   * @throws RangeError for a time that is no integer; TypeError when an argument is not of its type.
   * @example
   * ```ts
   * os.date("!*t", 0).year; // 1970
   * ```
   */
  date(format: "*t" | "!*t", time?: number | null): DateParts;
  /**
   * A moment as text.
   * 获取日期的文本。
   *
   * @param format - text with the letters of C's `strftime` after `%` (in the C locale); with a leading `!` in UTC, else in
   * the time zone of the host. Default: `%c`.
   * @param time - seconds since 1970-01-01 UTC. Default: now.
   * @returns the text.
   * @throws RangeError for an unknown letter, or a time that is no integer; TypeError when an argument is not of its type.
   * @example
   * ```ts
   * os.date("!%Y-%m-%d %H:%M:%S", 0); // "1970-01-01 00:00:00"
   * ```
   */
  date(format?: string | null, time?: number | null): string;
  /**
   * Seconds since the device was made, with fractions. (Lua counts processor time.)
   * 获取设备运行的秒数。
   *
   * @example
   * ```ts
   * const start = os.clock();
   * log.info("took", os.clock() - start);
   * ```
   */
  clock(): number;
}

/** @param wall - the device's time in ms since 1970. */
export function createOs(clock: Clock, wall: () => number): Os {
  const start = clock.now();
  function date(format: "*t" | "!*t", time?: number | null): DateParts;
  function date(format?: string | null, time?: number | null): string;
  function date(format?: string | null, time?: number | null): string | DateParts {
    const text = format ?? "%c";
    if (typeof text !== "string") throw new TypeError(`format is ${describeValue(text)}; expected a string`);
    const ms = time == null ? wall() : expectInteger("time", time, -LAST, LAST) * 1000;
    const utc = text.startsWith("!");
    const rest = utc ? text.slice(1) : text;
    return rest === "*t" ? datePartsOf(ms, utc) : formatDate(rest, ms, utc);
  }
  return {
    time: (table) => Math.floor((table == null ? wall() : timeOf(table)) / 1000),
    date,
    clock: () => (clock.now() - start) / 1000,
  };
}

/** The last second that JavaScript's dates know, with a day to spare for time zones. */
const LAST = 8_639_999_913_600;

function timeOf(table: DateTable): number {
  const { year, month, day } = table;
  const date = new Date(2000, 0, 1);
  date.setFullYear(expectInteger("year", year), expectInteger("month", month) - 1, expectInteger("day", day));
  date.setHours(expectInteger("hour", table.hour ?? 12), expectInteger("min", table.min ?? 0), expectInteger("sec", table.sec ?? 0), 0);
  if (Number.isNaN(date.getTime())) throw new RangeError(`table is ${describeValue(table)}; expected a date in reach`);
  return date.getTime();
}
