import type { Stop } from "@luat/contract";
import type { Inspection } from "./rules/inspection.js";
import type { Tap } from "./tap.js";

const inspections = new WeakMap<object, Inspection>();

/** To be called once for a new net. */
export function makeTappable(net: object, inspection: Inspection): void {
  inspections.set(net, inspection);
}

/**
 * Lets a tap watch all packets of a net. What leaves before that is not told.
 *
 * @returns what ends it.
 * @throws TypeError when `net` is none.
 */
export function tapPackets(net: object, tap: Tap): Stop {
  const inspection = inspections.get(net);
  if (inspection === undefined) throw new TypeError("net is another object; expected a MockNet");
  return inspection.watch(tap);
}
