import type { Adapter } from "@luat/contract";

/** Outside of Node there is no card that works by itself: give the device one. */
export function defaultAdapters(): { ETH0?: Adapter } {
  return {};
}
