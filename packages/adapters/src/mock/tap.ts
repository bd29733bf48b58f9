import type { Fate } from "./rules/fate.js";
import type { PacketView } from "./rules/packet-view.js";

/** Who watches all packets of a net. It changes nothing. */
export interface Tap {
  /**
   * A packet left, or is lost, held or answered by a reset, as its fate says. What is sent again leaves again, as another
   * view with a higher `attempt`.
   *
   * @param arrives - when it will arrive if the way is not blocked then; undefined when it does not, or waits for another.
   */
  left(packet: PacketView, fate: Fate, arrives: number | undefined): void;
  /** One that left has arrived: the very same view, once for each copy. */
  arrived(packet: PacketView, time: number): void;
}
