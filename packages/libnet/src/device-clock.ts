import type { Adapter, Clock } from "@luat/contract";
import type { AdapterName } from "@luat/socket";

type Adapters = { readonly [name in AdapterName]?: Adapter | undefined };

/** The time that network cards live in, where they have one of their own. */
export function clockOf(adapters: Adapters): Clock | undefined {
  return Object.values(adapters).find((card) => card?.clock !== undefined)?.clock;
}

/**
 * Checks that a device lives in the time of its cards: in another, what it waits for would never come, or too soon.
 *
 * @throws TypeError when a card has another clock of its own.
 */
export function expectClockOf(adapters: Adapters, clock: Clock): void {
  for (const [name, card] of Object.entries(adapters)) {
    if (card?.clock === undefined || card.clock === clock) continue;
    throw new TypeError(`the clock of the device is not that of adapters.${name}; leave clock out, or pass that of its net`);
  }
}
