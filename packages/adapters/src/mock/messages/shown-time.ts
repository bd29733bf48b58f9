/**
 * A time in ms for people. Those of a line that is not fast are no whole numbers, and what is late is so by a microsecond,
 * which means nothing to them.
 */
export function shownTime(time: number): string {
  return String(Math.round(time * 100) / 100);
}
