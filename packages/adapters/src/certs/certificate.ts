import forge from "node-forge";
import { toDer, type Element } from "./der.js";
import { commonNameOf, nameText } from "./distinguished-name.js";
import type { KeyType } from "./key-type.js";
import type { PublicKey } from "./key.js";
import { hexOf, readPublicKey } from "./public-key.js";
import { readSignatureAlgorithm } from "./signature-algorithm.js";
import { readX509, serialText, type Extension, type Signed, type X509 } from "./x509.js";

/** What a certificate may be used for in TLS. */
export type Usage = "server" | "client";

const SUBJECT_ALT_NAME = "2.5.29.17";
const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
const EXTENDED_KEY_USAGE = "2.5.29.37";
const UNDERSTOOD = new Set([SUBJECT_ALT_NAME, BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE]);

/** The numbers that kinds of alternative names have. */
export const DNS_NAME = 2;
export const IP_ADDRESS = 7;

let keyOf: (certificate: Certificate) => { readonly subject: Element; readonly key: PublicKey };

/** Whether a certificate's key signed something that says so. */
export function hasSigned(issuer: Certificate, { issuer: name, signature, signed, algorithm }: Signed): boolean {
  const { subject, key } = keyOf(issuer);
  if (toDer(name) !== toDer(subject)) return false;
  const known = readSignatureAlgorithm(algorithm);
  try {
    return known !== undefined && key.verifies(signature, signed, known);
  } catch {
    // So the libraries say of some signatures that they are not what such a key makes.
    return false;
  }
}

/** A certificate that was read. */
export class Certificate {
  static {
    keyOf = (certificate) => ({ subject: certificate.#x509.subject, key: certificate.#key });
  }

  /** Whom it is for, all that it says of that, such as `"C=CN, O=Luat, CN=broker.test"`: to be read by people. */
  readonly subject: string;
  /** Who signed it, in the same way. */
  readonly issuer: string;
  /** Whom it is for, if it says so. */
  readonly commonName: string | undefined;
  /** The DNS names among its alternative names; `undefined` when it has no alternative names at all. */
  readonly names: readonly string[] | undefined;
  /** The addresses among its alternative names: their octets in decimal, with dots between. */
  readonly addresses: readonly string[];
  /** The first moment at which it is valid, in ms since 1970. */
  readonly validFrom: number;
  /** The last moment at which it is valid, in ms since 1970. */
  readonly validTo: number;
  /** The number that its issuer gave it, in hexadecimal. */
  readonly serialNumber: string;
  /** The kind of its key. */
  readonly keyType: KeyType;
  /** The size of its key in bits. */
  readonly keyBits: number;
  /** The curve of its key, such as `"P-256"`; `undefined` for RSA. */
  readonly curve: string | undefined;
  /** Its public key (SubjectPublicKeyInfo) in hexadecimal. */
  readonly publicKey: string;
  readonly #der: string;
  readonly #x509: X509;
  readonly #key: PublicKey;
  /** Known once it was asked for, as that takes its time. */
  #isSelfSigned: boolean | undefined;

  /** @throws Error when it is none, or its key is neither RSA nor on one of the curves P-256, P-384 and P-521. */
  constructor(der: string) {
    this.#der = der;
    this.#x509 = readX509(der);
    const { subject, issuer, validFrom, validTo, serial, publicKey } = this.#x509;
    this.#key = readPublicKey(publicKey);
    this.subject = nameText(subject);
    this.issuer = nameText(issuer);
    this.commonName = commonNameOf(subject);
    this.validFrom = validFrom;
    this.validTo = validTo;
    this.serialNumber = serialText(serial);
    this.keyType = this.#key.type;
    this.keyBits = this.#key.bits;
    this.curve = this.#key.curve;
    this.publicKey = hexOf(this.#key);
    const named = this.#extension(SUBJECT_ALT_NAME)?.altNames;
    this.names = named?.filter(({ type }) => type === DNS_NAME).map(({ value }) => value);
    this.addresses = (named ?? []).filter(({ type }) => type === IP_ADDRESS).map(({ value }) => octets(value));
  }

  /** What tells it from all others: the SHA-256 of its DER, in hexadecimal with colons, as `openssl x509 -fingerprint -sha256` shows it. */
  get fingerprint(): string {
    const hex = forge.md.sha256.create().update(this.#der).digest().toHex().toUpperCase();
    return hex.replaceAll(/..(?=.)/g, "$&:");
  }

  /** Whether it may sign others. */
  get isAuthority(): boolean {
    return this.maySign(0);
  }

  /** What it may be used for. */
  get usages(): readonly Usage[] {
    return (["server", "client"] as const).filter((usage) => this.isFit(usage));
  }

  /** Whether it is signed with its own key. */
  get isSelfSigned(): boolean {
    this.#isSelfSigned ??= this.isSignedBy(this);
    return this.#isSelfSigned;
  }

  /** Whether they are one and the same. */
  equals(other: Certificate): boolean {
    return this.#der === other.#der;
  }

  /** Whether another certificate's key signed it, and it says so. */
  isSignedBy(issuer: Certificate): boolean {
    return hasSigned(issuer, this.#x509);
  }

  /** Whether it may sign a certificate from which a path goes on over so many others, the last not counted. */
  maySign(others: number): boolean {
    const constraints = this.#extension(BASIC_CONSTRAINTS);
    // Version 1 has no extension that could say it; as the end of a path such certificates are still in use.
    const isAuthority = constraints === undefined ? this.#x509.version === 0 && this.isSelfSigned : constraints.cA === true;
    const mayCertify = this.#extension(KEY_USAGE)?.keyCertSign ?? true;
    return isAuthority && mayCertify && (constraints?.pathLenConstraint ?? Infinity) >= others;
  }

  /** Whether it, and what it signed, may be used so: it says nothing else, and demands nothing that is not understood here. */
  isFit(usage: Usage): boolean {
    const purposes = this.#extension(EXTENDED_KEY_USAGE);
    const isMeant = purposes === undefined || (usage === "server" ? purposes.serverAuth : purposes.clientAuth) === true;
    return isMeant && this.#x509.extensions.every(({ id, critical }) => !critical || UNDERSTOOD.has(id));
  }

  #extension(id: string): Extension | undefined {
    return this.#x509.extensions.find((extension) => extension.id === id);
  }
}

function octets(binary: string): string {
  return Array.from(binary, (octet) => octet.charCodeAt(0)).join(".");
}
