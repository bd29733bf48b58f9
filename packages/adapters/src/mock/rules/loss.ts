import { mustBeRate } from "../checks.js";
import { mustKnow } from "../../checks/known-options.js";
import type { Rule } from "./rule.js";
import { oneWay, TRAFFIC, type Traffic } from "./traffic.js";

/** How many packets are lost. */
export interface LossOptions extends Traffic {
  /** How likely it is for each, from 0 to 1. */
  readonly rate: number;
}

/**
 * Loses packets by chance: datagrams for good, while TCP sends again and is only late.
 *
 * @throws RangeError for a wrong number, TypeError for a wrong address or protocol.
 *
 * @example
 * ```ts
 * import { loss, MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet({ seed: 7 });
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * using weather = net.rule(loss({ rate: 0.2, protocol: "udp" }));
 * let heard = 0;
 * await net.clock.run(async () => {
 *   const there = await server.bind({ port: 53 });
 *   const here = await client.bind();
 *   for (let n = 0; n < 100; n++) await here.tx("?", { host: "10.0.0.1", port: 53 });
 *   while ((await there.rx({ timeout: 1_000 }).catch(() => undefined)) !== undefined) heard++;
 * });
 * heard > 60 && heard < 95; // true
 * ```
 */
export function loss(options: LossOptions): Rule {
  mustKnow("loss", options, { rate: true, ...TRAFFIC });
  const { rate, ...traffic } = options;
  mustBeRate("rate", rate);
  const matches = oneWay(traffic);
  return function loss(packet, random) {
    return matches(packet) && random() < rate ? "drop" : "pass";
  };
}
