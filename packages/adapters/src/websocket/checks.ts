import type { Endpoint, LocalAddress } from "@luat/contract";
import { mustBeAddress, mustBePort } from "../checks/addresses.js";
import { shown } from "../checks/shown.js";
import { defaultWebSocket } from "#websocket";
import type { WebSocketClass } from "./web-socket.js";

/** @throws TypeError */
export function mustBeText(what: string, value: unknown): asserts value is string {
  if (typeof value !== "string" || value === "") throw new TypeError(`${what} is ${shown(value)}; expected a text`);
}

/** @throws TypeError */
export function mustBeFunction(what: string, value: unknown): void {
  if (typeof value !== "function") throw new TypeError(`${what} is ${shown(value)}; expected a function`);
}

/** @throws RangeError */
export function mustBeWhole(what: string, value: number, most = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isInteger(value) || value < 1 || value > most) throw new RangeError(`${what} is ${shown(value)}; expected a whole number of 1 to ${most}`);
}

/** @throws TypeError */
export function mustBeHost(what: string, host: unknown): void {
  if (typeof host !== "string" || host.length > 255 || !/^[^\s\p{Cc}]+$/u.test(host)) throw new TypeError(`${what} is ${shown(host)}; expected a name or an address`);
}

/** @throws TypeError, RangeError */
export function mustBeDestination(what: string, { host, port }: Endpoint): void {
  mustBeAddress(`${what}.host`, host);
  mustBePort(`${what}.port`, port, 1);
}

/** @throws TypeError */
export function mustBeLocalAddress(what: string, { ip, mask, gateway, ipv6 }: LocalAddress): void {
  for (const [name, value] of Object.entries({ ip, mask, gateway })) mustBeAddress(`${what}.${name}`, value);
  if (ipv6 !== undefined) mustBeAddress(`${what}.ipv6`, ipv6);
}

/**
 * The address of a WebSocket.
 *
 * @throws TypeError
 */
export function mustBeWebSocketUrl(what: string, url: unknown): URL {
  const expected = "an address that begins with ws:// or wss://";
  const parsed = parse(url);
  if (parsed?.protocol !== "ws:" && parsed?.protocol !== "wss:") throw new TypeError(`${what} is ${shown(parsed?.href ?? url)}; expected ${expected}`);
  // A browser takes neither.
  if (parsed.hash !== "" || parsed.username !== "" || parsed.password !== "") throw new TypeError(`${what} is an address with #, a user or a password; expected none of them`);
  return parsed;
}

function parse(url: unknown): URL | undefined {
  if (url instanceof URL) return url;
  try {
    return typeof url === "string" ? new URL(url) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The class that was given, or the host's.
 *
 * @throws TypeError
 */
export function mustBeWebSocketClass(given: WebSocketClass | undefined): WebSocketClass {
  const found = given ?? defaultWebSocket();
  if (found === undefined) throw new TypeError("WebSocket is undefined, and this host has none; expected a class, such as that of the package ws: npm install ws");
  mustBeFunction("WebSocket", found);
  return found;
}
