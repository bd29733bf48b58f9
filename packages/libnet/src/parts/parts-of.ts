import type { Stop } from "@luat/contract";
import type { Corelib } from "@luat/corelib";
import type { Cards, Engine } from "@luat/socket/runtime";
import type { Ending } from "../connection/world.js";
import { worldOf } from "../connection/world-of.js";
import type { Device } from "../device.js";

/** What a device is made of. */
export interface DeviceParts {
  /** Its tasks, topics, time and log. */
  readonly corelib: Corelib;
  /** What all its sockets share. */
  readonly engine: Engine;
  /** Its network cards. */
  readonly cards: Cards;
  /**
   * Lets `device.stop()` end something, and `device.assertIdle()` tell of it.
   *
   * @param ending - how it is ended, and what of it is open.
   * @returns what makes the device forget it: for when it has ended by itself.
   */
  keep(ending: Ending): Stop;
}

/**
 * What a device is made of, for libraries that bring other kinds of sockets to devices. Programs need none of it.
 *
 * @param device - a device.
 * @returns its parts, which it goes on using.
 * @throws TypeError when it is no device that `createDevice` made.
 * @example
 * ```ts
 * import { device } from "@luat/libnet";
 * import { partsOf } from "@luat/libnet/parts";
 *
 * const { corelib, cards } = partsOf(device);
 * corelib.watch("IP_READY", () => console.log(cards.get(cards.default)?.name));
 * ```
 */
export function partsOf(device: Device): DeviceParts {
  const { corelib, engine, cards, open } = worldOf(device);
  return {
    corelib,
    engine,
    cards,
    keep(ending) {
      open.add(ending);
      return () => {
        open.delete(ending);
      };
    },
  };
}
