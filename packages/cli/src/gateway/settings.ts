import type { GatewayLimits } from "@luat/adapters/gateway";
import type { Wording } from "../usage-error.js";

/** What a setting is: `list` are texts, one after the other in a flag, with blanks between in the environment. */
export interface Setting {
  readonly kind: "text" | "list" | "flag" | "integer";
  /** Its name on the command line, without dashes; absent: it stands there without a name. */
  readonly flag?: string;
  /** Of an integer. */
  readonly least?: number;
  readonly most?: number;
}

/** What timers take, in milliseconds. */
const LONGEST = 2_147_483_647;
const count = (flag: string, least = 1, most = LONGEST): Setting => ({ kind: "integer", flag, least, most });
const text = (flag: string): Setting => ({ kind: "text", flag });

/** The limits of the gateway, by their names there. */
export const LIMITS: Readonly<Record<keyof GatewayLimits, Setting>> = {
  channels: count("channels"),
  channelsPerClient: count("channels-per-client"),
  upgradesPerSecond: count("upgrades-per-second"),
  upgradeBurst: count("upgrade-burst"),
  window: count("window", 65_536, 16_777_216),
  backlog: count("backlog"),
  handshakeTimeout: count("handshake-timeout"),
  dialTimeout: count("dial-timeout"),
  idleTimeout: count("idle-timeout"),
  pingInterval: count("ping-interval"),
};

/** All settings, by their names in the file; in the environment they are `LUAT_GATEWAY_` and the same in capitals. */
export const SETTINGS = {
  url: { kind: "text" },
  allow: { kind: "list", flag: "allow" },
  tokens: { kind: "list", flag: "token" },
  tokenFile: text("token-file"),
  origins: { kind: "list", flag: "origin" },
  trustProxy: { kind: "flag", flag: "trust-proxy" },
  cert: text("cert"),
  key: text("key"),
  password: text("password"),
  workers: count("workers", 1, 256),
  stopDeadline: count("stop-deadline", 0),
  log: text("log"),
  ...LIMITS,
} as const satisfies Readonly<Record<string, Setting>>;

/** The name of a setting. */
export type SettingName = keyof typeof SETTINGS;

/** A value, and where it was found, for messages. */
export interface Found {
  readonly value: string | boolean | number | readonly string[];
  /** What messages call it, such as `--workers`. */
  readonly called: Wording;
}

/** The settings of one source. */
export type Source = Readonly<Partial<Record<SettingName, Found>>>;
