import { canonical } from "../address.js";
import { mustBeAddress, mustBePort } from "../../checks/addresses.js";
import { shown } from "../../checks/shown.js";
import type { PacketView } from "./packet-view.js";

/**
 * Which packets are meant. What is left out is any.
 *
 * @example
 * ```ts
 * import { loss, MockNet, type Traffic } from "@luat/adapters/mock";
 *
 * const uplink: Traffic = { from: "10.0.0.2", protocol: "udp" };
 * new MockNet().rule(loss({ rate: 0.1, ...uplink }));
 * ```
 */
export interface Traffic {
  /** The address of the host that they leave. */
  readonly from?: string | undefined;
  /** The address of the host that they are for. */
  readonly to?: string | undefined;
  /** The port at one of the ends. */
  readonly port?: number | undefined;
  /** Of connections, or of datagrams. */
  readonly protocol?: "tcp" | "udp" | undefined;
}

/** Its options. */
export const TRAFFIC = { from: true, to: true, port: true, protocol: true } as const satisfies Record<keyof Traffic, true>;

/** Tells whether a packet is meant. */
export type Matcher = (packet: Pick<PacketView, "from" | "to" | "protocol">) => boolean;

/** Packets in the direction that is said. @throws TypeError, RangeError */
export function oneWay({ from, to, port, protocol }: Traffic): Matcher {
  if (from !== undefined) mustBeAddress("from", from);
  if (to !== undefined) mustBeAddress("to", to);
  mustBePort("port", port);
  if (protocol !== undefined && !["tcp", "udp"].includes(protocol)) throw new TypeError(`protocol is ${shown(protocol)}; expected "tcp" or "udp"`);
  const [source, target] = [from, to].map((address) => (address === undefined ? undefined : canonical(address)));
  return (packet) =>
    (source === undefined || canonical(packet.from.host) === source) &&
    (target === undefined || canonical(packet.to.host) === target) &&
    (port === undefined || packet.from.port === port || packet.to.port === port) &&
    (protocol === undefined || packet.protocol === protocol);
}

/** The same, and what goes back. */
export function bothWays(traffic: Traffic): Matcher {
  const matches = oneWay(traffic);
  return (packet) => matches(packet) || matches({ ...packet, from: packet.to, to: packet.from });
}
