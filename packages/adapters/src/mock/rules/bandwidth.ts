import { canonical } from "../address.js";
import { shown } from "../../checks/shown.js";
import { mustKnow } from "../../checks/known-options.js";
import type { Rule } from "./rule.js";
import { oneWay, TRAFFIC, type Traffic } from "./traffic.js";

/** How fast a line is. */
export interface BandwidthOptions extends Traffic {
  /** Bytes of data that each host sends in a second, above 0. Headers are not counted. */
  readonly bytesPerSecond: number;
}

/**
 * Gives each host a line that takes only so many bytes in a second; what comes faster waits for its turn, and none is
 * lost.
 *
 * @throws RangeError for a wrong number, TypeError for a wrong address or protocol.
 *
 * @example
 * ```ts
 * import { bandwidth, MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * using gprs = net.rule(bandwidth({ bytesPerSecond: 5_000 }));
 * await net.clock.run(async () => {
 *   const listener = await server.listen({ port: 1883 });
 *   const connection = await client.connect({ host: "10.0.0.1", port: 1883 });
 *   const accepted = await listener.accept();
 *   void connection.tx(new Uint8Array(20_000));
 *   let length = 0;
 *   while (length < 20_000) length += (await accepted?.rx())?.length ?? 20_000;
 *   net.clock.now(); // 4_000
 * });
 * ```
 */
export function bandwidth(options: BandwidthOptions): Rule {
  mustKnow("bandwidth", options, { bytesPerSecond: true, ...TRAFFIC });
  const { bytesPerSecond, ...traffic } = options;
  if (!(typeof bytesPerSecond === "number" && bytesPerSecond > 0 && bytesPerSecond < Infinity)) throw new RangeError(`bytesPerSecond is ${shown(bytesPerSecond)}; expected a number above 0`);
  const matches = oneWay(traffic);
  /** When the line of each host has sent all that it was given. */
  const free = new Map<string, number>();
  return function bandwidth(packet) {
    if (!matches(packet)) return "pass";
    const { time, from, bytes } = packet;
    const host = canonical(from.host);
    const done = Math.max(time, free.get(host) ?? 0) + (bytes.length * 1000) / bytesPerSecond;
    free.set(host, done);
    return { delay: done - time };
  };
}
