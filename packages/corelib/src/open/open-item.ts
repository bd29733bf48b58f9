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
