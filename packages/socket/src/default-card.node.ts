import type { Adapter } from "@luat/contract";
import { nodeAdapter } from "@luat/adapters/node";

/**
 * The card that a device has when it is given none: this computer's own network, as LuatOS's PC simulator has it.
 *
 * @example
 * ```ts
 * import { MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 * import { defaultAdapters } from "@luat/socket";
 *
 * const both = { ...defaultAdapters(), LWIP_GP: new MockNet().host("10.0.0.2") };
 * createDevice({ adapters: both }).socket.dft(); // [1, 1]
 * ```
 */
export function defaultAdapters(): { ETH0?: Adapter } {
  return { ETH0: nodeAdapter() };
}
