import type { Adapter, Clock } from "@luat/contract";
import type { AdapterName } from "@luat/socket";

/**
 * The time that a device lives in: the given one, else that of its cards. On another clock than its card's, what it waits
 * for would never come, or too soon.
 *
 * @throws TypeError when a card has another clock of its own.
 */
export function clockOf(adapters: { readonly [name in AdapterName]?: Adapter | undefined }, given: Clock | undefined): Clock | undefined {
  let clock = given;
  for (const [name, card] of Object.entries(adapters)) {
    const own = card?.clock;
    if (own === undefined) continue;
    clock ??= own;
    if (own !== clock) throw new TypeError(`the clock of the device is not that of adapters.${name}; leave clock out, or pass that of its net`);
  }
  return clock;
}
