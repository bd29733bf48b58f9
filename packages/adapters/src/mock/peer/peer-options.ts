import { mustKnow } from "../../checks/known-options.js";
import type { PeerTls } from "./peer-tls.js";

/** How a scripted peer talks. */
export interface PeerOptions {
  /** Default: `"tls"` when `tls` is given, else `"tcp"`. */
  readonly protocol?: "tcp" | "udp" | "tls" | undefined;
  /** Its certificates, or its pre-shared key; a peer that listens with TLS must have them. With `"udp"`, DTLS, which there is with a key only. */
  readonly tls?: PeerTls | undefined;
}

/** @param what - has the options. @throws TypeError */
export function protocolOf(what: string, options: PeerOptions): "tcp" | "udp" | "tls" {
  mustKnow(what, options, { protocol: true, tls: true });
  const { protocol, tls } = options;
  if (protocol === undefined) return tls === undefined ? "tcp" : "tls";
  if (!["tcp", "udp", "tls"].includes(protocol)) throw new TypeError(`protocol is ${JSON.stringify(protocol)}; expected "tcp", "udp" or "tls"`);
  if (protocol === "udp" && tls?.psk !== undefined) return protocol;
  if (protocol === "udp" && tls !== undefined) throw new TypeError("tls.psk is undefined; expected a pre-shared key, as there is no DTLS with certificates");
  if (protocol !== "tls" && tls !== undefined) throw new TypeError(`tls is given, but protocol is ${JSON.stringify(protocol)}; expected "tls"`);
  return protocol;
}
