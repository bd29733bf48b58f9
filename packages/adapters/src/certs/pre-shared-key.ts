import type { Fault, TlsConfig } from "@luat/contract";
import { tlsFault } from "./tls-fault.js";

/** A pre-shared key as bytes. */
export interface KeyBytes {
  readonly identity: Uint8Array;
  readonly key: Uint8Array;
}

/** What systems take at least: RFC 4279, 5.3, and OpenSSL's. */
const LONGEST = { identity: 128, key: 256 } as const;

/**
 * Reads the pre-shared key of TLS settings.
 *
 * @returns nothing when there is none, or the fault "psk".
 */
export function readPreSharedKey({ psk, ca, cert, key: certKey }: TlsConfig): KeyBytes | Fault | undefined {
  if (psk === undefined) return undefined;
  if (ca !== undefined || cert !== undefined || certKey !== undefined) return tlsFault("psk", "psk is given beside ca, cert or key; expected one or the other");
  const [identity, key] = [bytesOf(psk.identity), bytesOf(psk.key)];
  for (const [name, bytes] of Object.entries({ identity, key }) as Array<["identity" | "key", Uint8Array]>) {
    if (bytes.length < 1 || bytes.length > LONGEST[name]) return tlsFault("psk", `psk.${name} has ${bytes.length} bytes; expected 1 to ${LONGEST[name]}`);
  }
  return identity.includes(0) ? tlsFault("psk", "psk.identity holds a zero; expected none") : { identity, key };
}

function bytesOf(value: string | Uint8Array): Uint8Array {
  return typeof value === "string" ? new TextEncoder().encode(value) : new Uint8Array(value);
}
