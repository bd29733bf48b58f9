import type { Fault, TlsConfig } from "@luat/contract";
import type { Certificate } from "./certificate.js";
import { readPrivateKey } from "./private-key.js";
import { hexOf } from "./public-key.js";
import { readCertificates } from "./read-certificates.js";
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
 * Keys are RSA, or on one of the curves P-256, P-384 and P-521.
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
  const chain = readChain(cert);
  if ("reason" in chain) return chain;
  if (key === undefined) return tlsFault("key", "key is missing");
  const own = readPrivateKey(key, passphrase);
  if ("reason" in own) return own;
  return mismatch(chain, hexOf(own.publicKey)) ?? { chain };
}

/** This side's certificates, or the fault "certificate". */
export function readChain(cert: TlsConfig["cert"]): readonly Certificate[] | Fault {
  if (cert === undefined) return tlsFault("certificate", "cert is missing");
  try {
    return readCertificates(cert);
  } catch (error) {
    return tlsFault("certificate", "cert cannot be read", error as Error);
  }
}

/**
 * The fault of a key that is not that of the first certificate.
 *
 * @param publicKey - its public half, as certificates have it.
 */
export function mismatch([first]: readonly Certificate[], publicKey: string): Fault | undefined {
  return first?.publicKey === publicKey ? undefined : tlsFault("mismatch", "key is not that of the first certificate in cert");
}
