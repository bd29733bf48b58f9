import type { Fault, TlsConfig, TlsReason } from "@luat/contract";
import { readAuthorities } from "./authorities.js";
import { mismatch, readChain } from "./identity.js";
import { readPrivateKey } from "./private-key.js";
import { hexOf } from "./public-key.js";
import { chainFaults, type VerifyOptions } from "./verify-chain.js";

/** What {@link checkIdentity} looks at, as TLS settings take it: strings are PEM, bytes are PEM or DER. */
export interface CheckedSettings extends Pick<TlsConfig, "cert" | "key" | "passphrase"> {
  /** The authorities that the peers of this side know. */
  readonly ca: string | Uint8Array;
}

/** Something that is wrong. */
export interface Finding {
  /** What kind it is of. */
  readonly tls: TlsReason;
  /** What was found, in words. */
  readonly text: string;
}

/**
 * Looks at all that a certificate, its key and an authority could be wrong about: whether they can be read, the key is
 * that of the certificate, the certificate leads to the authority, and is good at a moment, for a name and a use. Where
 * {@link verifyChain} tells the first thing, this tells all of them.
 *
 * @param settings - `cert` with the intermediate ones behind it, and `ca`; `key` is looked at when it is given.
 * @param options - what the certificate must be good for.
 * @returns what is wrong, the worst first; nothing when all is fine.
 * @throws RangeError when `at` is not a number.
 *
 * @example
 * ```ts
 * import { checkIdentity, createAuthority } from "@luat/adapters/certs";
 *
 * const authority = createAuthority({ keyType: "ec" });
 * const settings = { ...authority.issue({ names: ["broker.test"] }), ca: authority.cert };
 * checkIdentity(settings, { at: Date.now(), name: "broker.test" }).length; // 0
 *
 * const stranger = createAuthority({ keyType: "ec" });
 * const findings = checkIdentity({ ...settings, ca: stranger.cert }, { at: Date.now(), name: "other.test" });
 * for (const { tls, text } of findings) console.log(`${tls}: ${text}`);
 * // prints "untrusted: the certificate "broker.test" leads to no known authority"
 * // prints "name: the certificate "broker.test" is not for "other.test"; it is for broker.test"
 * ```
 */
export function checkIdentity({ cert, key, passphrase, ca }: CheckedSettings, options: VerifyOptions): readonly Finding[] {
  if (Number.isNaN(options.at)) throw new RangeError("at is NaN; expected ms since 1970");
  const chain = readChain(cert);
  const own = key === undefined ? undefined : readPrivateKey(key, passphrase);
  const authorities = readAuthorities(ca);
  const faults: Array<Fault | undefined> = [chain, own, authorities].map((answer) => (answer !== undefined && "reason" in answer ? answer : undefined));
  if (!("reason" in chain)) {
    if (own !== undefined && !("reason" in own)) faults.push(mismatch(chain, hexOf(own.publicKey)));
    if (!("reason" in authorities)) faults.push(...chainFaults(chain, authorities, options));
  }
  return faults.flatMap((fault) => (fault?.tls === undefined ? [] : [{ tls: fault.tls, text: (fault.cause as Error).message }]));
}
