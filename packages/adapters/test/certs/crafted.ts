import forge from "node-forge";
import type { Issued } from "../../src/certs/index.js";

export type Keys = forge.pki.rsa.KeyPair;

/** Short ones by default, which are made fast. */
export function newKeys(bits = 1024): Keys {
  return forge.pki.rsa.generateKeyPair(bits);
}

/** A certificate that nobody else signed, with its key. */
export function selfSigned(commonName: string): Issued {
  const keys = newKeys(2048);
  return { cert: craft({ subject: commonName, keys }), key: forge.pki.privateKeyToPem(keys.privateKey) };
}

/** What a crafted certificate says; nothing is checked. */
export interface Craft {
  readonly subject: string;
  /** Default: itself. */
  readonly issuer?: string;
  readonly keys: Keys;
  /** Who signs. Default: `keys`. */
  readonly signer?: Keys;
  /** Beside what tells keys apart. */
  readonly extensions?: readonly object[];
  /** 0 is X.509 version 1, which has no extensions. Default: 2. */
  readonly version?: number;
  readonly validFrom?: number;
  readonly validTo?: number;
}

/** Makes certificates such as no honest authority does, as PEM. */
export function craft({ subject, issuer = subject, keys, signer = keys, extensions = [], version = 2, validFrom = 0, validTo = 4e12 }: Craft): string {
  const certificate = forge.pki.createCertificate();
  certificate.version = version;
  certificate.publicKey = keys.publicKey;
  certificate.serialNumber = `7f${forge.util.bytesToHex(forge.random.getBytesSync(8))}`;
  certificate.validity = { notBefore: new Date(validFrom), notAfter: new Date(validTo) };
  certificate.setSubject([{ name: "commonName", value: subject }]);
  certificate.setIssuer([{ name: "commonName", value: issuer }]);
  const keyIdentifier = forge.pki.getPublicKeyFingerprint(signer.publicKey, { type: "RSAPublicKey" }).getBytes();
  if (version > 0) certificate.setExtensions([...extensions, { name: "subjectKeyIdentifier" }, { name: "authorityKeyIdentifier", keyIdentifier }]);
  certificate.sign(signer.privateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}
