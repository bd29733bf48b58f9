import { parseIPv4, parseIPv6 } from "@luat/contract";
import forge from "node-forge";
import { DNS_NAME, IP_ADDRESS, type Usage } from "./certificate.js";
import { bitString, integer, objectId, octetString, sequence, tagged, toDer, type Element } from "./der.js";
import { nameOf } from "./distinguished-name.js";
import type { PrivateKey, PublicKey } from "./key.js";
import { binary, withoutReturns } from "./pem.js";
import { keyIdentifierOf } from "./public-key.js";

/** What a certificate that is to be signed says. */
export interface Statement {
  readonly commonName: string;
  /** Names and literal addresses. */
  readonly names: readonly string[];
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  /** What it may be used for; absent for an authority. */
  readonly usages?: readonly Usage[] | undefined;
}

/** Who signs. */
export interface Signer {
  readonly commonName: string;
  readonly key: PrivateKey;
}

/** What the types of forge leave out. */
interface Pki {
  certificateExtensionsToAsn1(extensions: unknown): Element;
}
const { certificateExtensionsToAsn1 } = forge.pki as unknown as Pki;

const SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
/** The first year whose times are written with four digits. */
const LONG_YEARS = Date.UTC(2050, 0);
const VERSION_2 = "\u0001";
const VERSION_3 = "\u0002";
const CRL_NUMBER = "2.5.29.20";

/**
 * Makes a certificate for a public key, as PEM. It has as many octets whenever it is made anew: simulations send it, and
 * are to be the same each time.
 */
export function sign(statement: Statement, publicKey: PublicKey, { commonName, key }: Signer): string {
  const { algorithm, signatureLength } = key;
  const about = [
    algorithm,
    nameOf(commonName),
    sequence(timeOf(statement.validFrom), timeOf(statement.validTo)),
    nameOf(statement.commonName),
    publicKey.info,
    extensionsOf(statement, publicKey, key.publicKey),
  ];
  for (;;) {
    const signed = sequence(tagged(0, integer(VERSION_3)), integer(serialNumber()), ...about);
    const signature = key.sign(toDer(signed));
    if (signature.length !== signatureLength) continue;
    const certificate = sequence(signed, algorithm, bitString(signature));
    return withoutReturns(forge.pem.encode({ type: "CERTIFICATE", body: toDer(certificate) }));
  }
}

/** Sixteen octets by chance, of which the first makes it a positive number without zeros before it. */
function serialNumber(): string {
  return `\x5a${forge.random.getBytesSync(15)}`;
}

/** What a revocation list says. */
export interface Revocation {
  /** The numbers of the certificates, in hexadecimal. */
  readonly serialNumbers: Iterable<string>;
  /** Milliseconds since 1970. */
  readonly validFrom: number;
  readonly validTo: number;
  /** Which list of this signer it is, from 1. */
  readonly number: number;
}

/** Makes a revocation list, as PEM. */
export function signRevocation({ serialNumbers, validFrom, validTo, number }: Revocation, { commonName, key }: Signer): string {
  const { algorithm } = key;
  const entries = Array.from(serialNumbers, (serial) => sequence(integer(forge.util.hexToBytes(serial)), timeOf(validFrom)));
  const list = sequence(
    ...[integer(VERSION_2), algorithm, nameOf(commonName), timeOf(validFrom), timeOf(validTo)],
    // RFC 5280, 5.1.2.6: without entries it must be left out.
    ...(entries.length === 0 ? [] : [sequence(...entries)]),
    tagged(0, sequence(sequence(objectId(CRL_NUMBER), octetString(toDer(integer(String.fromCharCode(number >> 8, number & 255).replace(/^\0(?=[\0-\x7f])/, ""))))))),
  );
  const signed = sequence(list, algorithm, bitString(key.sign(toDer(list))));
  return withoutReturns(forge.pem.encode({ type: "X509 CRL", body: toDer(signed) }));
}

/** RFC 5280, 4.1.2.5. */
function timeOf(ms: number): Element {
  const { asn1 } = forge;
  const date = new Date(ms);
  const { UNIVERSAL } = asn1.Class;
  if (ms < LONG_YEARS) return asn1.create(UNIVERSAL, asn1.Type.UTCTIME, false, asn1.dateToUtcTime(date));
  return asn1.create(UNIVERSAL, asn1.Type.GENERALIZEDTIME, false, asn1.dateToGeneralizedTime(date));
}

function extensionsOf(statement: Statement, publicKey: PublicKey, signer: PublicKey): Element {
  const certificate = forge.pki.createCertificate();
  certificate.setExtensions([
    ...meaningOf(statement, publicKey),
    { id: SUBJECT_KEY_IDENTIFIER, value: octetString(keyIdentifierOf(publicKey)) },
    { name: "authorityKeyIdentifier", keyIdentifier: keyIdentifierOf(signer) },
  ]);
  return certificateExtensionsToAsn1(certificate.extensions);
}

function meaningOf({ names, usages }: Statement, { type }: PublicKey): object[] {
  if (usages === undefined) {
    return [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ];
  }
  return [
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: type === "rsa", critical: true },
    { name: "extKeyUsage", serverAuth: usages.includes("server"), clientAuth: usages.includes("client") },
    ...(names.length === 0 ? [] : [{ name: "subjectAltName", altNames: names.map(toAltName) }]),
  ];
}

function toAltName(name: string): { type: number; value: string } {
  const octets = parseIPv4(name) ?? parseIPv6(name);
  return octets === undefined ? { type: DNS_NAME, value: name } : { type: IP_ADDRESS, value: binary(octets) };
}
