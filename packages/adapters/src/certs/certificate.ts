import forge from "node-forge";
import { readBlocks } from "./pem.js";
import { hexOf } from "./public-key.js";

/** What a certificate may be used for in TLS. */
export type Usage = "server" | "client";

/** An extension as forge reads it: those that it knows have members of their own. */
interface Extension {
  readonly id: string;
  readonly critical: boolean;
  readonly cA?: boolean;
  readonly pathLenConstraint?: number;
  readonly keyCertSign?: boolean;
  readonly serverAuth?: boolean;
  readonly clientAuth?: boolean;
  readonly altNames?: ReadonlyArray<{ readonly type: number; readonly value: string }>;
}

const SUBJECT_ALT_NAME = "2.5.29.17";
const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
const EXTENDED_KEY_USAGE = "2.5.29.37";
const UNDERSTOOD = new Set([SUBJECT_ALT_NAME, BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE]);

/** The numbers that kinds of alternative names have. */
export const DNS_NAME = 2;
export const IP_ADDRESS = 7;

const UTF8: number = forge.asn1.Type.UTF8;

const LABELS = new Set(["CERTIFICATE", "X509 CERTIFICATE", "DER"]);

/** A certificate that was read. */
export class Certificate {
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
  /** Its public key (SubjectPublicKeyInfo) in hexadecimal. */
  readonly publicKey: string;
  readonly #der: string;
  readonly #x509: forge.pki.Certificate;
  readonly #extensions: readonly Extension[];

  /** @throws Error when it is none, or has another key than an RSA key. */
  constructor(der: string) {
    this.#der = der;
    this.#x509 = forge.pki.certificateFromAsn1(forge.asn1.fromDer(der));
    this.#extensions = this.#x509.extensions as Extension[];
    this.publicKey = hexOf(this.#x509.publicKey as forge.pki.rsa.PublicKey);
    const { notBefore, notAfter } = this.#x509.validity;
    this.validFrom = notBefore.getTime();
    this.validTo = notAfter.getTime();
    if (Number.isNaN(this.validFrom + this.validTo)) throw new Error("its times cannot be read");
    const field = this.#x509.subject.getField("CN") as { value: string; valueTagClass: number } | null;
    this.commonName = field?.valueTagClass === UTF8 ? forge.util.decodeUtf8(field.value) : field?.value;
    const named = this.#extension(SUBJECT_ALT_NAME)?.altNames;
    this.names = named?.filter(({ type }) => type === DNS_NAME).map(({ value }) => value);
    this.addresses = (named ?? []).filter(({ type }) => type === IP_ADDRESS).map(({ value }) => octets(value));
  }

  /** Whether it is signed with its own key. */
  get isSelfSigned(): boolean {
    return this.isSignedBy(this);
  }

  /** Whether they are one and the same. */
  equals(other: Certificate): boolean {
    return this.#der === other.#der;
  }

  /** Whether another certificate's key signed it, and it says so. */
  isSignedBy(issuer: Certificate): boolean {
    if (!this.#x509.isIssuer(issuer.#x509)) return false;
    try {
      return issuer.#x509.verify(this.#x509);
    } catch {
      // So forge says that a signature is not one of that key, or was made in a way that it does not know.
      return false;
    }
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
    return isMeant && this.#extensions.every(({ id, critical }) => !critical || UNDERSTOOD.has(id));
  }

  #extension(id: string): Extension | undefined {
    return this.#extensions.find((extension) => extension.id === id);
  }
}

function octets(binary: string): string {
  return Array.from(binary, (octet) => octet.charCodeAt(0)).join(".");
}

/**
 * All certificates of a PEM text, or that of DER bytes.
 *
 * @throws Error when one cannot be read, or there is none.
 */
export function readCertificates(input: string | Uint8Array): Certificate[] {
  const blocks = readBlocks(input).filter(({ label }) => LABELS.has(label));
  if (blocks.length === 0) throw new Error("it holds no certificate");
  return blocks.map(({ der }, i) => {
    try {
      return new Certificate(der);
    } catch (error) {
      throw new Error(`certificate ${i + 1} of ${blocks.length}: ${(error as Error).message}`, { cause: error });
    }
  });
}
