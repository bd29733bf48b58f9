import forge from "node-forge";
import { curveOf, P256, type Curve } from "./curve.js";
import { bitString, integer, objectId, octetsOf, octetString, oidOf, partsOf, partTagged, sequence, tagged, type Element } from "./der.js";
import type { PrivateKey, PublicKey } from "./key.js";
import { binary, octets } from "./pem.js";
import { ECDSA_WITH_SHA256, type SignatureAlgorithm } from "./signature-algorithm.js";

/** "ecPublicKey", which keys on all curves have. */
export const EC_KEY = "1.2.840.10045.2.1";

/** @throws Error for an unknown curve, or a point that is not on it. */
export function readEcPublicKey(parameters: Element | undefined, point: string): PublicKey {
  return new EcPublicKey(curveOf(oidOf(parameters)), octets(point));
}

/**
 * @param sec1 - the key, of which only the number is looked at.
 * @param parameters - the curve, where the key may leave it out.
 * @throws Error for an unknown curve, or what is no number for it.
 */
export function readEcPrivateKey(sec1: Element, parameters?: Element): PrivateKey {
  const [, number, ...more] = partsOf(sec1);
  const [own] = partsOf(partTagged(more, 0));
  const curve = curveOf(oidOf(parameters ?? own));
  // Some leave out the zeros before it.
  return new EcPrivateKey(curve, octets(octetsOf(number).padStart(Math.ceil(curve.bits / 8), "\0")));
}

/** A new key on P-256. */
export function makeEcKey(): PrivateKey {
  return new EcPrivateKey(P256, P256.ecdsa.utils.randomSecretKey());
}

class EcPublicKey implements PublicKey {
  readonly type = "ec";
  readonly bits: number;
  readonly curve: string;
  readonly info: Element;
  readonly #curve: Curve;
  readonly #point: Uint8Array;

  constructor(curve: Curve, point: Uint8Array) {
    this.#curve = curve;
    this.bits = curve.bits;
    this.curve = curve.name;
    // Half of a point can be left out; whole ones can be compared.
    this.#point = curve.ecdsa.Point.fromHex(point).toBytes(false);
    this.info = sequence(sequence(objectId(EC_KEY), objectId(curve.oid)), bitString(binary(this.#point)));
  }

  verifies(signature: string, bytes: string, { keyType, hash }: SignatureAlgorithm): boolean {
    if (keyType !== "ec") return false;
    const digest = octets(forge.md[hash].create().update(bytes).digest().getBytes());
    return this.#curve.ecdsa.verify(octets(signature), digest, this.#point, { prehash: false, lowS: false, format: "der" });
  }
}

class EcPrivateKey implements PrivateKey {
  readonly publicKey: PublicKey;
  readonly traditional: Element;
  readonly algorithm = sequence(objectId(ECDSA_WITH_SHA256));
  readonly signatureLength: number;
  readonly #curve: Curve;
  readonly #number: Uint8Array;

  constructor(curve: Curve, number: Uint8Array) {
    const point = curve.ecdsa.getPublicKey(number, false);
    this.#curve = curve;
    this.#number = number;
    this.publicKey = new EcPublicKey(curve, point);
    // Two numbers, one of which begins with a zero more often than not, and what says how long they are.
    this.signatureLength = 2 * number.length + 7;
    this.traditional = sequence(integer("\u0001"), octetString(binary(number)), tagged(0, objectId(curve.oid)), tagged(1, bitString(binary(point))));
  }

  sign(bytes: string): string {
    const digest = octets(forge.md.sha256.create().update(bytes).digest().getBytes());
    return binary(this.#curve.ecdsa.sign(digest, this.#number, { prehash: false, lowS: false }).toBytes("der"));
  }
}
