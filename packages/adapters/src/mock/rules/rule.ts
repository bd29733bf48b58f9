import type { PacketView } from "./packet-view.js";
import type { Verdict } from "./verdict.js";

/**
 * What is asked about each packet that leaves; install it with {@link MockNet.rule}. A rule that keeps something in mind
 * is for one net, and installed once.
 */
export interface Rule {
  /**
   * @param packet - what is about to leave.
   * @param random - chance: a number from 0 up to 1, from the seed of the net.
   * @returns what becomes of it; nothing: it passes.
   */
  (packet: PacketView, random: () => number): Verdict | undefined | void;
  /** Into segments of how many bytes TCP data that is written is cut, at least 1; of several rules the smallest counts. */
  readonly segment?: ((data: PacketView) => number | undefined) | undefined;
}
