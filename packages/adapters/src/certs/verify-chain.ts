import type { Fault } from "@luat/contract";
import type { Certificate, Usage } from "./certificate.js";
import { isFor } from "./certified-name.js";
import type { RevocationList } from "./revocation-list.js";
import { tlsFault } from "./tls-fault.js";
import { trustPaths } from "./trust-paths.js";

/** What a peer's certificate must be good for. */
export interface VerifyOptions {
  /** The moment at which it must be valid, in ms since 1970. */
  readonly at: number;
  /** The name or literal address that it must be for. Default: any. */
  readonly name?: string | undefined;
  /** What the peer is. Default: `"server"`. */
  readonly usage?: Usage | undefined;
  /**
   * Revocation lists, from `readRevocationLists`: no certificate may be on one, and each must have an issuer with a list
   * that is valid at the moment. Default: nothing is asked about revocation.
   */
  readonly revocationLists?: readonly RevocationList[] | undefined;
}

/**
 * Verifies the certificate of a peer: that it leads over issuers to a known authority, each of them an authority that
 * really signed the one before, that all of them are valid at that moment and may be used so, and that it is for the
 * name. What is wrong is looked for in this order.
 *
 * A path must end with a certificate that is signed with its own key, as in OpenSSL. Revocation is looked at where there
 * are lists, between times and name. Policies and constraints of names are not looked at; a certificate that demands one of these (a critical extension) is not trusted.
 *
 * @param chain - the peer's certificate, followed by others in any order, as in `Identity.chain`; the authority itself
 * may be among them or not.
 * @param authorities - those that are known, from `readAuthorities`.
 * @param options - what it must be good for.
 * @returns nothing when it is good; else a fault whose `tls` is `"no-certificate"`, `"untrusted"`, `"expired"`,
 * `"not-yet-valid"`, `"revoked"` or `"name"`, and whose cause says in words what was found.
 * @throws RangeError when `at` is not a number.
 *
 * @example
 * ```ts
 * import { createAuthority, readAuthorities, readIdentity, verifyChain } from "@luat/adapters/certs";
 *
 * const authority = createAuthority();
 * const identity = readIdentity(authority.issue({ names: ["broker.test"] }));
 * const authorities = readAuthorities(authority.cert);
 * if (!("reason" in identity || "reason" in authorities)) {
 *   verifyChain(identity.chain, authorities, { at: Date.now(), name: "broker.test" }); // undefined
 *   verifyChain(identity.chain, authorities, { at: Date.now(), name: "other.test" })?.tls; // "name"
 * }
 * ```
 */
export function verifyChain(chain: readonly Certificate[], authorities: readonly Certificate[], options: VerifyOptions): Fault | undefined {
  if (Number.isNaN(options.at)) throw new RangeError("at is NaN; expected ms since 1970");
  const [first] = chainFaults(chain, authorities, options);
  return first;
}

/** All that is wrong, in the order in which it is looked for. */
export function* chainFaults(chain: readonly Certificate[], authorities: readonly Certificate[], options: VerifyOptions): Generator<Fault, void> {
  const { at, name, usage = "server", revocationLists } = options;
  const [leaf] = chain;
  if (leaf === undefined) {
    yield tlsFault("no-certificate", "the peer gave no certificate");
    return;
  }
  if (!leaf.isFit(usage)) yield tlsFault("untrusted", `the certificate ${titleOf(leaf)} is not one for a ${usage}`);
  yield* pathFaults(trustPaths([leaf], { authorities, given: chain, usage }), leaf, { at, revocationLists });
  const wrongName = name === undefined ? undefined : nameFault(leaf, name);
  if (wrongName !== undefined) yield wrongName;
}

/** One path that is good is enough. */
function* pathFaults(paths: Iterable<readonly Certificate[]>, leaf: Certificate, { at, revocationLists }: VerifyOptions): Generator<Fault, void> {
  let fault: Fault | undefined;
  for (const path of paths) {
    const wrong = timeFault(path, at) ?? (revocationLists && revocationFault(path, revocationLists, at));
    if (wrong === undefined) return;
    fault ??= wrong;
  }
  yield fault ?? tlsFault("untrusted", `the certificate ${titleOf(leaf)} leads to no known authority`);
  const ownTime = fault === undefined ? timeFault([leaf], at) : undefined;
  if (ownTime !== undefined) yield ownTime;
}

function timeFault(path: readonly Certificate[], at: number): Fault | undefined {
  for (const certificate of [...path].reverse()) {
    const { validFrom, validTo } = certificate;
    if (at < validFrom) return tlsFault("not-yet-valid", `the certificate ${titleOf(certificate)} is valid from ${timeText(validFrom)} on; it is ${timeText(at)}`);
    if (at > validTo) return tlsFault("expired", `the certificate ${titleOf(certificate)} was valid until ${timeText(validTo)}; it is ${timeText(at)}`);
  }
  return undefined;
}

/** The last of a path is its own issuer. */
function revocationFault(path: readonly Certificate[], lists: readonly RevocationList[], at: number): Fault | undefined {
  for (const [n, certificate] of path.entries()) {
    const issuer = path[n + 1] ?? certificate;
    const own = lists.filter((list) => list.isSignedBy(issuer));
    if (own.some(({ serialNumbers }) => serialNumbers.has(certificate.serialNumber))) return tlsFault("revoked", `the certificate ${titleOf(certificate)} was revoked by ${titleOf(issuer)}`);
    if (!own.some(({ validFrom, validTo }) => at >= validFrom && at <= validTo)) {
      return tlsFault("untrusted", `there is no revocation list of ${titleOf(issuer)} that is valid; it is ${timeText(at)}`);
    }
  }
  return undefined;
}

function nameFault(leaf: Certificate, name: string): Fault | undefined {
  if (isFor(leaf, name)) return undefined;
  const { names, addresses, commonName = "" } = leaf;
  const known = names === undefined ? [commonName] : [...names, ...addresses.map(addressText)];
  return tlsFault("name", `the certificate ${titleOf(leaf)} is not for "${name}"; it is for ${known.join(", ") || "nothing"}`);
}

/** An address as people write it, of its octets in decimal. */
export function addressText(octets: string): string {
  const numbers = octets.split(".").map(Number);
  if (numbers.length === 4) return octets;
  const groups = numbers.flatMap((high, n) => (n % 2 === 0 ? [(high * 256 + (numbers[n + 1] ?? 0)).toString(16)] : []));
  return groups.join(":");
}

function titleOf({ commonName, names = [] }: Certificate): string {
  return `"${commonName ?? names[0] ?? ""}"`;
}

function timeText(ms: number): string {
  return Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}
