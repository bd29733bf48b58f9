/** What a channel can be; `waiting`: its first message has not come. An accepted client of a listener is a channel of its own. */
export type ChannelKind = "waiting" | "tcp" | "tls" | "udp" | "listen" | "accept";

/**
 * Why a channel was not opened.
 *
 * | reason | answer | meaning |
 * |---|---|---|
 * | `path` | 404 | not the path of the gateway |
 * | `protocol` | 400, or 1002 | no WebSocket, another subprotocol, or a wrong first message |
 * | `origin` | 403 | a page of another origin |
 * | `rate` | 503 | too many upgrades of this client in a short time |
 * | `limit` | 503, or 1013 | too many channels, in all or of this client |
 * | `stopping` | 503 | the gateway stops |
 * | `token` | 1008 | no token, or a wrong one |
 * | `silent` | 1008 | no first message in time |
 * | `forbidden` | 1008 | no rule allows the target |
 */
export type RefusalReason = "path" | "protocol" | "origin" | "rate" | "limit" | "stopping" | "token" | "silent" | "forbidden";

/** What a gateway has done and does, as plain data: what its metrics are made of. Up is from the client, down is to it. */
export interface GatewayStatus {
  /** Whether `stop` was called: new clients are refused, and open channels end. */
  readonly isStopping: boolean;
  /** How many channels of each kind are open. */
  readonly open: Readonly<Record<ChannelKind, number>>;
  /** How many were opened in all: their first message was good, and allowed. */
  readonly opened: Readonly<Record<Exclude<ChannelKind, "waiting">, number>>;
  /** How many were not opened, by the reason. */
  readonly refused: Readonly<Record<RefusalReason, number>>;
  /** How many of those that were opened ended with a fault, by its reason; `protocol`: the client broke the protocol; `lost`: its WebSocket did not answer any more. */
  readonly failed: Readonly<Record<string, number>>;
  /** Payload in bytes, datagrams included. */
  readonly bytes: { readonly up: number; readonly down: number };
  /** How many datagrams came from clients, and how many were sent to them; those that were dropped are not among these. */
  readonly datagrams: { readonly up: number; readonly down: number };
  /** Datagrams for clients that were dropped: the client was too slow, or no rule allows who sent them. */
  readonly dropped: { readonly slow: number; readonly forbidden: number };
}

/**
 * The status of several gateways as one, such as those of several processes.
 *
 * @example
 * ```ts
 * import { nodeAdapter } from "@luat/adapters/node";
 * import { Gateway, sumOfStatus } from "@luat/adapters/gateway";
 *
 * const gateways = [1, 2].map(() => new Gateway({ card: nodeAdapter(), allow: [] }));
 * sumOfStatus(gateways.map((gateway) => gateway.status())).open.tcp; // 0
 * ```
 */
export function sumOfStatus(all: readonly GatewayStatus[]): GatewayStatus {
  const sum = <K extends string>(pick: (one: GatewayStatus) => Readonly<Record<K, number>>): Record<K, number> => {
    const total: Record<string, number> = {};
    for (const [name, count] of all.flatMap((one) => Object.entries<number>(pick(one)))) total[name] = (total[name] ?? 0) + count;
    return total;
  };
  return {
    isStopping: all.some(({ isStopping }) => isStopping),
    open: sum(({ open }) => open),
    opened: sum(({ opened }) => opened),
    refused: sum(({ refused }) => refused),
    failed: sum(({ failed }) => failed),
    bytes: sum(({ bytes }) => bytes),
    datagrams: sum(({ datagrams }) => datagrams),
    dropped: sum(({ dropped }) => dropped),
  };
}
