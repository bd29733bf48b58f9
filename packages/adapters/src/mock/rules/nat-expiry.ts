import { shown } from "../../checks/shown.js";
import { mustKnow } from "../../checks/known-options.js";
import type { PacketView } from "./packet-view.js";
import type { Rule } from "./rule.js";
import { bothWays, TRAFFIC, type Traffic } from "./traffic.js";

/** How long a router remembers. */
export interface NatExpiryOptions extends Traffic {
  /** Milliseconds without a packet after which a connection is forgotten, above 0. */
  readonly idle: number;
}

/** What a router knows of a connection. */
interface Entry {
  /** Who sent the first packet: the side whose network it is. */
  readonly inside: string;
  lastUsed: number;
}

/**
 * A router on the way that forgets connections which were idle for long, as those of mobile networks do, and tells nobody:
 * what is sent on a forgotten one is lost, both ways, while new ones are fine. Any packet counts as use, those of keep-alive
 * too. Of datagrams only those from outside are lost: one from inside, where the first came from, makes the router
 * remember again.
 *
 * @throws RangeError for a wrong number, TypeError for a wrong address or protocol.
 *
 * @example
 * ```ts
 * import { MockNet, natExpiry } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * using router = net.rule(natExpiry({ idle: 120_000 }));
 * await net.clock.run(async () => {
 *   await server.listen({ port: 1883 });
 *   const keepAlive = { idle: 60, interval: 10, count: 3 };
 *   const kept = await client.connect({ host: "10.0.0.1", port: 1883, keepAlive });
 *   const quiet = await client.connect({ host: "10.0.0.1", port: 1883 });
 *   await net.clock.advance(600_000);
 *   await Promise.all([kept.tx("still there"), quiet.tx("gone")]);
 *   await net.clock.advance(103_000);
 *   [kept.state, quiet.state]; // ["open", "closed"]
 * });
 * ```
 */
export function natExpiry(options: NatExpiryOptions): Rule {
  mustKnow("natExpiry", options, { idle: true, ...TRAFFIC });
  const { idle, ...traffic } = options;
  if (!(typeof idle === "number" && idle > 0 && idle < Infinity)) throw new RangeError(`idle is ${shown(idle)}; expected milliseconds above 0`);
  const matches = bothWays(traffic);
  const entries = new Map<string, Entry>();
  return function natExpiry(packet) {
    if (!matches(packet)) return "pass";
    const { time, protocol, connection } = packet;
    const key = `${protocol} ${connection}`;
    const entry = entries.get(key);
    if (entry === undefined) {
      entries.set(key, { inside: senderOf(packet), lastUsed: time });
      return "pass";
    }
    const isForgotten = time - entry.lastUsed > idle;
    if (isForgotten && !(protocol === "udp" && entry.inside === senderOf(packet))) return "drop";
    entry.lastUsed = time;
    return "pass";
  };
}

function senderOf({ from }: PacketView): string {
  return `${from.host} ${from.port}`;
}
