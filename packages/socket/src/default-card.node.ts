import type { Adapter } from "@luat/contract";
import { nodeAdapter } from "@luat/adapters/node";

/** The card that a device has when it is given none: this computer's own network, as LuatOS's PC simulator has it. */
export function defaultAdapters(): { ETH0?: Adapter } {
  return { ETH0: nodeAdapter() };
}
