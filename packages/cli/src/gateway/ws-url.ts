import { formatEndpoint, ipVersion } from "@luat/contract";
import { quoted, UsageError } from "../usage-error.js";

/** Where a gateway listens. */
export interface WsUrl {
  readonly isSecure: boolean;
  /** Absent: all addresses. */
  readonly host: string | undefined;
  readonly port: number;
  readonly path: string;
}

const FORM = "expected ws://[host]:port[/path] or wss://[host]:port[/path], the host may be left out";

/** Reads where a gateway is to listen. @param called - what messages call it. @throws UsageError */
export function parseWsUrl(url: string, called: string): WsUrl {
  const [, scheme, literal, plain = "", digits, path = "/"] = /^(wss?):\/\/(?:\[([^\]]*)\]|([^\s:/?#@[\]]*)):(\d+)(\/[^?#\s]*)?$/i.exec(url) ?? [];
  const port = Number(digits);
  if (scheme === undefined || (literal !== undefined && ipVersion(literal) !== 6)) throw new UsageError(`${called} is ${quoted(url)}; ${FORM}`);
  if (port > 65_535) throw new UsageError(`the port of ${quoted(url)} is ${digits}; expected 0 to 65535`);
  const name = literal ?? plain;
  if (name !== "" && name !== "localhost" && ipVersion(name) === 0) throw new UsageError(`the host of ${quoted(url)} is a name; expected an address of this computer, or none for all of them`);
  // The one name that everybody has.
  const host = name === "localhost" ? "127.0.0.1" : name === "" ? undefined : name;
  return { isSecure: scheme.toLowerCase() === "wss", host, port, path };
}

/** The text of a URL, for the log. */
export function formatWsUrl({ isSecure, host = "", port, path }: WsUrl): string {
  return `${isSecure ? "wss" : "ws"}://${formatEndpoint({ host, port })}${path}`;
}
