import { shown } from "../../checks/shown.js";
import { mustKnow } from "../../checks/known-options.js";
import { HANDSHAKE_FAILURE } from "../tls/alert.js";
import { ALERT, HANDSHAKE, toRecords } from "../tls/record.js";
import type { Rule } from "./rule.js";
import { bothWays, TRAFFIC, type Traffic } from "./traffic.js";

/** How handshakes fail. */
export interface FailHandshakeOptions extends Traffic {
  /** The number of the alert that answers them, 0 to 255. Default: 40, `handshake_failure`. */
  readonly alert?: number | undefined;
}

/** What is known of a connection. */
type Stage = "dialled" | "hello" | "alerted" | "left alone";

/** The second of the two bytes of an alert says which one it is; the first that it is fatal. */
const FATAL = 2;

/**
 * Lets TLS handshakes fail: the server's answer to a client's hello becomes an alert on its way. Other connections are
 * not touched, nor those that were dialled before.
 *
 * @throws RangeError for a wrong number, TypeError for a wrong address or protocol.
 *
 * @example
 * ```ts
 * import { createAuthority } from "@luat/adapters/certs";
 * import { failHandshake, MockNet } from "@luat/adapters/mock";
 * import { createDevice } from "@luat/libnet";
 *
 * const net = new MockNet();
 * const server = createDevice({ adapters: { LWIP_ETH: net.host("10.0.0.1") }, clock: net.clock });
 * const client = createDevice({ adapters: { LWIP_GP: net.host("10.0.0.2") }, clock: net.clock });
 * const authority = createAuthority({ now: net.clock.wall() });
 * using broken = net.rule(failHandshake({ alert: 80, port: 8883 }));
 * await net.clock.run(async () => {
 *   await server.listen({ port: 8883, tls: authority.issue({ names: ["10.0.0.1"] }) });
 *   const dial = client.connect({ host: "10.0.0.1", port: 8883, tls: { ca: authority.cert } });
 *   await dial.catch((error: { tls?: string }) => error.tls); // "refused"
 * });
 * ```
 */
export function failHandshake(options: FailHandshakeOptions = {}): Rule {
  mustKnow("failHandshake", options, { alert: true, ...TRAFFIC });
  const { alert = HANDSHAKE_FAILURE, ...traffic } = options;
  if (!(Number.isInteger(alert) && alert >= 0 && alert <= 255)) throw new RangeError(`alert is ${shown(alert)}; expected 0 to 255`);
  const matches = bothWays(traffic);
  const clients = new Map<number, { readonly host: string; readonly port: number; stage: Stage }>();
  return function failHandshake(packet) {
    if (packet.kind === "syn" && matches(packet)) {
      clients.set(packet.connection, { ...packet.from, stage: "dialled" });
      return "pass";
    }
    const client = packet.kind === "data" ? clients.get(packet.connection) : undefined;
    if (client === undefined) return "pass";
    const isFromClient = packet.from.host === client.host && packet.from.port === client.port;
    if (isFromClient && client.stage === "dialled") client.stage = packet.bytes[0] === HANDSHAKE ? "hello" : "left alone";
    else if (!isFromClient && (client.stage === "hello" || (client.stage === "alerted" && packet.attempt > 1))) {
      client.stage = "alerted";
      return { corrupt: toRecords(ALERT, Uint8Array.of(FATAL, alert)) };
    }
    return "pass";
  };
}
