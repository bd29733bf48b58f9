import { mustBePositive } from "../checks.js";
import { mustKnow } from "../../checks/known-options.js";
import type { PacketView } from "./packet-view.js";
import type { Rule } from "./rule.js";
import { oneWay, TRAFFIC, type Traffic } from "./traffic.js";

/** How small segments are. */
export interface SlicesOptions extends Traffic {
  /** Bytes of the largest one, at least 1. */
  readonly most: number;
}

/**
 * Cuts what TCP sends into tiny segments, so that code which takes a read for a message is caught.
 *
 * @throws RangeError for a wrong number, TypeError for a wrong address or protocol.
 *
 * @example
 * ```ts
 * import { MockNet, slices } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * using tiny = net.rule(slices({ most: 2 }));
 * let segments = 0;
 * net.rule(({ kind }) => void (kind === "data" && segments++));
 * await net.clock.run(async () => {
 *   await server.listen({ port: 1883 });
 *   const connection = await client.connect({ host: "10.0.0.1", port: 1883 });
 *   await connection.tx("hello");
 * });
 * segments; // 3
 * ```
 */
export function slices(options: SlicesOptions): Rule {
  mustKnow("slices", options, { most: true, ...TRAFFIC });
  const { most, ...traffic } = options;
  mustBePositive("most", most);
  const matches = oneWay(traffic);
  function slices(): void {
    // It lets all pass.
  }
  return Object.assign(slices, { segment: (data: PacketView) => (matches(data) ? most : undefined) });
}
