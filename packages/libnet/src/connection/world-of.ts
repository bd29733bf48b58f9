import { shown } from "../expect.js";
import type { World } from "./world.js";

const worlds = new WeakMap<object, World>();

/** Where something that belongs to a device, such as a connection, has its world: for what is built on it in the subpaths. */
export const WORLD: unique symbol = Symbol("world");

/** Remembers the world of a device, for the subpaths that build on devices. */
export function ofWorld(device: object, world: World): void {
  worlds.set(device, world);
}

/** The world of a device. @throws TypeError when it is none that `createDevice` made. */
export function worldOf(device: object): World {
  const world = worlds.get(device);
  if (world === undefined) throw new TypeError(`device is ${shown(device)}; expected a device that createDevice made`);
  return world;
}

/** The world of the device that a connection belongs to. @throws TypeError when it is no connection of a device. */
export function worldOfConnection(connection: object): World {
  const world = (connection as { readonly [WORLD]?: World } | undefined)?.[WORLD];
  if (world === undefined) throw new TypeError(`connection is ${shown(connection)}; expected a connection of a device`);
  return world;
}
