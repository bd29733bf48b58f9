import type { Diagnostics, Stop } from "@luat/contract";
import { worldOf } from "../connection/world-of.js";
import type { Device } from "../device.js";
import { shown } from "../expect.js";
import { device as defaultDevice } from "../index.js";

/**
 * Lets one more function be told what happens to the sockets of a device, from now on: beside the option `diagnostics`, and for the default
 * device, which has none.
 *
 * @param diagnostics - is told; it may not throw.
 * @param device - whose sockets. Default: the default device.
 * @returns ends it.
 * @throws TypeError when `diagnostics` is no function, or `device` is none that `createDevice` made.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { observe } from "@luat/libnet/diagnostics";
 *
 * const stop = observe(({ kind, id }) => console.log(id, kind));
 * const connection = await connect({ host: "127.0.0.1", port: 7 }); // prints "4 connected"
 * stop();
 * await connection.close();
 * ```
 */
export function observe(diagnostics: Diagnostics, device: Device = defaultDevice): Stop {
  if (typeof diagnostics !== "function") throw new TypeError(`diagnostics is ${shown(diagnostics)}; expected a function`);
  return worldOf(device).engine.observe(diagnostics);
}
