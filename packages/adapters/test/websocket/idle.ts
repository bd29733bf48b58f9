import type { NodeRig } from "../node/node-rig.js";

/**
 * Lets everything happen that is under way through a second hop.
 *
 * @param rounds - how much longer a byte takes than past it.
 * @param moved - what has gone through it: as long as that changes, there may be more.
 */
export async function idle(rig: NodeRig, rounds: number, moved: () => number): Promise<void> {
  for (let before = Number.NaN; before !== moved(); ) {
    before = moved();
    for (let n = 0; n < rounds; n++) await rig.idle();
  }
}
