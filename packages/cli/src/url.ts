import { formatEndpoint, ipVersion, type Endpoint } from "@luat/contract";
import type { UrlUse } from "./texts/usage-error-texts.js";
import { wrong } from "./texts/wrong.js";

/** What a URL may begin with. */
export type Scheme = "tcp" | "tls" | "udp";

/** Where to, and how: what a URL says. */
export interface Target extends Endpoint {
  /** How it is talked to. */
  readonly scheme: Scheme;
}

const SCHEMES: readonly Scheme[] = ["tcp", "tls", "udp"];
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
  const target = parse(url, "server");
  if (target.host === "") throw wrong((say) => say.noHost(url));
  return target;
}

/**
 * Reads where to listen: as {@link parseUrl}, but the host is an address of this side or left out, and port 0 means any.
 *
 * @throws UsageError when it is none.
 */
export function parseListenUrl(url: string): Target {
  const target = parse(url, "listener");
  if (target.host === "" || ipVersion(target.host) !== 0) return target;
  // The one name that everybody has.
  if (target.host === "localhost") return { ...target, host: "127.0.0.1" };
  throw wrong((say) => say.hostIsName(url));
}

/** The text of a target, as it was given. */
export function formatUrl(target: Target): string {
  return `${target.scheme}://${formatEndpoint(target)}`;
}

function parse(url: string, use: UrlUse): Target {
  const [, word, rest = ""] = /^([a-z][a-z\d+.-]*):\/\/(.*)$/i.exec(url) ?? [];
  if (word === undefined) throw wrong((say) => say.notUrl(use, url));
  const scheme = SCHEMES.find((one) => one === word.toLowerCase());
  if (scheme === undefined) throw wrong((say) => say.unknownScheme(use, word));
  const [, literal, name, digits] = /^(?:\[([^\]]*)\]|([^\s:/?#@[\]]*)):(\d+)\/?$/.exec(rest) ?? [];
  const host = literal ?? name;
  if (host === undefined && /^(?:\[[^\]]+\]|[^\s:/?#@[\]]+):?\/?$/.test(rest)) throw wrong((say) => say.noPort(use, url));
  const port = Number(digits);
  if (host === undefined || (literal !== undefined && ipVersion(literal) !== 6)) throw wrong((say) => say.notUrl(use, url));
  // Port 0 is any free one, which nobody can connect to.
  const least = use === "server" ? 1 : 0;
  if (port < least || port > 65_535) throw wrong((say) => say.port(url, digits ?? "", least));
  return { scheme, host, port };
}
