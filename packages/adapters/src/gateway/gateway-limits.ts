import { shown } from "../checks/shown.js";

/** What a gateway has enough of at some point. Times are in milliseconds. */
export interface GatewayLimits {
  /** Channels that are open at once; one is a stream, a listener or a datagram socket. Default: 10,000. */
  readonly channels?: number | undefined;
  /** Channels of one client address (of IPv6: of one /64 network) that are open at once. Default: 1,000. */
  readonly channelsPerClient?: number | undefined;
  /** Upgrades that one client address may ask for in a second, refused ones included. Default: 50. */
  readonly upgradesPerSecond?: number | undefined;
  /** Upgrades that it may ask for at once after a while of rest. Default: 200. */
  readonly upgradeBurst?: number | undefined;
  /** Bytes that are kept for one channel in each direction before whoever sends them must wait. At least 65,536. Default: 262,144. */
  readonly window?: number | undefined;
  /** How many clients of a listener may wait to be accepted, whatever the backlog that was asked for. Default: 128. */
  readonly backlog?: number | undefined;
  /** Until the first message of a channel. Default: 10,000. */
  readonly handshakeTimeout?: number | undefined;
  /** Until a dialled stream is connected, and secured where it is to be, with all addresses of its name. Default: 30,000. */
  readonly dialTimeout?: number | undefined;
  /** Of a stream or datagram socket: how long nothing may go either way. Default: for ever. */
  readonly idleTimeout?: number | undefined;
  /** Between two pings of a channel; whose client has not answered by the next one is dropped. Default: 30,000. */
  readonly pingInterval?: number | undefined;
}

/** All of them settled; only idleness may be without limit. */
export type Limits = { readonly [L in Exclude<keyof GatewayLimits, "idleTimeout">]-?: number } & { readonly idleTimeout: number | undefined };

/** What timers take. */
const LONGEST = 2_147_483_647;

const DEFAULTS: Limits = {
  channels: 10_000,
  channelsPerClient: 1_000,
  upgradesPerSecond: 50,
  upgradeBurst: 200,
  window: 262_144,
  backlog: 128,
  handshakeTimeout: 10_000,
  dialTimeout: 30_000,
  idleTimeout: undefined,
  pingInterval: 30_000,
};

/** The least and the most of those that do not simply begin at 1. */
const RANGES: Readonly<Partial<Record<keyof Limits, readonly [number, number]>>> = {
  window: [65_536, 16_777_216],
};

/**
 * Checks limits, and settles those that are absent.
 *
 * @throws TypeError for one that there is not, RangeError for one that is no whole number of its range.
 */
export function limitsOf(given: GatewayLimits = {}): Limits {
  if (typeof given !== "object" || given === null || Array.isArray(given)) throw new TypeError(`limits is ${shown(given)}; expected an object`);
  const settled: Record<string, number | undefined> = { ...DEFAULTS };
  for (const [name, value] of Object.entries(given) as Array<[keyof Limits, unknown]>) {
    if (!Object.hasOwn(DEFAULTS, name)) throw new TypeError(`limits.${name} is no limit; expected one of ${Object.keys(DEFAULTS).join(", ")}`);
    if (value === undefined) continue;
    const [least, most] = RANGES[name] ?? [1, LONGEST];
    if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
      throw new RangeError(`limits.${name} is ${shown(value)}; expected a whole number from ${least} to ${most}`);
    }
    settled[name] = value as number;
  }
  return settled as Limits;
}
