import { bandwidth } from "./bandwidth.js";
import { failHandshake } from "./fail-handshake.js";
import { latency } from "./latency.js";
import { loss } from "./loss.js";
import { natExpiry } from "./nat-expiry.js";
import { partition } from "./partition.js";
import { refuse } from "./refuse.js";
import { resetAfter } from "./reset-after.js";
import { slices } from "./slices.js";
import { stall } from "./stall.js";

/** What makes the rules of the library. */
const MAKERS: ReadonlySet<unknown> = new Set([bandwidth, failHandshake, latency, loss, natExpiry, partition, refuse, resetAfter, slices, stall]);

/** @throws TypeError for what makes a rule instead of being one. */
export function mustBeNoMaker(rule: (...args: never[]) => unknown): void {
  if (!MAKERS.has(rule)) return;
  throw new TypeError(`${rule.name} is what makes a rule; call it: net.rule(${rule.name}(${rule.length > 0 ? "…" : ""}))`);
}
