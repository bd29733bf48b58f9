import { worldOf } from "../connection/world-of.js";
import type { Device } from "../device.js";
import type { Codec } from "../frames/codec.js";
import { device as defaultDevice } from "../index.js";
import { expectLongOptions } from "./expect-options.js";
import { LiveLongConnection } from "./live-long-connection.js";
import type { LongConnection } from "./long-connection.js";
import type { LongConnectionOptions } from "./options.js";
import { plainBytes } from "./plain-bytes.js";

/**
 * Keeps a connection to a TCP or TLS server, and makes a new one whenever it is lost.
 *
 * @param options - where to, and how; see {@link LongConnectionSettings}.
 * @param device - whose network it uses, and with which it ends. Default: the default device.
 * @returns the long connection, at work already.
 * @throws TypeError, RangeError when an option is wrong or there is none of that name, or the device has no such adapter.
 * @throws TlsError (`tls`) when a certificate or key cannot be used, ClosedError (`stopped`) when the device is stopped, or the signal's reason.
 *
 * @example
 * ```ts
 * import { longConnection } from "@luat/libnet/long-connection";
 *
 * const long = longConnection({
 *   host: "127.0.0.1",
 *   port: 7,
 *   login: async (session) => {
 *     await session.tx("I am device 7\n");
 *     await session.rx({ timeout: 10_000 });
 *   },
 * });
 * long.on("state", (state) => {
 *   if (state.kind === "waiting-to-retry") console.log(`again in ${state.delay} ms, after ${String(state.cause)}`);
 * });
 * await long.tx("hello");
 * console.log(new TextDecoder().decode(await long.rx())); // prints "hello"
 * await long.stop();
 * ```
 */
export function longConnection<In, Out>(options: LongConnectionOptions<In, Out> & { readonly frames: Codec<In, Out> }, device?: Device): LongConnection<In, Out>;
export function longConnection(options: LongConnectionOptions, device?: Device): LongConnection;
export function longConnection<In, Out>(options: LongConnectionOptions<In, Out>, device: Device = defaultDevice): LongConnection<In, Out> {
  const world = worldOf(device);
  // Without a codec the types are those of plain bytes, which the overloads say.
  return new LiveLongConnection(world, expectLongOptions(options, plainBytes as unknown as Codec<In, Out>, world.clock));
}
