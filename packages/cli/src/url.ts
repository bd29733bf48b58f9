import { formatEndpoint, ipVersion, type Endpoint } from "@luat/contract";
import { quoted, UsageError } from "./usage-error.js";

/** What a URL may begin with. */
export type Scheme = "tcp" | "tls" | "udp";

/** Where to, and how: what a URL says. */
export interface Target extends Endpoint {
  /** How it is talked to. */
  readonly scheme: Scheme;
}

const SCHEMES: readonly Scheme[] = ["tcp", "tls", "udp"];
/** What is expected of a URL. */
interface Rules {
  readonly what: string;
  readonly form: string;
  readonly leastPort: number;
}

const SERVER: Rules = { what: "a server", form: "expected tcp://host:port, tls://host:port or udp://host:port", leastPort: 1 };
const LISTENER: Rules = { what: "where to listen", form: "expected tcp://[host]:port, tls://[host]:port or udp://[host]:port, the host may be left out", leastPort: 0 };

/**
 * Reads the URL of a server.
 *
 * @param url - `tcp://host:port`, `tls://host:port` or `udp://host:port`; an IPv6 address is in brackets.
 * @throws UsageError when it is none.
 *
 * @example
 * ```ts
 * import { parseUrl } from "@luat/cli";
 *
 * parseUrl("tls://[::1]:8883"); // { scheme: "tls", host: "::1", port: 8883 }
 * ```
 */
export function parseUrl(url: string): Target {
  const target = parse(url, SERVER);
  if (target.host === "") throw new UsageError(`${quoted(url)} has no host; ${SERVER.form}`);
  return target;
}

/**
 * Reads where to listen: as {@link parseUrl}, but the host is an address of this side or left out, and port 0 means any.
 *
 * @throws UsageError when it is none.
 */
export function parseListenUrl(url: string): Target {
  const target = parse(url, LISTENER);
  if (target.host === "" || ipVersion(target.host) !== 0) return target;
  // The one name that everybody has.
  if (target.host === "localhost") return { ...target, host: "127.0.0.1" };
  throw new UsageError(`the host of ${quoted(url)} is a name; expected an address of this computer, or none for all of them`);
}

/** The text of a target, as it was given. */
export function formatUrl(target: Target): string {
  return `${target.scheme}://${formatEndpoint(target)}`;
}

function parse(url: string, { what, form, leastPort }: Rules): Target {
  const [, word, rest = ""] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/i.exec(url) ?? [];
  if (word === undefined) throw new UsageError(`${quoted(url)} is not ${what}; ${form}`);
  const scheme = SCHEMES.find((one) => one === word.toLowerCase());
  if (scheme === undefined) throw new UsageError(`${word}:// is unknown; ${form}`);
  const [, literal, name, digits] = /^(?:\[([^\]]*)\]|([^\s:/?#@[\]]*)):(\d+)\/?$/.exec(rest) ?? [];
  const host = literal ?? name;
  const port = Number(digits);
  if (host === undefined || (literal !== undefined && ipVersion(literal) !== 6)) throw new UsageError(`${quoted(url)} is not ${what}; ${form}`);
  if (port < leastPort || port > 65_535) throw new UsageError(`the port of ${quoted(url)} is ${digits}; expected ${leastPort} to 65535`);
  return { scheme, host, port };
}
