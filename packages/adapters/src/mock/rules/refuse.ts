import { mustBeAddress } from "../../checks/addresses.js";
import type { Rule } from "./rule.js";
import { oneWay } from "./traffic.js";

/**
 * Acts as if nobody listened: dials are refused, and datagrams come back as undeliverable. Connections that are open are
 * not touched.
 *
 * @param address - of a host.
 * @param port - only this port of it. Default: all.
 * @throws TypeError or RangeError for a wrong address or port.
 *
 * @example
 * ```ts
 * import { MockNet, refuse } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * await net.clock.run(async () => {
 *   await server.listen({ port: 1883 });
 *   using closed = net.rule(refuse("10.0.0.1", 1883));
 *   const dial = client.connect({ host: "10.0.0.1", port: 1883 });
 *   await dial.catch((error: { code?: string }) => error.code); // "refused"
 * });
 * ```
 */
export function refuse(address: string, port?: number): Rule {
  mustBeAddress("address", address);
  const matches = oneWay({ to: address });
  oneWay({ port });
  return function refuse(packet) {
    const isMeant = (packet.kind === "syn" || packet.kind === "datagram") && matches(packet) && (port === undefined || packet.to.port === port);
    return isMeant ? "reset" : "pass";
  };
}
