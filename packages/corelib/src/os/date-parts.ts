/** A moment in parts, as `os.date("*t")` gives it and `os.time` takes it. */
export interface DateParts {
  /** Such as 2026. */
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  /** 0 to 23. */
  readonly hour: number;
  /** 0 to 59. */
  readonly min: number;
  /** 0 to 59. */
  readonly sec: number;
  /** 1 is Sunday. */
  readonly wday: number;
  /** 1 is the first of January. */
  readonly yday: number;
  /** Whether daylight saving time is in force. */
  readonly isdst: boolean;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

/** The parts of a moment (ms since 1970) in UTC, or in the time zone of the host. */
export function datePartsOf(ms: number, utc: boolean): DateParts {
  const shift = utc ? 0 : new Date(ms).getTimezoneOffset();
  const date = new Date(ms - shift * MINUTE);
  const year = date.getUTCFullYear();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    min: date.getUTCMinutes(),
    sec: date.getUTCSeconds(),
    wday: date.getUTCDay() + 1,
    yday: Math.floor((date.getTime() - utcYear(year)) / DAY) + 1,
    isdst: !utc && shift < Math.max(new Date(year, 0, 1).getTimezoneOffset(), new Date(year, 6, 1).getTimezoneOffset()),
  };
}

/** The name of the host's time zone at a moment, such as `GMT+8`. */
export function zoneNameOf(ms: number): string {
  const parts = new Intl.DateTimeFormat("en-US", { timeZoneName: "short" }).formatToParts(ms);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? "";
}

function utcYear(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1);
}
