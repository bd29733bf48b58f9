import { mustBeDuration } from "../checks.js";
import { mustKnow } from "../../checks/known-options.js";
import type { Rule } from "./rule.js";
import { oneWay, TRAFFIC, type Traffic } from "./traffic.js";

/** How long packets take. */
export interface LatencyOptions extends Traffic {
  /** Milliseconds that each is longer under way than it would be. */
  readonly ms: number;
  /** Up to so many whole ms more, by chance: datagrams overtake each other then. Default: 0. */
  readonly jitter?: number | undefined;
}

/**
 * Makes a way longer, in addition to the latency of the net.
 *
 * @throws RangeError for a wrong number, TypeError for a wrong address or protocol.
 *
 * @example
 * ```ts
 * import { latency, MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * await net.clock.run(async () => {
 *   await server.listen({ port: 1883 });
 *   using far = net.rule(latency({ ms: 150, from: "10.0.0.2" }));
 *   await client.connect({ host: "10.0.0.1", port: 1883 });
 *   net.clock.now(); // 150
 * });
 * ```
 */
export function latency(options: LatencyOptions): Rule {
  mustKnow("latency", options, { ms: true, jitter: true, ...TRAFFIC });
  const { ms, jitter = 0, ...traffic } = options;
  mustBeDuration("ms", ms);
  mustBeDuration("jitter", jitter);
  const matches = oneWay(traffic);
  return function latency(packet, random) {
    if (!matches(packet)) return "pass";
    return { delay: ms + (jitter > 0 ? Math.round(random() * jitter) : 0) };
  };
}
