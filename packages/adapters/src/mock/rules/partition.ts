import { canonical } from "../address.js";
import { mustBeAddress } from "../../checks/addresses.js";
import { mustBeAddresses } from "../checks.js";
import type { Rule } from "./rule.js";

/**
 * Cuts the net in two: what goes from a host of one group to a host of the other is lost, and nobody is told. Repaired
 * when the guard is removed: what TCP tries to send gets through at its next try. Nothing of a connection that was aborted
 * meanwhile does, its reset neither.
 *
 * @param groupA - addresses.
 * @param groupB - addresses. Hosts that are in none of the groups reach everybody.
 * @throws TypeError for what is no address.
 *
 * @example
 * ```ts
 * import { MockNet, partition } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * await net.clock.run(async () => {
 *   await server.listen({ port: 1883 });
 *   using rift = net.rule(partition(["10.0.0.1"], ["10.0.0.2", "10.0.0.3"]));
 *   net.clock.after(1_000, rift);
 *   await client.connect({ host: "10.0.0.1", port: 1883 });
 *   net.clock.now(); // 1_400
 * });
 * ```
 */
export function partition(groupA: readonly string[], groupB: readonly string[]): Rule {
  const [a, b] = [addressesOf("groupA", groupA), addressesOf("groupB", groupB)];
  return function partition({ from, to }) {
    const [source, target] = [canonical(from.host), canonical(to.host)];
    return (a.has(source) && b.has(target)) || (b.has(source) && a.has(target)) ? "drop" : "pass";
  };
}

function addressesOf(what: string, group: readonly string[]): ReadonlySet<string> {
  mustBeAddresses(what, group);
  for (const address of group) mustBeAddress(`an address of ${what}`, address);
  return new Set(group.map(canonical));
}
