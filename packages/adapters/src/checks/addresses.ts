import { ipVersion } from "@luat/contract";
import { shown } from "./shown.js";

/** @throws RangeError */
export function mustBePort(what: string, port: number | undefined, least = 0): void {
  if (port !== undefined && !(Number.isInteger(port) && port >= least && port <= 65_535)) throw new RangeError(`${what} is ${shown(port)}; expected ${least} to 65535`);
}

/**
 * @returns its version, 4 or 6.
 * @throws TypeError
 */
export function mustBeAddress(what: string, address: unknown): 4 | 6 {
  const version = typeof address === "string" ? ipVersion(address) : 0;
  if (version === 0) throw new TypeError(`${what} is ${shown(address)}; expected an IPv4 or IPv6 address`);
  return version;
}
