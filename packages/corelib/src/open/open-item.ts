import type { Origin } from "./origin.js";

/** Something of a device that has not ended: a task, a wait, a timer, a subscription, a socket. */
export interface OpenItem {
  /** In plain words, such as `task#1 (CLIENT) has not ended`. */
  readonly what: string;
  /** Of a wait: after how many milliseconds it ends by itself, `Infinity` for never. Absent: it is no wait. */
  readonly limit?: number | undefined;
  /** Where and since when; absent when the device does not keep it. */
  readonly origin: Origin | undefined;
}

/**
 * What is told of something that is open, on one line.
 *
 * @param now - the time on the device's clock; absent: how long it has been open is not told.
 */
export function openText({ what, limit, origin }: OpenItem, now?: number): string {
  const begun = limit === undefined || origin === undefined || now === undefined ? "" : `, begun ${Math.round(now - origin.since)} ms ago`;
  const time = limit === undefined ? "" : limit === Infinity ? ", without a limit" : `, for ${limit} ms`;
  const place = origin?.place;
  return `${what}${begun}${time}${place === undefined ? "" : ` (at ${place})`}`;
}
