import { mustBePositive } from "../checks.js";
import { mustKnow } from "../../checks/known-options.js";
import type { Rule } from "./rule.js";
import { bothWays, TRAFFIC, type Traffic } from "./traffic.js";

/** How much a connection carries. */
export interface ResetAfterOptions extends Traffic {
  /** Bytes of data, of both directions together, that get through; at least 1. The segment that would go beyond is lost. */
  readonly bytes: number;
}

/**
 * Cuts every TCP connection hard when it has carried so many bytes, counted from when the rule is installed.
 *
 * @throws RangeError for a wrong number, TypeError for a wrong address or protocol.
 *
 * @example
 * ```ts
 * import { MockNet, resetAfter } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * using cut = net.rule(resetAfter({ bytes: 10 }));
 * await net.clock.run(async () => {
 *   await server.listen({ port: 1883 });
 *   const connection = await client.connect({ host: "10.0.0.1", port: 1883 });
 *   connection.on("close", (end) => console.log(end.kind)); // prints "broken"
 *   for (let n = 0; n < 3; n++) await connection.tx("1234");
 *   await net.clock.advance(0);
 * });
 * ```
 */
export function resetAfter(options: ResetAfterOptions): Rule {
  mustKnow("resetAfter", options, { bytes: true, ...TRAFFIC });
  const { bytes, ...traffic } = options;
  mustBePositive("bytes", bytes);
  const matches = bothWays(traffic);
  const carried = new Map<number, number>();
  /** Up to where each direction was counted, so that what is sent again is not counted again. */
  const counted = new Map<string, number>();
  return function resetAfter(packet) {
    if (packet.kind !== "data" || !matches(packet)) return "pass";
    const { connection, from, sequence } = packet;
    const way = `${connection} ${from.host} ${from.port}`;
    const end = sequence + packet.bytes.length;
    const total = (carried.get(connection) ?? 0) + Math.max(0, end - (counted.get(way) ?? sequence));
    counted.set(way, Math.max(end, counted.get(way) ?? 0));
    carried.set(connection, total);
    return total > bytes ? "reset" : "pass";
  };
}
