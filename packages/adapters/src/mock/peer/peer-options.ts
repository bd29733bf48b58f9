import { mustKnow } from "../../checks/known-options.js";
import type { PeerTls } from "./peer-tls.js";

/** How a scripted peer talks. */
export interface PeerOptions {
  /** Default: `"tls"` when `tls` is given, else `"tcp"`. */
  readonly protocol?: "tcp" | "udp" | "tls" | undefined;
  /** Its certificates; a peer that listens with TLS must have them. */
  readonly tls?: PeerTls | undefined;
}

/** @param what - has the options. @throws TypeError */
export function protocolOf(what: string, options: PeerOptions): "tcp" | "udp" | "tls" {
  mustKnow(what, options, { protocol: true, tls: true });
  const { protocol, tls } = options;
  if (protocol === undefined) return tls === undefined ? "tcp" : "tls";
  if (!["tcp", "udp", "tls"].includes(protocol)) throw new TypeError(`protocol is ${JSON.stringify(protocol)}; expected "tcp", "udp" or "tls"`);
  if (protocol !== "tls" && tls !== undefined) throw new TypeError(`tls is given, but protocol is ${JSON.stringify(protocol)}; expected "tls"`);
  return protocol;
}
