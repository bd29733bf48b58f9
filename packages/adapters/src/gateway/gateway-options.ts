import { systemClock, silentLog, type Adapter, type Clock, type LogPort } from "@luat/contract";
import { mustKnow } from "../checks/known-options.js";
import { shown } from "../checks/shown.js";
import { Origins } from "./admission/origins.js";
import { Tokens } from "./admission/tokens.js";
import { limitsOf, type GatewayLimits, type Limits } from "./gateway-limits.js";
import { Policy } from "./policy/policy.js";

/** How a gateway is made. */
export interface GatewayOptions {
  /** The card that reaches the network for the clients. */
  readonly card: Adapter;
  /**
   * What clients may reach; nothing else. Each rule is `protocol://host:ports`:
   *
   * - the protocol is `tcp`, `tls` (dialling with TLS that ends at the gateway), `udp`, or `listen` (an address and port of the gateway);
   * - the host is a name, `*.example.com` for all names below it, an address, a range such as `10.0.0.0/8` or `[fd00::/8]`, or `*`;
   * - the ports are `80`, `80,443`, `8000-8999`, or `*`.
   *
   * Loopback, private, link-local and other special addresses are reached only by rules that name them, or a range of them, as
   * numbers: neither `*` nor a name that leads there will do. A local port of one's own choice needs a `listen` rule as listeners do, of a stream for all addresses.
   */
  readonly allow: readonly string[];
  /** Clients must have one of these, 16 to 4096 printable ASCII characters each. Absent: all may come in. */
  readonly tokens?: readonly string[] | undefined;
  /**
   * The origins whose pages may come in, such as `"https://app.example.com"`. Absent: all; empty: none. Clients that are no browsers have none, and need none.
   * `"null"` is that of files, and of frames in a sandbox, which every site can make.
   */
  readonly origins?: readonly string[] | undefined;
  /** Whether `X-Forwarded-For` says who the client is: only behind a proxy that adds it, as anybody can write it. Default: false. */
  readonly trustProxy?: boolean | undefined;
  /** How much of everything there may be. */
  readonly limits?: GatewayLimits | undefined;
  /** The time it lives in. Default: that of the card, else the system's. */
  readonly clock?: Clock | undefined;
  /** Where lines go about channels that are opened, closed and refused. Default: nowhere. */
  readonly log?: LogPort | undefined;
}

/** Options that were found good. */
export interface Settings {
  readonly card: Adapter;
  readonly policy: Policy;
  readonly tokens: Tokens;
  readonly origins: Origins;
  readonly trustProxy: boolean;
  readonly limits: Limits;
  readonly clock: Clock;
  readonly log: LogPort;
}

const NAMES = { card: true, allow: true, tokens: true, origins: true, trustProxy: true, limits: true, clock: true, log: true } as const;

/** @throws TypeError, RangeError when an option is wrong. */
export function settingsOf(options: GatewayOptions): Settings {
  mustKnow("Gateway", options, NAMES);
  const { card, allow, trustProxy = false, clock, log = silentLog } = options;
  if (typeof card?.dial !== "function") throw new TypeError(`card is ${shown(card)}; expected a network card, such as nodeAdapter()`);
  if (!Array.isArray(allow)) throw new TypeError(`allow is ${shown(allow)}; expected a list of rules such as "tcp://broker.example.com:1883"`);
  if (typeof trustProxy !== "boolean") throw new TypeError(`trustProxy is ${shown(trustProxy)}; expected true or false`);
  if (typeof log?.write !== "function") throw new TypeError(`log is ${shown(log)}; expected a log port`);
  return {
    ...{ card, trustProxy, log },
    policy: new Policy(allow),
    tokens: new Tokens(options.tokens),
    origins: new Origins(options.origins),
    limits: limitsOf(options.limits),
    clock: clock ?? card.clock ?? systemClock,
  };
}
