import type { Fate } from "../rules/fate.js";
import type { PacketView } from "../rules/packet-view.js";

/** What a trace knows of a packet beside what rules see. */
export interface Tracing {
  /** 1 for the first packet of the trace, 2 for the next. */
  readonly number: number;
  /** What rules let become of it. */
  readonly fate: Fate;
  /** When it is to arrive if nothing is in its way, in virtual ms; undefined when it is not, or nobody knows yet. */
  readonly due: number | undefined;
  /** When it arrived, in virtual ms; undefined when it did not so far. */
  readonly arrived: number | undefined;
}

/**
 * A packet as a trace keeps it: `time` is when it left. One that arrives later is the same object, with `arrived` filled in.
 *
 * @example
 * ```ts
 * import { MockNet, type TracedPacket } from "@luat/adapters/mock";
 *
 * const lost = ({ fate }: TracedPacket): boolean => fate.outcome === "drop";
 * new MockNet().trace().packets.filter(lost); // []
 * ```
 */
export type TracedPacket = PacketView & Tracing;

/** How it ended, seen from the end of a trace. */
export type Ending = "arrived" | "lost" | "held" | "under way";

/** @param now - when the trace ends. */
export function endingOf({ fate, due, arrived }: TracedPacket, now: number): Ending {
  if (arrived !== undefined) return "arrived";
  if (fate.outcome === "hold") return "held";
  if (fate.outcome !== "pass") return "lost";
  // What waits for another has no time yet; what did not come in time met a host or a way that was cut off.
  return due === undefined || due >= now ? "under way" : "lost";
}
