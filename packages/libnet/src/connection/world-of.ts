import type { World } from "./world.js";

const worlds = new WeakMap<object, World>();

/** Remembers the world of a device, for the subpaths that build on devices. */
export function ofWorld(device: object, world: World): void {
  worlds.set(device, world);
}

/** The world of a device. @throws TypeError when it is none that `createDevice` made. */
export function worldOf(device: object): World {
  const world = worlds.get(device);
  if (world === undefined) throw new TypeError(`device is ${String(device)}; expected a device that createDevice made`);
  return world;
}
