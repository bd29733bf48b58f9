import type { KeepAlive } from "@luat/contract";
import { OPTIONS } from "./constants.js";

type Name = "reuse" | "keepAlive" | keyof KeepAlive;

/** What lwIP has where nothing is set. */
const DEFAULTS: KeepAlive = { idle: 7_200, interval: 75, count: 9 };

const NAMES: ReadonlyArray<readonly [level: number, name: number, what: Name]> = [
  [OPTIONS.SOL_SOCKET, OPTIONS.SO_REUSEADDR, "reuse"],
  [OPTIONS.SOL_SOCKET, OPTIONS.SO_KEEPALIVE, "keepAlive"],
  [OPTIONS.IPPROTO_TCP, OPTIONS.TCP_KEEPIDLE, "idle"],
  [OPTIONS.IPPROTO_TCP, OPTIONS.TCP_KEEPINTVL, "interval"],
  [OPTIONS.IPPROTO_TCP, OPTIONS.TCP_KEEPCNT, "count"],
];

/** What `sock_setopt` was told of one socket. */
export class SocketOptions {
  readonly #values = new Map<Name, number>();

  /** @returns whether there is such an option. */
  set(level: number, name: number, value: number): boolean {
    const found = NAMES.find(([ofLevel, ofName]) => ofLevel === level && ofName === name);
    if (found === undefined) return false;
    this.#values.set(found[2], value);
    return true;
  }

  /** The probes that are asked for; `undefined`: none. */
  get keepAlive(): KeepAlive | undefined {
    if ((this.#values.get("keepAlive") ?? 0) === 0) return undefined;
    const { idle, interval, count } = DEFAULTS;
    return { idle: this.#values.get("idle") ?? idle, interval: this.#values.get("interval") ?? interval, count: this.#values.get("count") ?? count };
  }
}
