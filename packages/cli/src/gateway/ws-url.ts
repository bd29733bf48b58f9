import { formatEndpoint, ipVersion } from "@luat/contract";
import { wrong } from "../texts/wrong.js";
import type { Wording } from "../usage-error.js";

/** Where a gateway listens. */
export interface WsUrl {
  readonly isSecure: boolean;
  /** Absent: all addresses. */
  readonly host: string | undefined;
  readonly port: number;
  readonly path: string;
}

/** Reads where a gateway is to listen. @param called - what messages call it. @throws UsageError */
export function parseWsUrl(url: string, called: Wording): WsUrl {
  const [, scheme, literal, plain = "", digits, path = "/"] = /^(wss?):\/\/(?:\[([^\]]*)\]|([^\s:/?#@[\]]*)):(\d+)(\/[^?#\s]*)?$/i.exec(url) ?? [];
  const port = Number(digits);
  if (scheme === undefined || (literal !== undefined && ipVersion(literal) !== 6)) throw wrong((say, language) => say.notGatewayUrl(called[language], url));
  if (port > 65_535) throw wrong((say) => say.port(url, digits ?? "", 0));
  const name = literal ?? plain;
  if (name !== "" && name !== "localhost" && ipVersion(name) === 0) throw wrong((say) => say.hostIsName(url));
  // The one name that everybody has.
  const host = name === "localhost" ? "127.0.0.1" : name === "" ? undefined : name;
  return { isSecure: scheme.toLowerCase() === "wss", host, port, path };
}

/** The text of a URL, for the log. */
export function formatWsUrl({ isSecure, host = "", port, path }: WsUrl): string {
  return `${isSecure ? "wss" : "ws"}://${formatEndpoint({ host, port })}${path}`;
}
