import { ipVersion, type Endpoint } from "@luat/contract";
import { shown } from "../checks/shown.js";

/** @throws RangeError */
export function mustBePositive(what: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw new RangeError(`${what} is ${shown(value)}; expected a whole number of at least 1`);
}

/** @throws RangeError */
export function mustBeDuration(what: string, ms: number): void {
  if (!(typeof ms === "number" && ms >= 0 && ms < Infinity)) throw new RangeError(`${what} is ${shown(ms)}; expected milliseconds, at least 0`);
}

/** @throws TypeError, RangeError */
export function mustBeDestination(to: Endpoint | undefined, what = "to"): asserts to is Endpoint {
  if (to === undefined) throw new TypeError(`${what} is undefined; expected an address, for there is no peer`);
  if (ipVersion(to.host) === 0) throw new TypeError(`${what}.host is ${JSON.stringify(to.host)}; expected an IPv4 or IPv6 address`);
  if (!(Number.isInteger(to.port) && to.port >= 1 && to.port <= 65_535)) throw new RangeError(`${what}.port is ${shown(to.port)}; expected 1 to 65535`);
}

/** @throws TypeError when a peer and the local address, if that is one, are of different kinds. */
export function mustBeOfKind(peer: string, host: string): void {
  const kind = ipVersion(host);
  if (kind !== 0 && ipVersion(peer) !== kind) throw new TypeError(`peer.host is ${JSON.stringify(peer)}; expected an IPv${kind} address, as host is one`);
}

/** @throws RangeError */
export function mustBeRate(what: string, rate: number): void {
  if (!(typeof rate === "number" && rate >= 0 && rate <= 1)) throw new RangeError(`${what} is ${shown(rate)}; expected a number from 0 to 1`);
}

/** @throws TypeError */
export function mustBeAddresses(what: string, addresses: readonly string[]): void {
  if (!Array.isArray(addresses)) throw new TypeError(`${what} is ${shown(addresses)}; expected an array of addresses`);
}

/** @throws TypeError */
export function mustBeName(name: string): void {
  const given: unknown = name;
  if (typeof given !== "string" || given === "") throw new TypeError(`name is ${shown(given)}; expected a host name`);
}
