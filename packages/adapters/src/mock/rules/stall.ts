import { mustKnow } from "../../checks/known-options.js";
import type { Rule } from "./rule.js";
import { oneWay, TRAFFIC, type Traffic } from "./traffic.js";

/**
 * Nothing moves; when the guard is removed it goes on where it stood, datagrams included. No time-out of TCP counts
 * meanwhile, but keep-alive finds nobody there.
 *
 * @throws TypeError or RangeError for a wrong address, port or protocol.
 *
 * @example
 * ```ts
 * import { MockNet, stall } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * await net.clock.run(async () => {
 *   await server.listen({ port: 1883 });
 *   const guard = net.rule(stall({ port: 1883 }));
 *   net.clock.after(5_000, guard);
 *   await client.connect({ host: "10.0.0.1", port: 1883 });
 *   net.clock.now(); // 5_000
 * });
 * ```
 */
export function stall(traffic: Traffic = {}): Rule {
  mustKnow("stall", traffic, TRAFFIC);
  const matches = oneWay(traffic);
  return function stall(packet) {
    return matches(packet) ? "hold" : "pass";
  };
}
