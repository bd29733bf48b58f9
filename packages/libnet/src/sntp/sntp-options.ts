import type { Endpoint } from "@luat/contract";
import type { AdapterName } from "@luat/socket";
import { DEFAULT_SERVERS } from "@luat/socket/sntp";
import type { WaitOptions } from "../connection/wait-options.js";
import { expectFamily, expectFlag, expectHost, expectInteger, expectKnown, expectPort, expectTimeout, shown } from "../expect.js";

/** Whom to ask for the time, and what to do with it. */
export interface SntpOptions extends WaitOptions {
  /**
   * Names or addresses, asked one after the other until one answers. Default: LuatOS's own, `ntp.aliyun.com`, `ntp.ntsc.ac.cn`
   * and `time1.cloud.tencent.com`.
   */
  readonly servers?: string | readonly string[] | undefined;
  /** The port of all of them, 1 to 65535. Default: 123. */
  readonly port?: number | undefined;
  /** Which address of a name to use. Default: the first one that the name service gives. */
  readonly family?: 4 | 6 | undefined;
  /** The card to use; default: the device's. */
  readonly adapter?: AdapterName | undefined;
  /** Milliseconds that a server has for its answer, its name included. Default: 2,000, as on LuatOS. */
  readonly serverTimeout?: number | undefined;
  /** How often a server is asked that stays silent: again when all others were. Default: 2, as a datagram may be lost. */
  readonly tries?: number | undefined;
  /** Milliseconds in all, waiting for the link included. Default: 15,000; `Infinity`: no limit. */
  readonly timeout?: number | undefined;
  /**
   * Sets the device's time of day, that of `os.time()`, `os.date()` and `socket.ntptm()`, and publishes `NTP_UPDATE`. Default:
   * false, so that a question changes nothing for others who use the device. The host's clock stays as it is in any case.
   */
  readonly set?: boolean | undefined;
  /** Takes any answer of 44 bytes from the server's address, as LuatOS does. Default: false, see `AnswerError`. */
  readonly lenient?: boolean | undefined;
}

/** What a time server says. */
export interface ServerTime {
  /**
   * The time when the answer arrived, in milliseconds since 1970, with fractions: it is the middle of what it may be, by `delay / 2`
   * to both sides, and by what the server itself may be wrong.
   */
  readonly time: number;
  /** Milliseconds that the device's clock (on a host: `Date.now()`, which has whole milliseconds) is behind that time. */
  readonly offset: number;
  /** Milliseconds that question and answer were under way, with fractions. */
  readonly delay: number;
  /** Who said so, as it stands in `servers`. */
  readonly server: string;
  /** Where it was asked. */
  readonly address: Endpoint;
  /** 1: it has a reference clock; otherwise so many servers to one that has. */
  readonly stratum: number;
  /** A leap second at the end of the month: 0: none; 1: one more; 2: one less; 3 (only with `lenient`): it does not know the time. */
  readonly leap: number;
  /** How fine its clock is, in milliseconds. */
  readonly precision: number;
  /** Milliseconds from it to the reference clock and back. */
  readonly rootDelay: number;
  /** Milliseconds by which it may differ from the reference clock, the delay not counted. */
  readonly rootDispersion: number;
  /** The reference clock's name, such as `"GPS"`, or the address of the server above it (of an IPv6 address, the first four bytes of its MD5). */
  readonly reference: string;
}

/** What a {@link SntpOptions.timeout} that is not given means. */
const TIMEOUT = 15_000;
const SERVER_TIMEOUT = 2_000;
const TRIES = 2;
const NTP_PORT = 123;

/** The options, checked, with their defaults. */
export interface SntpPlan {
  readonly servers: readonly string[];
  readonly port: number;
  readonly family: 4 | 6 | undefined;
  readonly serverTimeout: number;
  readonly tries: number;
  readonly timeout: number | undefined;
  readonly set: boolean;
  readonly lenient: boolean;
}

const KNOWN: Readonly<Record<keyof SntpOptions, true>> = {
  ...{ servers: true, port: true, family: true, adapter: true, serverTimeout: true, tries: true },
  ...{ timeout: true, signal: true, set: true, lenient: true },
};

export function planOf(options: SntpOptions): SntpPlan {
  const { servers, port, family, serverTimeout, tries, timeout, set, lenient } = expectKnown(options, "sntp", KNOWN, "options");
  return {
    servers: expectServers(servers),
    port: port === undefined ? NTP_PORT : expectPort(port, "port", 1),
    family: expectFamily(family),
    serverTimeout: serverTimeout === undefined ? SERVER_TIMEOUT : (expectTimeout(serverTimeout, "serverTimeout") ?? Infinity),
    tries: tries === undefined ? TRIES : expectInteger(tries, "tries", 1),
    timeout: timeout === undefined ? TIMEOUT : expectTimeout(timeout),
    set: expectFlag(set, "set"),
    lenient: expectFlag(lenient, "lenient"),
  };
}

function expectServers(value: unknown): readonly string[] {
  if (value === undefined) return DEFAULT_SERVERS;
  if (typeof value === "string") return [expectHost(value, "servers")];
  if (!Array.isArray(value) || value.length === 0) throw new TypeError(`servers is ${Array.isArray(value) ? "empty" : shown(value)}; expected a name, or an array of names`);
  return value.map((server: unknown, i) => expectHost(server, `servers[${i}]`));
}
