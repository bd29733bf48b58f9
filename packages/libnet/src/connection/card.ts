import type { Adapter } from "@luat/contract";
import { ADAPTERS, type AdapterName } from "@luat/socket";
import { ClosedError } from "../errors.js";
import type { World } from "./world.js";

/** The card to use: the named one, or the device's default. */
export function cardOf(world: World, name: AdapterName | undefined, op: string): Adapter {
  if (world.stopped) throw new ClosedError("stopped", "the device was stopped", { op });
  if (name !== undefined && !(name in ADAPTERS)) {
    throw new TypeError(`adapter is ${JSON.stringify(name)}; expected one of ${Object.keys(ADAPTERS).join(", ")}`);
  }
  const card = world.cards.get(name === undefined ? world.cards.default : ADAPTERS[name]);
  if (card === undefined) throw new TypeError(`the device has no ${name === undefined ? "adapter" : `adapter ${name}`}; give it one with createDevice({ adapters })`);
  return card;
}
