import { EVENTS } from "../ids.js";

/**
 * The one thing a LuatOS socket "waits for": the last command sets it, and it chooses the event number under which
 * the next outcome is told. It belongs to the LuatOS calls alone; the engine knows nothing of it.
 */
export type WaitTarget = 0 | (typeof EVENTS)[keyof typeof EVENTS];

/** Which event tells that the connection broke: a pending tx gets it as its own failure. */
export function brokenEvent(target: WaitTarget): number {
  return target === EVENTS.TX_OK ? EVENTS.TX_OK : EVENTS.EVENT;
}

/** What arriving bytes leave of the target: they are always told as EVENT, and a pending tx stays pending. */
export function afterReceived(target: WaitTarget): WaitTarget {
  return target === EVENTS.TX_OK ? target : 0;
}
