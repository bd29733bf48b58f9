import type { Fault, TlsConfig } from "@luat/contract";
import { readCertificates, type Certificate } from "./certificate.js";
import { readPrivateKey } from "./private-key.js";
import { tlsFault } from "./tls-fault.js";

/** Who one side of a connection is. */
export interface Identity {
  /** Its certificate, followed by those that came with it. */
  readonly chain: readonly Certificate[];
}

/**
 * Reads a certificate with what follows it, and its private key, and holds one against the other. Nothing is verified,
 * and no time is looked at.
 *
 * @param config - `cert` and `key` as PEM, text or bytes, or as DER; `passphrase` is looked at when the key is encrypted.
 * @returns the identity, or a fault whose `tls` is `"certificate"`, `"key"`, `"password"` or `"mismatch"`, and whose cause
 * says in words what was found.
 *
 * @example
 * ```ts
 * import { createAuthority, readIdentity } from "@luat/adapters/certs";
 *
 * const { cert, key } = createAuthority().issue({ names: ["broker.test"], passphrase: "secret" });
 * const answer = readIdentity({ cert, key, passphrase: "guessed" });
 * if ("reason" in answer) console.log(answer.tls); // prints "password"
 * ```
 */
export function readIdentity({ cert, key, passphrase }: Pick<TlsConfig, "cert" | "key" | "passphrase">): Identity | Fault {
  if (cert === undefined) return tlsFault("certificate", "cert is missing");
  const chain = chainOf(cert);
  if ("reason" in chain) return chain;
  if (key === undefined) return tlsFault("key", "key is missing");
  const publicHalf = readPrivateKey(key, passphrase);
  if (typeof publicHalf !== "string") return publicHalf;
  const isOurs = chain[0]?.publicKey === publicHalf;
  return isOurs ? { chain } : tlsFault("mismatch", "key is not that of the first certificate in cert");
}

function chainOf(cert: string | Uint8Array): readonly Certificate[] | Fault {
  try {
    return readCertificates(cert);
  } catch (error) {
    return tlsFault("certificate", "cert cannot be read", error as Error);
  }
}
