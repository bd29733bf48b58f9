import type { Fault } from "@luat/contract";
import type { Certificate } from "./certificate.js";
import { readCertificates } from "./read-certificates.js";
import { tlsFault } from "./tls-fault.js";

/**
 * Reads the certificates that are to be trusted. A certificate that no authority signed may be among them: it is then
 * good itself.
 *
 * @param ca - one or more as PEM, text or bytes, or one as DER.
 * @returns the certificates, or the fault `"ca"` when one of them cannot be read or there is none.
 *
 * @example
 * ```ts
 * import { createAuthority, readAuthorities } from "@luat/adapters/certs";
 *
 * const answer = readAuthorities(createAuthority().cert + createAuthority().cert);
 * if (!("reason" in answer)) console.log(answer.length); // prints "2"
 * ```
 */
export function readAuthorities(ca: string | Uint8Array): readonly Certificate[] | Fault {
  try {
    return readCertificates(ca);
  } catch (error) {
    return tlsFault("ca", "ca cannot be read", error as Error);
  }
}
