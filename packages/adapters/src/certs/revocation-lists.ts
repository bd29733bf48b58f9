import type { Fault } from "@luat/contract";
import { readBlocks } from "./pem.js";
import { RevocationList } from "./revocation-list.js";
import { tlsFault } from "./tls-fault.js";

const LABELS = new Set(["X509 CRL", "DER"]);

/**
 * Reads revocation lists.
 *
 * @param crl - one or more as PEM, text or bytes, or one as DER.
 * @returns the lists, or the fault `"crl"` when one of them cannot be read or there is none.
 *
 * @example
 * ```ts
 * import { createAuthority, readRevocationLists } from "@luat/adapters/certs";
 *
 * const authority = createAuthority({ keyType: "ec" });
 * authority.revoke(authority.issue({ names: ["lost.test"] }).cert);
 * const answer = readRevocationLists(authority.crl());
 * if (!("reason" in answer)) console.log(answer[0]?.issuer, answer[0]?.serialNumbers.size); // prints "CN=Test authority 1"
 * ```
 */
export function readRevocationLists(crl: string | Uint8Array): readonly RevocationList[] | Fault {
  try {
    const blocks = readBlocks(crl).filter(({ label }) => LABELS.has(label));
    if (blocks.length === 0) throw new Error("it holds no revocation list");
    return blocks.map(({ der }) => new RevocationList(der));
  } catch (error) {
    return tlsFault("crl", "crl cannot be read", error as Error);
  }
}
