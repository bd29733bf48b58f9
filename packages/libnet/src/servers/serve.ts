import type { Device } from "../device.js";
import { worldOf } from "../connection/world-of.js";
import { expectSignal } from "../expect.js";
import { device as defaultDevice } from "../index.js";
import type { ManagedServer } from "./managed-server.js";
import { expectServeOptions, type ServeOptions } from "./serve-options.js";
import { SocketManagedServer } from "./socket-managed-server.js";

/**
 * Listens for TCP or TLS clients, and manages them.
 *
 * @param options - where and how to listen, and the limits; see {@link ServeOptions}.
 * @param device - the device to listen on. Default: the default device.
 * @returns the server, listening.
 * @throws TypeError, RangeError when an option is wrong or is none, or the device has no such adapter.
 * @throws TlsError (`tls`) when the certificate or key is wrong, BrokenError (`in-use`, `address`, `forbidden`, …), TimeoutError
 * (`timeout`), ClosedError (`stopped`), or the signal's reason.
 *
 * @example
 * ```ts
 * import { connect } from "@luat/libnet";
 * import { serve } from "@luat/libnet/servers";
 *
 * const server = await serve({
 *   port: 6000,
 *   maxClients: 10_000,
 *   maxPerAddress: 100,
 *   acceptRate: { perSecond: 200, burst: 500 },
 *   loginTimeout: 10_000,
 *   idleTimeout: 180_000,
 * });
 * const serving = server.each(async (client) => {
 *   await client.tx("welcome");
 *   server.identify(client, "pump 1");
 *   for await (const bytes of client) server.broadcast(bytes, { filter: (other) => other !== client });
 * });
 *
 * const pump = await connect({ host: "127.0.0.1", port: 6000 });
 * console.log(new TextDecoder().decode(await pump.rx())); // prints "welcome"
 * await pump.close();
 * await server.close();
 * await serving;
 * ```
 */
export async function serve(options: ServeOptions, device: Device = defaultDevice): Promise<ManagedServer> {
  const limits = expectServeOptions(options);
  const signal = expectSignal(options.signal);
  return await new SocketManagedServer(worldOf(device), limits).open(options, signal);
}
