import forge from "node-forge";
import { bitsOf, firstPartOf, fromDer, isOf, octetsOf, oidOf, partsOf, partTagged, type Element } from "./der.js";

/** The parts of whatever an authority signs. */
export interface Signed {
  /** What is signed. */
  readonly signed: string;
  readonly issuer: Element;
  /** How it is signed. */
  readonly algorithm: Element;
  readonly signature: string;
}

/** The parts of a certificate, of which only what all need is looked into. */
export interface X509 extends Signed {
  /** 0 is version 1, which has no extensions. */
  readonly version: number;
  /** In two's complement. */
  readonly serial: string;
  readonly subject: Element;
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  readonly publicKey: Element;
  readonly extensions: readonly Extension[];
}

/** An extension as forge reads it: those that it knows have members of their own. */
export interface Extension {
  readonly id: string;
  readonly critical: boolean;
  readonly cA?: boolean;
  readonly pathLenConstraint?: number;
  readonly keyCertSign?: boolean;
  readonly serverAuth?: boolean;
  readonly clientAuth?: boolean;
  readonly altNames?: ReadonlyArray<{ readonly type: number; readonly value: string }>;
}

/** What the types of forge leave out. */
interface ExtensionReader {
  certificateExtensionsFromAsn1(extensions: Element): Extension[];
}

const { UTCTIME, GENERALIZEDTIME, INTEGER, SEQUENCE } = forge.asn1.Type;

/** @throws Error when the bytes are no certificate. */
export function readX509(der: string): X509 {
  const [signed, algorithm, signature] = partsOf(fromDer(der));
  const parts = partsOf(signed);
  const first = partTagged(parts.slice(0, 1), 0);
  const version = octetsOf(partsOf(first)[0]).charCodeAt(0) || 0;
  const [serial, own, issuer, validity, subject, publicKey, ...more] = first === undefined ? parts : parts.slice(1);
  const isWhole = [own, issuer, validity, subject, publicKey, algorithm].every((part) => isOf(part, SEQUENCE));
  if (!isWhole || !isOf(serial, INTEGER) || !signed || !algorithm || !issuer || !subject || !publicKey) throw new Error("it is no certificate");
  if (oidOf(partsOf(own)[0]) !== oidOf(partsOf(algorithm)[0])) throw new Error("it says in two ways how it is signed");
  const [validFrom = NaN, validTo = NaN] = partsOf(validity).map(timeOf);
  if (Number.isNaN(validFrom + validTo)) throw new Error("its times cannot be read");
  return {
    signed: firstPartOf(der),
    version,
    serial: octetsOf(serial),
    issuer,
    subject,
    validFrom,
    validTo,
    publicKey,
    extensions: extensionsOf(partTagged(more, 3)),
    algorithm,
    signature: bitsOf(signature),
  };
}

/** The number of a certificate as it is shown, of its octets. */
export function serialText(octets: string): string {
  return forge.util.bytesToHex(octets).replace(/^(00)+(?=..)/, "").toUpperCase();
}

export function timeOf(element: Element): number {
  const { asn1 } = forge;
  if (isOf(element, UTCTIME)) return asn1.utcTimeToDate(octetsOf(element)).getTime();
  return isOf(element, GENERALIZEDTIME) ? asn1.generalizedTimeToDate(octetsOf(element)).getTime() : NaN;
}

function extensionsOf(extensions: Element | undefined): readonly Extension[] {
  return extensions === undefined ? [] : (forge.pki as unknown as ExtensionReader).certificateExtensionsFromAsn1(extensions);
}
