import { parseIPv4, parseIPv6 } from "@luat/contract";
import forge from "node-forge";
import { DNS_NAME, IP_ADDRESS, type Usage } from "./certificate.js";
import { binary, withoutReturns } from "./pem.js";

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
  readonly keys: forge.pki.rsa.KeyPair;
}

/** Makes a certificate for a public key, as PEM. */
export function sign(statement: Statement, publicKey: forge.pki.rsa.PublicKey, signer: Signer): string {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = publicKey;
  certificate.serialNumber = serialNumber();
  certificate.validity = { notBefore: new Date(statement.validFrom), notAfter: new Date(statement.validTo) };
  certificate.setSubject(nameOf(statement.commonName));
  certificate.setIssuer(nameOf(signer.commonName));
  certificate.setExtensions([...extensionsOf(statement), ...keyIdentifiers(signer.keys.publicKey)]);
  certificate.sign(signer.keys.privateKey, forge.md.sha256.create());
  return withoutReturns(forge.pki.certificateToPem(certificate));
}

/** Sixteen octets by chance, of which the first makes it a positive number without zeros before it. */
function serialNumber(): string {
  return `5a${forge.util.bytesToHex(forge.random.getBytesSync(15))}`;
}

function nameOf(commonName: string): forge.pki.CertificateField[] {
  return [{ name: "commonName", value: commonName, valueTagClass: forge.asn1.Type.UTF8 as number }];
}

function extensionsOf({ names, usages }: Statement): object[] {
  if (usages === undefined) {
    return [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ];
  }
  return [
    { name: "basicConstraints", cA: false, critical: true },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: usages.includes("server"), clientAuth: usages.includes("client") },
    ...(names.length === 0 ? [] : [{ name: "subjectAltName", altNames: names.map(toAltName) }]),
  ];
}

function toAltName(name: string): { type: number; value: string } {
  const octets = parseIPv4(name) ?? parseIPv6(name);
  return octets === undefined ? { type: DNS_NAME, value: name } : { type: IP_ADDRESS, value: binary(octets) };
}

function keyIdentifiers(signer: forge.pki.rsa.PublicKey): object[] {
  const keyIdentifier = forge.pki.getPublicKeyFingerprint(signer, { type: "RSAPublicKey" }).getBytes();
  return [{ name: "subjectKeyIdentifier" }, { name: "authorityKeyIdentifier", keyIdentifier }];
}
