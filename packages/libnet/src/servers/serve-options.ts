import type { ListenOptions } from "../connection/listen.js";
import { expectInteger, expectKnown, expectOptions, expectTimeout, shown } from "../expect.js";
import type { AdmissionLimits } from "./admission.js";

/** Where and how to listen, and what clients may do. */
export interface ServeOptions extends ListenOptions {
  /** How many clients may be there at once. Default: no limit. */
  readonly maxClients?: number | undefined;
  /** How many clients may be there from one address. Devices behind one router share theirs. Default: no limit. */
  readonly maxPerAddress?: number | undefined;
  /**
   * How many clients are let in a second, and how many at once after a pause (`burst`; default: as many as in a second). More
   * are sent away: the place of a login that is dear, such as one that asks a database. Default: no limit.
   */
  readonly acceptRate?: { readonly perSecond: number; readonly burst?: number | undefined } | undefined;
  /**
   * How many clients may wait to be handed out to a loop or to `each`, and, with TLS, be amid the handshake; more are sent
   * away. Default: 128.
   */
  readonly backlog?: number | undefined;
  /** Milliseconds from when a client is let in until it must be identified, or it is ended. Default: no limit. */
  readonly loginTimeout?: number | undefined;
  /**
   * Milliseconds after which a client from which nothing came is ended; what is sent to it does not count, as that goes out to
   * nobody too. Default: no limit.
   */
  readonly idleTimeout?: number | undefined;
  /** How many bytes may wait for one client in broadcasts and unicasts; one message always may. Default: 262,144. */
  readonly maxQueued?: number | undefined;
  /** What happens when more would wait: `"drop"` the message, or `"disconnect"` the client. Default: `"drop"`. */
  readonly slowClients?: "drop" | "disconnect" | undefined;
  /** Ends the server, whenever it is aborted, as `close({ deadline: 0 })` does; while it does not listen yet, `serve` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

const KNOWN: Readonly<Record<keyof ServeOptions, true>> = {
  ...{ port: true, host: true, tls: true, onRejected: true, backlog: true, keepAlive: true, adapter: true, timeout: true, signal: true },
  ...{ maxClients: true, maxPerAddress: true, acceptRate: true, loginTimeout: true, idleTimeout: true, maxQueued: true, slowClients: true },
};

/** The limits of {@link ServeOptions}, checked; `undefined`: none. */
export interface ServerLimits {
  readonly admission: AdmissionLimits;
  readonly loginTimeout: number | undefined;
  readonly idleTimeout: number | undefined;
  readonly maxQueued: number;
  readonly dropsSlow: boolean;
}

const BACKLOG = 128;
const MAX_QUEUED = 262_144;

/** Checks what is not checked by listening. */
export function expectServeOptions(options: ServeOptions): ServerLimits {
  const { slowClients = "drop" } = expectKnown(options, "serve", KNOWN, "options");
  if (slowClients !== "drop" && slowClients !== "disconnect") throw new TypeError(`slowClients is ${shown(slowClients)}; expected "drop" or "disconnect"`);
  return {
    admission: {
      clients: expectCount(options.maxClients, "maxClients"),
      perAddress: expectCount(options.maxPerAddress, "maxPerAddress"),
      waiting: options.backlog === undefined ? BACKLOG : expectInteger(options.backlog, "backlog", 1),
      rate: expectRate(options.acceptRate),
    },
    loginTimeout: expectTimeout(options.loginTimeout, "loginTimeout"),
    idleTimeout: expectTimeout(options.idleTimeout, "idleTimeout"),
    maxQueued: options.maxQueued === undefined ? MAX_QUEUED : expectInteger(options.maxQueued, "maxQueued", 0),
    dropsSlow: slowClients === "drop",
  };
}

/** A number of clients; none and `Infinity` are no limit. */
function expectCount(value: number | undefined, name: string): number {
  return value === undefined || value === Infinity ? Infinity : expectInteger(value, name, 1);
}

function expectRate(rate: ServeOptions["acceptRate"]): AdmissionLimits["rate"] {
  if (rate === undefined) return undefined;
  const { perSecond, burst } = expectOptions(rate, "acceptRate", "{ perSecond, burst }");
  if (typeof perSecond !== "number") throw new TypeError(`acceptRate.perSecond is ${shown(perSecond)}; expected a number`);
  if (!(perSecond > 0 && perSecond < Infinity)) throw new RangeError(`acceptRate.perSecond is ${perSecond}; expected a finite number above 0`);
  return { perSecond, burst: burst === undefined ? Math.max(1, Math.floor(perSecond)) : expectInteger(burst, "acceptRate.burst", 1) };
}
