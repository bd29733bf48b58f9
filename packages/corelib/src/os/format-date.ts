import { describeValue } from "../log/format-value.js";
import { datePartsOf, zoneNameOf, type DateParts } from "./date-parts.js";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

type Part = (parts: DateParts, zone: () => string) => string;

/** What each letter after `%` stands for in the C locale; those that are texts are formats again. */
const LETTERS: Readonly<Record<string, Part | string>> = {
  a: (t) => dayName(t).slice(0, 3),
  A: dayName,
  b: (t) => monthName(t).slice(0, 3),
  B: monthName,
  c: "%a %b %e %H:%M:%S %Y",
  d: (t) => pad(t.day, 2),
  D: "%m/%d/%y",
  e: (t) => String(t.day).padStart(2, " "),
  F: "%Y-%m-%d",
  H: (t) => pad(t.hour, 2),
  I: (t) => pad(t.hour % 12 || 12, 2),
  j: (t) => pad(t.yday, 3),
  m: (t) => pad(t.month, 2),
  M: (t) => pad(t.min, 2),
  p: (t) => (t.hour < 12 ? "AM" : "PM"),
  R: "%H:%M",
  S: (t) => pad(t.sec, 2),
  T: "%H:%M:%S",
  w: (t) => String(t.wday - 1),
  x: "%m/%d/%y",
  X: "%H:%M:%S",
  y: (t) => pad(t.year % 100, 2),
  Y: (t) => String(t.year),
  Z: (_, zone) => zone(),
  "%": () => "%",
};

/**
 * Text of a moment (ms since 1970), by a format of Lua's `os.date` without its leading `!`.
 *
 * @throws RangeError for a letter that it does not know.
 */
export function formatDate(format: string, ms: number, utc: boolean): string {
  const parts = datePartsOf(ms, utc);
  const zone = (): string => (utc ? "GMT" : zoneNameOf(ms));
  const expand = (text: string): string =>
    text.replace(/%(.?)/gs, (_, letter: string) => {
      const part = Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined;
      if (part === undefined) throw new RangeError(`format is ${describeValue(format)}; expected one of ${Object.keys(LETTERS).join("")} after each %`);
      return typeof part === "string" ? expand(part) : part(parts, zone);
    });
  return expand(format);
}

function dayName(parts: DateParts): string {
  return DAYS[parts.wday - 1] ?? "";
}

function monthName(parts: DateParts): string {
  return MONTHS[parts.month - 1] ?? "";
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}
