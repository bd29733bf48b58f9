import { ipVersion, systemClock } from "@luat/contract";
import { mustKnow } from "../checks/known-options.js";
import { shown } from "../checks/shown.js";
import type { Usage } from "./certificate.js";
import { makeEcKey } from "./ec-key.js";
import type { KeyFormat } from "./key-format.js";
import { keyToPem } from "./key-pem.js";
import type { KeyType } from "./key-type.js";
import type { PrivateKey } from "./key.js";
import { readCertificate } from "./read-certificates.js";
import { makeRsaKey } from "./rsa-key.js";
import { sign, signRevocation, type Signer } from "./signing.js";

/** From when to when a certificate is valid, to the second: dates or ms since 1970. */
export interface Validity {
  /**
   * Its first moment. Default: one day before the authority's `now`, or before `validTo` when that is earlier. Of an authority that
   * was given no `now`: one day before 2026 at the latest, with which the time of mock networks begins.
   */
  readonly validFrom?: Date | number | undefined;
  /** Its last moment. Default: one year after the authority's `now`, or after `validFrom` when that is later. */
  readonly validTo?: Date | number | undefined;
}

/** How an authority is made. */
export interface AuthorityOptions extends Validity {
  /** Its common name. Default: `"Test authority"`. */
  readonly name?: string | undefined;
  /** What the default times, its own and those of what it issues, count from: a date or ms since 1970. Default: the system's time. */
  readonly now?: Date | number | undefined;
  /** The kind of its key: 2048-bit RSA, or EC on the curve P-256. Default: that of the authority above, else `"rsa"`. */
  readonly keyType?: KeyType | undefined;
}

/** What a certificate is to say, and how its key is written. */
export interface IssueOptions extends Validity {
  /** The DNS names, such as `"*.example.test"`, and the addresses it is for. Default: none. */
  readonly names?: readonly string[] | undefined;
  /** Its common name, which peers look at only where there are no `names`. Default: the first of `names`, else `"Test"`. */
  readonly commonName?: string | undefined;
  /** What it may be used for. Default: both. */
  readonly usage?: Usage | undefined;
  /** The kind of its key. Default: that of the authority's key. */
  readonly keyType?: KeyType | undefined;
  /** Encrypts the key. Default: it is not encrypted. */
  readonly passphrase?: string | undefined;
  /** Default: `"pkcs8"`. */
  readonly keyFormat?: KeyFormat | undefined;
  /** Whether it gets a key of its own, which takes time. Default: false, all of one kind that one authority issues have the same. */
  readonly ownKey?: boolean | undefined;
}

/** A certificate with its private key, both PEM, as TLS settings take them. */
export interface Issued {
  /** The certificate, followed by those of the authorities between it and the first one. */
  readonly cert: string;
  /** Its private key. */
  readonly key: string;
}

/** Signs certificates for tests. */
export interface Authority {
  /** Its certificate as PEM. That of a first authority is what `ca` of TLS settings takes. */
  readonly cert: string;

  /**
   * Signs a certificate.
   *
   * @throws TypeError for a name that is none or an unknown kind of key, RangeError for a passphrase without characters or times in the wrong order.
   */
  issue(options?: IssueOptions): Issued;

  /**
   * Makes an authority whose certificate this one signs. What it issues comes with that certificate.
   *
   * @param options - its `now` and `keyType` are this one's unless it says otherwise.
   * @throws TypeError for an unknown kind of key, RangeError for times in the wrong order.
   */
  intermediate(options?: AuthorityOptions): Authority;

  /**
   * Puts a certificate on the lists that {@link Authority.crl} makes from now on.
   *
   * @param cert - one that this authority signed, as PEM or DER; of several the first.
   * @throws Error when it cannot be read, RangeError when another authority signed it.
   */
  revoke(cert: string | Uint8Array): void;

  /**
   * Makes a list of what was revoked so far, which may be nothing, as PEM: what `crl` of TLS settings takes.
   *
   * @param validity - from when to when the list counts; the defaults are those of certificates.
   * @throws RangeError for times in the wrong order.
   */
  crl(validity?: Validity): string;
}

const OF_AUTHORITY: Readonly<Record<keyof AuthorityOptions, true>> = { name: true, now: true, keyType: true, validFrom: true, validTo: true };
const OF_ISSUE: Readonly<Record<keyof IssueOptions, true>> = {
  ...{ names: true, commonName: true, usage: true, keyType: true, passphrase: true },
  ...{ keyFormat: true, ownKey: true, validFrom: true, validTo: true },
};

const MAKERS: Readonly<Record<KeyType, () => PrivateKey>> = { rsa: makeRsaKey, ec: makeEcKey };

const ONE_DAY = 86_400_000;
/** When mock networks begin, unless they are told otherwise: what is made for a test without a word of time is good there too. */
const MOCK_EPOCH = Date.UTC(2026, 0, 1);
const ONE_YEAR = 365 * ONE_DAY;
/** The end of the year 9999, after which certificates have no times. */
const LAST_MOMENT = 253_402_300_799_999;

const DNS_PATTERN = /^(\*\.)?[\w-]+(\.[\w-]+)*$/;

/**
 * Makes an authority that signs certificates, so that tests need no certificate files. **For tests only**: its
 * certificates share keys, and nothing about it is kept secret.
 *
 * Making keys is what takes time. With RSA an authority and its first certificate take about 0.3 s in Node, further
 * certificates 0.01 s each; a browser needs a second or more for each key. With EC, on P-256, all of that is much faster.
 *
 * @param options - its name, times and kind of key. On virtual time, give that clock's: `now: net.clock.wall()`.
 * @returns the authority.
 * @throws TypeError for an unknown kind of key, RangeError when `now` is no time, or the times are in the wrong order.
 *
 * @example
 * ```ts
 * import { createAuthority } from "@luat/adapters/certs";
 *
 * const authority = createAuthority();
 * const { cert, key } = authority.issue({ names: ["localhost", "127.0.0.1", "::1"] });
 * const expired = authority.issue({ names: ["localhost"], validTo: new Date(Date.now() - 1_000) });
 * console.log([authority.cert, cert, key, expired.cert].every((pem) => pem.startsWith("-----BEGIN "))); // prints "true"
 * ```
 */
export function createAuthority(options: AuthorityOptions = {}): Authority {
  mustKnow("createAuthority", options, OF_AUTHORITY);
  const now = mustBeTime("now", options.now ?? systemClock.wall());
  return new TestAuthority(options, { now, since: options.now === undefined ? Math.min(now, MOCK_EPOCH) : now });
}

/** What times that are not given count from: the last moment, and a day before the first. */
interface DefaultTimes {
  readonly now: number;
  readonly since: number;
}

class TestAuthority implements Authority {
  readonly cert: string;
  readonly #times: DefaultTimes;
  readonly #self: Signer;
  readonly #keyType: KeyType;
  /** What follows the certificates that it issues. */
  readonly #chain: string;
  readonly #keys = new Map<KeyType, PrivateKey>();
  readonly #revoked = new Set<string>();
  #lists = 0;

  constructor(options: AuthorityOptions, times: DefaultTimes, above?: { readonly signer: Signer; readonly chain: string }) {
    const { name = "Test authority", keyType = "rsa" } = options;
    const validity = validityOf(options, times);
    this.#times = times;
    this.#keyType = mustBeKeyType(keyType);
    this.#self = { commonName: name, key: MAKERS[keyType]() };
    this.cert = sign({ commonName: name, names: [], ...validity }, this.#self.key.publicKey, above?.signer ?? this.#self);
    this.#chain = above === undefined ? "" : this.cert + above.chain;
  }

  issue(options: IssueOptions = {}): Issued {
    mustKnow("issue", options, OF_ISSUE);
    const { names = [], commonName = names[0] ?? "Test", usage, passphrase, keyFormat = "pkcs8", keyType = this.#keyType, ownKey = false } = options;
    if (!Array.isArray(names)) throw new TypeError(`names is ${shown(names)}; expected an array of DNS names and addresses`);
    if (usage !== undefined && usage !== "server" && usage !== "client") throw new TypeError(`usage is ${shown(usage)}; expected "server" or "client"`);
    for (const name of names as readonly string[]) {
      if (ipVersion(name) === 0 && !DNS_PATTERN.test(name)) throw new TypeError(`names holds ${JSON.stringify(name)}; expected DNS names and addresses`);
    }
    if (passphrase === "") throw new RangeError(`passphrase is ""; expected at least one character`);
    const validity = validityOf(options, this.#times);
    const own = ownKey ? MAKERS[mustBeKeyType(keyType)]() : this.#shared(mustBeKeyType(keyType));
    const usages: readonly Usage[] = usage === undefined ? ["server", "client"] : [usage];
    const cert = sign({ commonName, names, usages, ...validity }, own.publicKey, this.#self);
    return { cert: cert + this.#chain, key: keyToPem(own, keyFormat, passphrase) };
  }

  intermediate(options: AuthorityOptions = {}): Authority {
    mustKnow("intermediate", options, OF_AUTHORITY);
    const { name = "Test intermediate", keyType = this.#keyType } = options;
    const now = options.now === undefined ? undefined : mustBeTime("now", options.now);
    return new TestAuthority({ ...options, name, keyType }, now === undefined ? this.#times : { now, since: now }, { signer: this.#self, chain: this.#chain });
  }

  revoke(cert: string | Uint8Array): void {
    const certificate = readCertificate(cert);
    const mine = readCertificate(this.cert);
    if (!certificate.isSignedBy(mine)) throw new RangeError(`cert is that of ${certificate.subject}, issued by ${certificate.issuer}; expected one that ${mine.subject} issued`);
    this.#revoked.add(certificate.serialNumber);
  }

  crl(validity: Validity = {}): string {
    return signRevocation({ serialNumbers: this.#revoked, number: ++this.#lists, ...validityOf(validity, this.#times) }, this.#self);
  }

  #shared(keyType: KeyType): PrivateKey {
    const key = this.#keys.get(keyType) ?? MAKERS[keyType]();
    this.#keys.set(keyType, key);
    return key;
  }
}

/** @throws TypeError */
function mustBeKeyType(keyType: KeyType): KeyType {
  if (Object.hasOwn(MAKERS, keyType)) return keyType;
  throw new TypeError(`keyType is ${JSON.stringify(keyType)}; expected "rsa" or "ec"`);
}

/** @throws RangeError */
function validityOf(options: Validity, { now, since }: DefaultTimes): { validFrom: number; validTo: number } {
  const validFrom = mustBeTime("validFrom", options.validFrom ?? Math.min(since, Number(options.validTo ?? since)) - ONE_DAY);
  const validTo = mustBeTime("validTo", options.validTo ?? Math.max(now, validFrom) + ONE_YEAR);
  if (validTo < validFrom) throw new RangeError(`validTo is ${textOf(validTo)}; expected a time after validFrom, ${textOf(validFrom)}`);
  return { validFrom, validTo };
}

/** @throws RangeError */
function mustBeTime(what: string, time: Date | number): number {
  const ms = Number(time);
  if (!(ms >= 0 && ms <= LAST_MOMENT)) throw new RangeError(`${what} is ${time}; expected a time from 1970 to 9999`);
  return Math.floor(ms / 1_000) * 1_000;
}

function textOf(ms: number): string {
  return new Date(ms).toISOString();
}
