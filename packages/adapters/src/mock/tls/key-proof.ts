import type { KeyBytes } from "../../certs/pre-shared-key.js";
import type { KeyShown } from "./message.js";

const FNV_PRIME = 0x01000193;
const FNV_START = 0x811c9dc5;

/** Eight letters that depend on all of a key and a text: enough to tell keys apart, where nobody attacks. */
export function keyProof(key: Uint8Array, text: string): string {
  let hash = FNV_START;
  for (const byte of [...new TextEncoder().encode(`${text} ${key.length} `), ...key]) hash = Math.imul(hash ^ byte, FNV_PRIME);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** An identity as text, whatever bytes it has. */
export function identityText(identity: Uint8Array): string {
  return Array.from(identity, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** What a side shows of its key where there is a stream below, so that each handshake is one of its own. */
export function keyShown({ identity, key }: KeyBytes, side: "client" | "server"): KeyShown {
  return { identity: side === "client" ? identityText(identity) : "", proof: keyProof(key, side) };
}
