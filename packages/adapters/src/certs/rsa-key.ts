import forge from "node-forge";
import { fromDer, NULL, objectId, sequence, toDer, type Element } from "./der.js";
import type { PrivateKey, PublicKey } from "./key.js";
import { rsaSignature } from "./rsa-signature.js";
import { SHA256_WITH_RSA, type Hash, type Padding, type SignatureAlgorithm } from "./signature-algorithm.js";

const BITS = 2048;

/** @throws Error when the bytes are no RSA key. */
export function readRsaPublicKey(der: string): PublicKey {
  return new RsaPublicKey(forge.pki.publicKeyFromAsn1(fromDer(der)));
}

/** @throws Error when this is no RSA key. */
export function readRsaPrivateKey(pkcs1: Element): PrivateKey {
  return new RsaPrivateKey(forge.pki.privateKeyFromAsn1(pkcs1));
}

export function makeRsaKey(): PrivateKey {
  return new RsaPrivateKey(forge.pki.rsa.generateKeyPair(BITS).privateKey);
}

class RsaPublicKey implements PublicKey {
  readonly type = "rsa";
  readonly bits: number;
  readonly curve = undefined;
  readonly info: Element;
  readonly #key: forge.pki.rsa.PublicKey;

  constructor(key: forge.pki.rsa.PublicKey) {
    this.#key = key;
    this.bits = key.n.bitLength();
    // Forge would keep a structure where the standard has a bit string.
    this.info = fromDer(toDer(forge.pki.publicKeyToAsn1(key)));
  }

  verifies(signature: string, bytes: string, { keyType, hash, pss }: SignatureAlgorithm): boolean {
    if (keyType !== "rsa") return false;
    const digest = forge.md[hash].create().update(bytes).digest().getBytes();
    return this.#key.verify(digest, signature, pss === undefined ? undefined : schemeOf(hash, pss));
  }
}

class RsaPrivateKey implements PrivateKey {
  readonly publicKey: PublicKey;
  readonly traditional: Element;
  readonly algorithm = sequence(objectId(SHA256_WITH_RSA), NULL);
  readonly signatureLength: number;
  readonly #key: forge.pki.rsa.PrivateKey;

  constructor(key: forge.pki.rsa.PrivateKey) {
    this.#key = key;
    this.publicKey = new RsaPublicKey(forge.pki.rsa.setPublicKey(key.n, key.e));
    this.traditional = forge.pki.privateKeyToAsn1(key);
    this.signatureLength = Math.ceil(key.n.bitLength() / 8);
  }

  sign(bytes: string): string {
    return rsaSignature(this.#key, this.signatureLength, bytes);
  }
}

function schemeOf(hash: Hash, { hash: ofMask, saltLength }: Padding): forge.pss.PSS {
  const mgf: unknown = forge.mgf.mgf1.create(forge.md[ofMask].create());
  return forge.pss.create({ md: forge.md[hash].create(), mgf, saltLength });
}
