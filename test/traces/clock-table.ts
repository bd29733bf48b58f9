import type { Json } from "./trace.js";

/** Times that differ by no more count as equal: the recording host was not always on time. */
export const TOLERANCE = 25;

/** The times that `ntptm` tells, each as seconds and milliseconds. */
const TIMES = [
  ["tsec", "tms"],
  ["ssec", "sms"],
  ["lsec", "lms"],
] as const;

type Table = Readonly<Record<string, Json>>;

/** What `ntptm` told here, but with the recorded times where they count as equal. */
export function asRecorded(theirs: Table, ours: Table): Table {
  const equal = TIMES.filter((fields) => Math.abs(total(theirs, fields) - total(ours, fields)) <= TOLERANCE).flat();
  return { ...ours, ...Object.fromEntries(equal.map((field) => [field, theirs[field] ?? null])) };
}

function total(table: Table, [seconds, ms]: (typeof TIMES)[number]): number {
  return Number(table[seconds]) * 1000 + Number(table[ms]);
}
