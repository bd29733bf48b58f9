/** The local time of day, to the millisecond, of a moment in ms since 1970. */
export function stamp(wall: number): string {
  const date = new Date(wall);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
