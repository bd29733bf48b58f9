import type { PacketView } from "./packet-view.js";
import type { Verdict } from "./verdict.js";

/**
 * What is asked about each packet that leaves; install it with {@link MockNet.rule}. A rule that keeps something in mind
 * is for one net, and installed once.
 *
 * @example
 * ```ts
 * import { MockNet, type Rule } from "@luat/adapters/mock";
 *
 * const everyOther = (): Rule => {
 *   let count = 0;
 *   return ({ kind }) => (kind === "datagram" && count++ % 2 === 1 ? "drop" : "pass");
 * };
 * const flip: Rule = ({ bytes }, random) => (random() < 0.01 ? { corrupt: bytes.map((byte) => byte ^ 1) } : "pass");
 * const net = new MockNet({ seed: 7 });
 * const guards = [everyOther(), flip].map((rule) => net.rule(rule));
 * for (const guard of guards) guard.remove();
 * ```
 */
export interface Rule {
  /**
   * @param packet - what is about to leave.
   * @param random - chance: a number from 0 up to 1. It comes from the seed of the net, the name of the function, and how many
   * of that name were installed before, so that rules of other names change nobody's luck.
   * @returns what becomes of it; nothing: it passes.
   */
  (packet: PacketView, random: () => number): Verdict | undefined | void;
  /** Into segments of how many bytes TCP data that is written is cut, at least 1; of several rules the smallest counts. */
  readonly segment?: ((data: PacketView) => number | undefined) | undefined;
}
