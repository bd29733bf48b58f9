import type { Fault, TlsConfig } from "@luat/contract";
import { readAuthorities } from "./authorities.js";
import type { Certificate } from "./certificate.js";
import { readIdentity } from "./identity.js";
import { readPreSharedKey, type KeyBytes } from "./pre-shared-key.js";
import type { RevocationList } from "./revocation-list.js";
import { readRevocationLists } from "./revocation-lists.js";

/** What was read of settings; this side's certificate and key were found good, and are not among it. */
export interface ReadSettings {
  readonly authorities?: readonly Certificate[] | undefined;
  readonly revocationLists?: readonly RevocationList[] | undefined;
  readonly psk?: KeyBytes | undefined;
}

/**
 * Looks at TLS settings as a card does before any connection: whether the authorities, the revocation lists, this side's certificate and
 * its key can be read, and fit. For the option `tls` of a `GatewayCard`, which leaves it to its user whether this is loaded.
 *
 * @param config - the settings.
 * @returns nothing where they are good, or the fault "tls", whose `tls` says which part is wrong and whose cause says how.
 *
 * @example
 * ```ts
 * import { checkTls, createAuthority } from "@luat/adapters/certs";
 *
 * const { cert } = createAuthority({ keyType: "ec" });
 * checkTls({ verify: true, ca: cert }); // undefined
 * checkTls({ verify: true, ca: "no certificate" })?.tls; // "ca"
 * ```
 */
export function checkTls(config: TlsConfig): Fault | undefined {
  const settings = readSettings(config);
  return "reason" in settings ? settings : undefined;
}

/** The same, and gives what it has read. */
export function readSettings(config: TlsConfig): ReadSettings | Fault {
  const psk = readPreSharedKey(config);
  if (psk !== undefined) return "reason" in psk ? psk : { psk };
  const authorities = config.ca === undefined ? undefined : readAuthorities(config.ca);
  if (authorities !== undefined && "reason" in authorities) return authorities;
  const revocationLists = config.crl === undefined ? undefined : readRevocationLists(config.crl);
  if (revocationLists !== undefined && "reason" in revocationLists) return revocationLists;
  if (config.cert === undefined && config.key === undefined) return { authorities, revocationLists };
  const identity = readIdentity(config);
  return "reason" in identity ? identity : { authorities, revocationLists };
}
